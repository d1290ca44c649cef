/// The control database: tenants, campaign versions, assets, audit, and the local run's clock.
@NullMarked
package dev.fairway.postgres.control;

import org.jspecify.annotations.NullMarked;
