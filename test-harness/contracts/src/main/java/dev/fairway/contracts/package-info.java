/// One behaviour suite per port, run against the in-memory twin and against the real store.
@NullMarked
package dev.fairway.contracts;

import org.jspecify.annotations.NullMarked;
