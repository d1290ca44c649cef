/// A model of the way between push and pull, small enough to walk through all of its states, and
/// the alphabet in which those who drive the real stores speak of it.
@NullMarked
package dev.fairway.contracts.flow;

import org.jspecify.annotations.NullMarked;
