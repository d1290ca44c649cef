@NullMarked
package dev.fairway.contracts;

import org.jspecify.annotations.NullMarked;
