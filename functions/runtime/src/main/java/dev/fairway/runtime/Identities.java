package dev.fairway.runtime;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// Chooses by `FAIRWAY_IDENTITY`; a mode that cannot be kept ends the start.
class Identities {
  private static final Logger LOG = Logger.getLogger(Identity.class);

  @Produces
  @Singleton
  @Startup
  Identity identity(
      @ConfigProperty(name = "fairway.identity", defaultValue = "development") String mode) {
    return switch (mode) {
      case "development" -> {
        LOG.warn(
            "IDENTITY IS NOT VERIFIED: FAIRWAY_IDENTITY=development believes the declared tenant");
        yield new DevelopmentIdentity();
      }
      default ->
          throw new IllegalArgumentException(
              "FAIRWAY_IDENTITY=" + mode + " is not available; development is");
    };
  }
}
