/// The values of the engine and the decisions on them: pure Java, no input or output, no clock.
@NullMarked
package dev.fairway.model;

import org.jspecify.annotations.NullMarked;
