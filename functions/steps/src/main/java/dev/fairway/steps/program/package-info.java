/// Family F4: members of programs, and the streams they are in.
@NullMarked
package dev.fairway.steps.program;

import org.jspecify.annotations.NullMarked;
