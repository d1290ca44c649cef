/// Takes the place of `action-scoring` in a benchmark engine: the same actions, but each visit
/// lasts as long as its event says.
@NullMarked
package dev.fairway.paced;

import org.jspecify.annotations.NullMarked;
