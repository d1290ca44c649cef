package dev.fairway.runtime;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.Use;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/// An issuer's public keys by id. Read with the first token, again when a token names a key that is
/// not known (the issuer has rotated), and every ten minutes, so that a key taken out of the set is
/// not trusted for ever. Strangers cannot make it read more often than every five seconds.
final class KeySet {
  private static final Logger LOG = Logger.getLogger(KeySet.class);
  private static final long PAUSE = Duration.ofSeconds(5).toNanos();
  private static final long FRESH = Duration.ofMinutes(10).toNanos();

  private final KeySource source;
  private final LongSupplier nanos;
  private Map<String, PublicJsonWebKey> keys = Map.of();
  private @Nullable Uni<Map<String, PublicJsonWebKey>> reading;
  private @Nullable Long begun;
  private boolean failed;

  KeySet(KeySource source) {
    this(source, System::nanoTime);
  }

  KeySet(KeySource source, LongSupplier nanos) {
    this.source = source;
    this.nanos = nanos;
  }

  /// Empty if the issuer has no such key. Fails with a 503 if that cannot be found out.
  Uni<Optional<PublicJsonWebKey>> key(String id) {
    PublicJsonWebKey known;
    Uni<Map<String, PublicJsonWebKey>> latest;
    boolean stale;
    synchronized (this) {
      known = keys.get(id);
      stale = begun == null || nanos.getAsLong() - begun > FRESH;
      if (known != null && !stale) return Uni.createFrom().item(Optional.of(known));
      latest = latest();
    }
    if (known == null) return latest.map(set -> Optional.ofNullable(set.get(id)));
    PublicJsonWebKey before = known;
    return latest
        .map(set -> Optional.ofNullable(set.get(id)))
        .onFailure()
        .recoverWithItem(Optional.of(before));
  }

  private Uni<Map<String, PublicJsonWebKey>> latest() {
    if (reading != null) return reading;
    long now = nanos.getAsLong();
    if (begun != null && now - begun < PAUSE)
      return failed ? Uni.createFrom().failure(KeySet::unreadable) : Uni.createFrom().item(keys);
    begun = now;
    reading =
        Uni.createFrom()
            .deferred(source::read)
            .map(KeySet::parse)
            .onItemOrFailure()
            .transformToUni((set, failure) -> ended(set, failure))
            .memoize()
            .indefinitely();
    return reading;
  }

  private synchronized Uni<Map<String, PublicJsonWebKey>> ended(
      @Nullable Map<String, PublicJsonWebKey> set, @Nullable Throwable failure) {
    reading = null;
    failed = set == null;
    if (set == null) {
      new LogLine("identity", "keys-unreadable").with("cause", failure).to(LOG, Logger.Level.WARN);
      return Uni.createFrom().failure(KeySet::unreadable);
    }
    keys = set;
    return Uni.createFrom().item(set);
  }

  private static Refusal unreadable() {
    return Refusal.unavailable("the keys that tokens are verified with cannot be read");
  }

  private static Map<String, PublicJsonWebKey> parse(String json) {
    Map<String, PublicJsonWebKey> set = new HashMap<>();
    try {
      for (JsonWebKey key : new JsonWebKeySet(json).getJsonWebKeys())
        if (key instanceof PublicJsonWebKey publicKey
            && key.getKeyId() != null
            && !Use.ENCRYPTION.equals(key.getUse())) set.put(key.getKeyId(), publicKey);
    } catch (JoseException e) {
      throw new IllegalArgumentException("no JWK set", e);
    }
    return Map.copyOf(set);
  }
}
