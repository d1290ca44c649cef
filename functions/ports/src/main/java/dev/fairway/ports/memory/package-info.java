/// In-memory twins of the stores: the same behaviour by the same contracts, for tests.
@NullMarked
package dev.fairway.ports.memory;

import org.jspecify.annotations.NullMarked;
