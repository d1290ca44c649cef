@NullMarked
package dev.fairway.local;

import org.jspecify.annotations.NullMarked;
