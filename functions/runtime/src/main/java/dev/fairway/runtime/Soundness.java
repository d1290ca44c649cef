package dev.fairway.runtime;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready means: the configuration is sound (else the start has failed). It never opens a
/// connection: a store that is away makes requests fail with 503, and taking the function out of
/// service would help nobody.
@Readiness
@Singleton
class Soundness implements HealthCheck {
  private final Room room;

  @Inject
  Soundness(Room room) {
    this.room = room;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.up(room.name());
  }
}
