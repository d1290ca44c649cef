/// What every action family does with a batch: read, run the flow, commit, tell.
@NullMarked
package dev.fairway.visit;

import org.jspecify.annotations.NullMarked;
