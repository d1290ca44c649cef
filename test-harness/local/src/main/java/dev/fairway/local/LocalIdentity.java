package dev.fairway.local;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairway.local.knative.Doors;
import dev.fairway.local.stores.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/// The issuer of a local run with `jwt` identity: a key pair of this start, and tokens signed with
/// it in `tokens.json` (`operator`, and `tenants` by name), which only their owner may read.
final class LocalIdentity {
  private static final String ISSUER = "https://fairway.localhost";
  private static final String AUDIENCE = "fairway";
  private static final String BROKERS_AUDIENCE = "fairway-enqueue";
  private static final String BROKER = "broker:marketing";
  private static final Duration VALID = Duration.ofDays(30);
  private static final JsonMapper JSON = new JsonMapper();

  private final Path data;
  private final RsaJsonWebKey key;
  private final String operator;
  private final Doors doors;
  private final ObjectNode tokens = JSON.createObjectNode();
  private final Set<String> tenants = new TreeSet<>();

  private LocalIdentity(Path data) throws JoseException {
    this.data = data;
    key = RsaJwkGenerator.generateJwk(2048);
    key.setKeyId(random());
    key.setAlgorithm(AlgorithmIdentifiers.RSA_USING_SHA256);
    operator = token(AUDIENCE, "operator", Map.of("scope", "fairway:operator"));
    doors = new Doors(token(BROKERS_AUDIENCE, BROKER, Map.of()), random());
    tokens.put("operator", operator).putObject("tenants");
  }

  static LocalIdentity begin(Path data) {
    try {
      Files.createDirectories(data);
      var identity = new LocalIdentity(data.toAbsolutePath());
      PrivateFile.write(
          identity.keys(), new JsonWebKeySet(identity.key).toJson(OutputControlLevel.PUBLIC_ONLY));
      PrivateFile.write(identity.ingress(), identity.doors.ingress());
      identity.write();
      return identity;
    } catch (JoseException e) {
      throw new IllegalStateException("no key pair", e);
    } catch (IOException e) {
      throw new UncheckedIOException("identity in " + data, e);
    }
  }

  /// Acts for every tenant.
  String operator() {
    return operator;
  }

  Doors doors() {
    return doors;
  }

  /// Gives each of them a token, if it has none.
  synchronized void tenants(Set<String> names) {
    if (!tenants.addAll(names)) return;
    try {
      ObjectNode all = tokens.withObject("/tenants");
      for (String name : tenants)
        if (!all.has(name)) all.put(name, token(AUDIENCE, name, Map.of("tenant", name)));
      write();
    } catch (JoseException e) {
      throw new IllegalStateException("no token", e);
    } catch (IOException e) {
      throw new UncheckedIOException("tokens in " + data, e);
    }
  }

  /// Of every function.
  Map<String, String> environment() {
    return Map.of(
        "FAIRWAY_JWT_CALLERS_ISSUER", ISSUER,
        "FAIRWAY_JWT_CALLERS_AUDIENCE", AUDIENCE,
        "FAIRWAY_JWT_CALLERS_KEYS", keys().toString(),
        "FAIRWAY_JWT_BROKER_ISSUER", ISSUER,
        "FAIRWAY_JWT_BROKER_AUDIENCE", BROKERS_AUDIENCE,
        "FAIRWAY_JWT_BROKER_KEYS", keys().toString(),
        "FAIRWAY_JWT_BROKER_SUBJECT", BROKER,
        "FAIRWAY_BROKER_TOKEN_FILE", ingress().toString());
  }

  static Path tokens(Path data) {
    return data.resolve("tokens.json");
  }

  private Path keys() {
    return data.resolve("keys.json");
  }

  private Path ingress() {
    return data.resolve("broker-token");
  }

  private void write() throws IOException {
    PrivateFile.write(
        tokens(data), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tokens) + "\n");
  }

  private String token(String audience, String subject, Map<String, String> more)
      throws JoseException {
    var claims = new JwtClaims();
    claims.setIssuer(ISSUER);
    claims.setAudience(audience);
    claims.setSubject(subject);
    claims.setIssuedAtToNow();
    claims.setExpirationTimeMinutesInTheFuture(VALID.toMinutes());
    more.forEach(claims::setClaim);
    var signed = new JsonWebSignature();
    signed.setPayload(claims.toJson());
    signed.setAlgorithmHeaderValue(key.getAlgorithm());
    signed.setKeyIdHeaderValue(key.getKeyId());
    signed.setKey(key.getPrivateKey());
    return signed.getCompactSerialization();
  }

  private static String random() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
