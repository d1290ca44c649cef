/// The engine seen from outside: end to end, under faults, and measured.
@NullMarked
package dev.fairway.world;

import org.jspecify.annotations.NullMarked;
