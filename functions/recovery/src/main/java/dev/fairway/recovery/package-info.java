/// What brings every task home: the generation of the fair queue, its rebuild from the journal, and
/// the sweep. Needs no hint to have arrived.
@NullMarked
package dev.fairway.recovery;

import org.jspecify.annotations.NullMarked;
