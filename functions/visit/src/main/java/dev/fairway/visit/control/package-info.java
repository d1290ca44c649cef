/// Steps that only say where a flow goes on, or when: every family executes them.
@NullMarked
package dev.fairway.visit.control;

import org.jspecify.annotations.NullMarked;
