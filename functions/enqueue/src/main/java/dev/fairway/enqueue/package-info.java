/// CloudEvent in; campaigns matched; tasks accepted, durable before the answer.
@NullMarked
package dev.fairway.enqueue;

import org.jspecify.annotations.NullMarked;
