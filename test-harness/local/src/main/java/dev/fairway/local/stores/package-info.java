/// PostgreSQL, Redis and Artemis, real ones, started from Maven artifacts with the settings of
/// `broker-config/`. Data is kept; leftovers of a killed launcher are found and stopped.
@NullMarked
package dev.fairway.local.stores;

import org.jspecify.annotations.NullMarked;
