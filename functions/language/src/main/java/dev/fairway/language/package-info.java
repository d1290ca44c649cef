/// The campaign language: reads and checks what authors write, and runs its expressions.
@NullMarked
package dev.fairway.language;

import org.jspecify.annotations.NullMarked;
