/// The fair queue on Redis: one script a step in `resources/lua`.
@NullMarked
package dev.fairway.redis;

import org.jspecify.annotations.NullMarked;
