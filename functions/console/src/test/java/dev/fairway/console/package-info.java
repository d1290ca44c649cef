@NullMarked
package dev.fairway.console;

import org.jspecify.annotations.NullMarked;
