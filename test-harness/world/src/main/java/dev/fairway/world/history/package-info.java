/// What a run must have been: the log of what was asked, the ends of the leads, and the judge over
/// both.
@NullMarked
package dev.fairway.world.history;

import org.jspecify.annotations.NullMarked;
