/// The operator's API under `/api/v1`, and a page that shows it. Resources are the edge: they read
/// strictly, ask the ports, and answer; every refusal says what is wrong, where, and what is
/// allowed.
@NullMarked
package dev.fairway.console;

import org.jspecify.annotations.NullMarked;
