@NullMarked
package dev.fairway.amqp;

import org.jspecify.annotations.NullMarked;
