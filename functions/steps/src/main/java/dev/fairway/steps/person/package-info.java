/// Family F1: actions on the lead itself.
@NullMarked
package dev.fairway.steps.person;

import org.jspecify.annotations.NullMarked;
