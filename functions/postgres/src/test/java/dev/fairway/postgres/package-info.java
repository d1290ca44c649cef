@NullMarked
package dev.fairway.postgres;

import org.jspecify.annotations.NullMarked;
