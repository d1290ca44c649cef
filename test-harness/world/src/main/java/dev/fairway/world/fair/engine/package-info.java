/// The engine's side of the fairness benchmark: a scenario's trace in, what was executed when out.
@NullMarked
package dev.fairway.world.fair.engine;

import org.jspecify.annotations.NullMarked;
