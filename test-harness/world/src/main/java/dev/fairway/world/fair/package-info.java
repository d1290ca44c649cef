/// How fair: the same traces for us and for other queues, and one analyser for all.
@NullMarked
package dev.fairway.world.fair;

import org.jspecify.annotations.NullMarked;
