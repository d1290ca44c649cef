/// The stores of truth on PostgreSQL: one statement a file in `resources/sql`, schema in
/// `resources/db`.
@NullMarked
package dev.fairway.postgres;

import org.jspecify.annotations.NullMarked;
