@NullMarked
package dev.fairway.postgres.control;

import org.jspecify.annotations.NullMarked;
