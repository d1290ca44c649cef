/// How fast, and where the time goes.
@NullMarked
package dev.fairway.world.bench;

import org.jspecify.annotations.NullMarked;
