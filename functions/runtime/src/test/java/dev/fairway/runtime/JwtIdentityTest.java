package dev.fairway.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.fairway.contracts.Issuer;
import dev.fairway.runtime.Identity.Caller;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JwtIdentityTest {
  private static final Issuer ISSUER = Issuer.at(Path.of("target", "issuer"));
  private static final Issuer STRANGER = Issuer.at(Path.of("target", "stranger"));

  private static Identity believing(String keys, Optional<String> brokerSubject) {
    KeySource source = () -> Uni.createFrom().item(keys);
    var verifier = new TokenVerifier(Issuer.NAME, Issuer.AUDIENCE, new KeySet(source));
    return new JwtIdentity(
        Optional.of(verifier), brokerSubject.map(subject -> verifier), brokerSubject);
  }

  private static Identity identity() {
    try {
      return believing(Files.readString(ISSUER.keys()), Optional.empty());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MultiMap bearing(String token) {
    return MultiMap.caseInsensitiveMultiMap().add("Authorization", "Bearer " + token);
  }

  private static Caller caller(Identity identity, String token) {
    return identity.caller(bearing(token)).await().atMost(Duration.ofSeconds(10));
  }

  @Test
  void the_tenant_is_the_tokens_and_no_other() {
    Caller caller = caller(identity(), ISSUER.tenant("acme"));

    assertThat(caller).isEqualTo(new Caller.OfTenant("acme"));
    assertThat(caller.tenant(Optional.of("acme"))).isEqualTo("acme");
    assertThat(caller.tenant(Optional.empty())).isEqualTo("acme");
    assertThatThrownBy(() -> caller.tenant(Optional.of("globex")))
        .isInstanceOfSatisfying(Refusal.class, it -> assertThat(it.status()).isEqualTo(403));
  }

  @Test
  void an_operator_acts_for_whoever_is_named_and_names_somebody() {
    Caller caller = caller(identity(), ISSUER.operator());

    assertThat(caller.operator()).isTrue();
    assertThat(caller.tenant(Optional.of("globex"))).isEqualTo("globex");
    assertThatThrownBy(() -> caller.tenant(Optional.empty()))
        .isInstanceOfSatisfying(Refusal.class, it -> assertThat(it.status()).isEqualTo(400));
  }

  static Stream<Arguments> tokens_not_to_be_believed() {
    String good = ISSUER.tenant("acme");
    String[] parts = good.split("\\.", -1);
    String claims = ISSUER.token(it -> it.setClaim("tenant", "globex")).split("\\.", -1)[1];
    return Stream.of(
        arguments("another audience", acme(it -> it.setAudience("other")), "another audience"),
        arguments("no audience", acme(it -> it.unsetClaim("aud")), "which audience"),
        arguments("expired", acme(it -> it.setExpirationTime(inSeconds(-60))), "expired"),
        arguments("no expiry", acme(it -> it.unsetClaim("exp")), "when it expires"),
        arguments("not yet valid", acme(it -> it.setNotBefore(inSeconds(60))), "not valid yet"),
        arguments(
            "another issuer", acme(it -> it.setIssuer("https://evil.test")), "another issuer"),
        arguments("no issuer", acme(it -> it.unsetClaim("iss")), "which issuer"),
        arguments("alg none", unsigned(good), "algorithm"),
        arguments("alg None", head("{\"alg\":\"None\",\"kid\":\"first\"}", parts), "algorithm"),
        arguments("HMAC with the public key", hmac(ISSUER.key().getPublicKey()), "algorithm"),
        arguments("another's signature under our key's name", STRANGER.tenant("acme"), "signature"),
        arguments("a key nobody knows", named("second"), "not one of the issuer's"),
        arguments("no key named", head("{\"alg\":\"RS256\"}", parts), "does not name its key"),
        arguments(
            "the key brought along",
            head("{\"alg\":\"RS256\",\"kid\":\"x\",\"jwk\":" + STRANGER.key() + "}", parts),
            ""),
        arguments("other claims", parts[0] + "." + claims + "." + parts[2], "signature"),
        arguments("no signature", parts[0] + "." + parts[1] + ".", ""),
        arguments(
            "a signature with a bit turned",
            parts[0] + "." + parts[1] + "." + turned(parts[2]),
            "signature"),
        arguments("neither tenant nor scope", ISSUER.token(it -> {}), "neither a tenant"),
        arguments("a tenant that is no name", ISSUER.tenant("a} x {b"), "neither a tenant"),
        arguments(
            "a tenant that is no text",
            ISSUER.token(it -> it.setClaim("tenant", List.of("acme"))),
            "neither a tenant"),
        arguments(
            "a scope that only begins alike",
            ISSUER.token(it -> it.setClaim("scope", "fairway:operators")),
            "neither a tenant"),
        arguments("no JWT", "acme", ""),
        arguments("nothing", "", ""),
        arguments("five parts", "a.b.c.d.e", ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tokens_not_to_be_believed")
  void a_token_not_to_be_believed_is_401_and_says_why(String what, String token, String why) {
    assertThatThrownBy(() -> caller(identity(), token))
        .isInstanceOfSatisfying(
            Refusal.class,
            it -> {
              assertThat(it.status()).as(what).isEqualTo(401);
              assertThat(it.type()).isEqualTo("bad-token");
              assertThat(it.detail()).contains(why).doesNotContain(Issuer.NAME);
              assertThat(it.challenge().orElse("")).contains("error=\"invalid_token\"");
            });
  }

  @Test
  void no_token_is_401_with_a_challenge() {
    for (MultiMap headers : List.of(MultiMap.caseInsensitiveMultiMap()))
      assertThatThrownBy(() -> identity().caller(headers).await().indefinitely())
          .isInstanceOfSatisfying(
              Refusal.class,
              it -> {
                assertThat(it.type()).isEqualTo("no-token");
                assertThat(it.challenge()).contains("Bearer realm=\"fairway\"");
              });
  }

  @Test
  void two_tokens_or_another_scheme_are_401() {
    String good = ISSUER.tenant("acme");
    MultiMap two = bearing(good).add("Authorization", "Bearer " + ISSUER.operator());
    MultiMap basic = MultiMap.caseInsensitiveMultiMap().add("Authorization", "Basic " + good);
    for (MultiMap headers : List.of(two, basic))
      assertThatThrownBy(() -> identity().caller(headers).await().indefinitely())
          .isInstanceOfSatisfying(Refusal.class, it -> assertThat(it.status()).isEqualTo(401));
  }

  @Test
  void clocks_may_be_a_few_seconds_apart() {
    String late = acme(it -> it.setExpirationTime(inSeconds(-5)));
    String early = acme(it -> it.setNotBefore(inSeconds(5)));
    assertThat(caller(identity(), late)).isEqualTo(new Caller.OfTenant("acme"));
    assertThat(caller(identity(), early)).isEqualTo(new Caller.OfTenant("acme"));
  }

  @Test
  void elliptic_curves_and_edwards_curves_are_believed_too() throws JoseException {
    PublicJsonWebKey curve = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    PublicJsonWebKey edwards = OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
    for (PublicJsonWebKey key : List.of(curve, edwards)) {
      key.setKeyId("curve");
      var identity =
          believing(
              new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY), Optional.empty());
      String algorithm =
          key == curve
              ? AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256
              : AlgorithmIdentifiers.EDDSA;
      assertThat(caller(identity, signed(key, algorithm))).isEqualTo(new Caller.OfTenant("acme"));
    }
  }

  @Test
  void a_key_for_another_algorithm_is_not_used() throws JoseException {
    PublicJsonWebKey key =
        PublicJsonWebKey.Factory.newPublicJwk(
            ISSUER.key().toJson(OutputControlLevel.INCLUDE_PRIVATE));
    key.setAlgorithm("PS256");
    var identity =
        believing(new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY), Optional.empty());
    assertThatThrownBy(() -> caller(identity, ISSUER.tenant("acme")))
        .hasMessageContaining("another algorithm");
  }

  @Test
  void a_broker_is_who_the_configuration_names_and_otherwise_nobody() throws IOException {
    MultiMap headers = bearing(ISSUER.token(it -> it.setSubject("broker:marketing")));
    String keys = Files.readString(ISSUER.keys());
    var configured = believing(keys, Optional.of("broker:marketing"));
    assertThat(configured.broker(headers).await().indefinitely().operator()).isTrue();
    for (Identity other : List.of(identity(), believing(keys, Optional.of("broker:other"))))
      assertThatThrownBy(() -> other.broker(headers).await().indefinitely())
          .isInstanceOfSatisfying(Refusal.class, it -> assertThat(it.status()).isEqualTo(401));
    assertThatThrownBy(() -> configured.broker(bearing(ISSUER.operator())).await().indefinitely())
        .hasMessageContaining("not the Broker's");
  }

  private static String acme(Consumer<JwtClaims> change) {
    return ISSUER.token(claims -> {
      claims.setClaim("tenant", "acme");
      change.accept(claims);
    });
  }

  private static NumericDate inSeconds(long seconds) {
    NumericDate date = NumericDate.now();
    date.addSeconds(seconds);
    return date;
  }

  private static JsonWebSignature acme() {
    var claims = new JwtClaims();
    claims.setIssuer(Issuer.NAME);
    claims.setAudience(Issuer.AUDIENCE);
    claims.setExpirationTimeMinutesInTheFuture(5);
    claims.setClaim("tenant", "acme");
    var token = new JsonWebSignature();
    token.setPayload(claims.toJson());
    return token;
  }

  private static String signed(PublicJsonWebKey key, String algorithm) {
    JsonWebSignature token = acme();
    token.setAlgorithmHeaderValue(algorithm);
    token.setKeyIdHeaderValue(key.getKeyId());
    token.setKey(key.getPrivateKey());
    return Issuer.compact(token);
  }

  private static String named(String kid) {
    JsonWebSignature token = acme();
    token.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
    token.setKeyIdHeaderValue(kid);
    token.setKey(ISSUER.key().getPrivateKey());
    return Issuer.compact(token);
  }

  private static String unsigned(String like) {
    JsonWebSignature token = acme();
    token.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
    token.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
    token.setKeyIdHeaderValue("first");
    assertThat(like).isNotEmpty();
    return Issuer.compact(token);
  }

  /// The public key is known to everybody: who verifies with whatever the header says, verifies
  /// this.
  private static String hmac(PublicKey key) {
    JsonWebSignature token = acme();
    token.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
    token.setKeyIdHeaderValue("first");
    token.setKey(new HmacKey(key.getEncoded()));
    return Issuer.compact(token);
  }

  private static String head(String json, String[] parts) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)
        + "."
        + parts[1]
        + "."
        + parts[2];
  }

  private static String turned(String signature) {
    byte[] bytes = Base64.getUrlDecoder().decode(signature);
    bytes[7] ^= 1;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
