package dev.fairway.runtime;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/// Whose tokens are believed, with `FAIRWAY_IDENTITY=jwt`.
@ConfigMapping(prefix = "fairway.jwt")
public interface JwtConfig {
  /// Whether this function asks who calls it: then it does not start without `callers`.
  @WithDefault("false")
  boolean required();

  /// Of everybody who calls from outside.
  Optional<Trusted> callers();

  /// Of the marketing Broker; without it, what it delivers is refused.
  Optional<TrustedBroker> broker();

  interface Trusted {
    /// Exactly the claim `iss`.
    String issuer();

    /// Among the claim `aud`.
    String audience();

    /// Where the issuer's public keys (a JWK set, RFC 7517) are: an https URL or a file.
    String keys();
  }

  interface TrustedBroker extends Trusted {
    /// Exactly the claim `sub`: the account that the Broker delivers as.
    String subject();
  }
}
