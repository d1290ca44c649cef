package dev.fairway.contracts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/// Signs tokens for tests. Issuers of one folder are the same one, also in another class loader.
public final class Issuer {
  public static final String NAME = "https://issuer.test";
  public static final String AUDIENCE = "fairway-test";

  private final PublicJsonWebKey key;
  private final Path keys;

  private Issuer(PublicJsonWebKey key, Path keys) {
    this.key = key;
    this.keys = keys;
  }

  public static Issuer at(Path folder) {
    Path pair = folder.resolve("pair.json").toAbsolutePath();
    Path keys = folder.resolve("keys.json").toAbsolutePath();
    try {
      if (Files.exists(keys))
        return new Issuer(PublicJsonWebKey.Factory.newPublicJwk(Files.readString(pair)), keys);
      PublicJsonWebKey drawn = RsaJwkGenerator.generateJwk(2048);
      drawn.setKeyId("first");
      Files.createDirectories(folder);
      Files.writeString(pair, drawn.toJson(OutputControlLevel.INCLUDE_PRIVATE));
      Files.writeString(keys, new JsonWebKeySet(drawn).toJson(OutputControlLevel.PUBLIC_ONLY));
      return new Issuer(drawn, keys);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Of a function that believes this issuer.
  public Map<String, String> configuration() {
    return Map.of(
        "fairway.identity",
        "jwt",
        "fairway.jwt.callers.issuer",
        NAME,
        "fairway.jwt.callers.audience",
        AUDIENCE,
        "fairway.jwt.callers.keys",
        keys.toString());
  }

  public PublicJsonWebKey key() {
    return key;
  }

  public Path keys() {
    return keys;
  }

  public String operator() {
    return token(claims -> claims.setClaim("scope", "openid fairway:operator"));
  }

  public String tenant(String name) {
    return token(claims -> claims.setClaim("tenant", name));
  }

  /// Valid for five minutes, for nobody in particular.
  public String token(Consumer<JwtClaims> change) {
    var claims = new JwtClaims();
    claims.setIssuer(NAME);
    claims.setAudience(AUDIENCE);
    claims.setSubject("test");
    claims.setExpirationTimeMinutesInTheFuture(5);
    change.accept(claims);
    var signed = new JsonWebSignature();
    signed.setPayload(claims.toJson());
    signed.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
    signed.setKeyIdHeaderValue(key.getKeyId());
    signed.setKey(key.getPrivateKey());
    return compact(signed);
  }

  public static String compact(JsonWebSignature signed) {
    try {
      return signed.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
