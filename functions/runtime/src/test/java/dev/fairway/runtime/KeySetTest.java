package dev.fairway.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

class KeySetTest {
  private static final String FIRST = set("first");
  private static final String SECOND = set("second");

  private String published = FIRST;
  private boolean away;
  private int reads;
  private long nanos;
  private final KeySet keys = new KeySet(this::read, () -> nanos);

  private Uni<String> read() {
    reads++;
    return away
        ? Uni.createFrom().failure(new IOException("away"))
        : Uni.createFrom().item(published);
  }

  private static String set(String id) {
    try {
      RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
      key.setKeyId(id);
      return new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY);
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean knows(String id) {
    return keys.key(id).await().indefinitely().isPresent();
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void a_known_key_is_read_once() {
    assertThat(knows("first")).isTrue();
    assertThat(knows("first")).isTrue();
    assertThat(reads).isEqualTo(1);
  }

  @Test
  void after_a_rotation_the_new_key_is_found_and_the_old_one_is_not_trusted_any_more() {
    assertThat(knows("first")).isTrue();
    published = SECOND;
    pass(Duration.ofSeconds(6));
    assertThat(knows("second")).isTrue();
    assertThat(knows("first")).isFalse();
  }

  @Test
  void unknown_keys_make_it_read_at_most_every_five_seconds() {
    for (int i = 0; i < 100; i++) assertThat(knows("stranger-" + i)).isFalse();
    assertThat(reads).isEqualTo(1);
    pass(Duration.ofSeconds(6));
    for (int i = 0; i < 100; i++) assertThat(knows("stranger-" + i)).isFalse();
    assertThat(reads).isEqualTo(2);
  }

  @Test
  void a_key_taken_out_is_not_trusted_for_ever() {
    assertThat(knows("first")).isTrue();
    published = SECOND;
    pass(Duration.ofMinutes(11));
    assertThat(knows("first")).isFalse();
  }

  @Test
  void while_the_source_is_away_known_keys_serve_and_unknown_ones_are_503() {
    assertThat(knows("first")).isTrue();
    away = true;
    pass(Duration.ofMinutes(11));
    assertThat(knows("first")).isTrue();
    for (int i = 0; i < 3; i++)
      assertThatThrownBy(() -> knows("second"))
          .isInstanceOfSatisfying(Refusal.class, it -> assertThat(it.status()).isEqualTo(503));
    assertThat(reads).isEqualTo(2);
  }

  @Test
  void what_is_no_key_set_is_503_and_not_an_empty_one() {
    published = "<html>";
    assertThatThrownBy(() -> knows("first"))
        .isInstanceOfSatisfying(Refusal.class, it -> assertThat(it.status()).isEqualTo(503));
  }

  @Test
  void keys_that_anybody_on_the_way_could_exchange_are_not_read() {
    assertThatThrownBy(() -> KeySource.of("http://issuer.test/keys", Vertx.vertx()))
        .hasMessageContaining("https");
  }
}
