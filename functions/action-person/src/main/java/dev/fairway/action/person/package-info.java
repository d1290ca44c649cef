/// Family F1: actions on the lead itself.
@NullMarked
package dev.fairway.action.person;

import org.jspecify.annotations.NullMarked;
