/// The overflow buffers on AMQP 1.0: one queue a tenant.
@NullMarked
package dev.fairway.amqp;

import org.jspecify.annotations.NullMarked;
