package dev.fairway.runtime;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Which function this process is.
@Singleton
public class Room {
  private final String name;

  @Inject
  public Room(@ConfigProperty(name = "quarkus.application.name") String application) {
    this.name =
        application.startsWith("fairway-")
            ? application.substring("fairway-".length())
            : application;
  }

  /// As in logs, metrics and the source of emitted events.
  public String name() {
    return name;
  }
}
