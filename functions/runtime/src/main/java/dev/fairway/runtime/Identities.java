package dev.fairway.runtime;

import dev.fairway.runtime.JwtConfig.Trusted;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
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
      @ConfigProperty(name = "fairway.identity", defaultValue = "development") String mode,
      JwtConfig jwt,
      Vertx vertx) {
    return switch (mode) {
      case "development" -> {
        LOG.warn(
            "IDENTITY IS NOT VERIFIED: FAIRWAY_IDENTITY=development believes the declared tenant");
        yield new DevelopmentIdentity();
      }
      case "jwt" -> {
        if (jwt.required() && jwt.callers().isEmpty())
          throw new IllegalArgumentException(
              "FAIRWAY_IDENTITY=jwt needs FAIRWAY_JWT_CALLERS_ISSUER, _AUDIENCE and _KEYS");
        yield new JwtIdentity(
            jwt.callers().map(trusted -> verifier(trusted, vertx)),
            jwt.broker().map(trusted -> verifier(trusted, vertx)),
            jwt.broker().map(JwtConfig.TrustedBroker::subject));
      }
      default ->
          throw new IllegalArgumentException(
              "FAIRWAY_IDENTITY=" + mode + " is not available; jwt and development are");
    };
  }

  private static TokenVerifier verifier(Trusted trusted, Vertx vertx) {
    return new TokenVerifier(
        trusted.issuer(), trusted.audience(), new KeySet(KeySource.of(trusted.keys(), vertx)));
  }
}
