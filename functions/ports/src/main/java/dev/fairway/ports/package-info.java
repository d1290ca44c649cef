/// What the rooms need of one another: interfaces returning `Uni`.
@NullMarked
package dev.fairway.ports;

import org.jspecify.annotations.NullMarked;
