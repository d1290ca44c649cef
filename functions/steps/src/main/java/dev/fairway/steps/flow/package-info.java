/// Family F9: what concerns other campaigns. Waits and branches are control, which every family
/// executes.
@NullMarked
package dev.fairway.steps.flow;

import org.jspecify.annotations.NullMarked;
