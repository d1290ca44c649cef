/// Once a minute: find whatever every hint has lost.
@NullMarked
package dev.fairway.sweep;

import org.jspecify.annotations.NullMarked;
