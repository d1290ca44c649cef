/// Whoever stands outside: sends events, retries as it should, and remembers what it was told.
@NullMarked
package dev.fairway.world.client;

import org.jspecify.annotations.NullMarked;
