package dev.fairway.runtime;

import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;

/// Believes a signed JWT (RFC 7519) of one issuer for one audience. Signatures are asymmetric only:
/// a verifier that also takes HMAC can be fooled with the public key as the secret.
final class TokenVerifier {
  private static final String[] ALGORITHMS = {
    AlgorithmIdentifiers.RSA_USING_SHA256,
    AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
    AlgorithmIdentifiers.EDDSA
  };
  private static final AlgorithmConstraints ALLOWED =
      new AlgorithmConstraints(ConstraintType.PERMIT, ALGORITHMS);

  /// How far the issuer's clock may be from ours.
  private static final int LEEWAY_SECONDS = 10;

  private static final Map<Integer, String> WRONG =
      Map.of(
          ErrorCodes.EXPIRED, "it has expired",
          ErrorCodes.EXPIRATION_MISSING, "it does not say when it expires",
          ErrorCodes.NOT_YET_VALID, "it is not valid yet",
          ErrorCodes.AUDIENCE_INVALID, "it is for another audience",
          ErrorCodes.AUDIENCE_MISSING, "it does not say for which audience it is",
          ErrorCodes.ISSUER_INVALID, "it is from another issuer",
          ErrorCodes.ISSUER_MISSING, "it does not say which issuer it is from",
          ErrorCodes.SIGNATURE_INVALID, "its signature is wrong");

  private final String issuer;
  private final String audience;
  private final KeySet keys;

  TokenVerifier(String issuer, String audience, KeySet keys) {
    this.issuer = issuer;
    this.audience = audience;
    this.keys = keys;
  }

  /// Fails with a [Refusal]: 401 if the token is not to be believed, 503 if the keys are away.
  Uni<JwtClaims> verify(String token) {
    return Uni.createFrom()
        .deferred(() -> {
          JsonWebSignature head = head(token);
          return keys.key(head.getKeyIdHeaderValue())
              .map(key ->
                  key.orElseThrow(() -> Refusal.badToken("its key is not one of the issuer's")))
              .map(key -> verify(token, head, key));
        });
  }

  /// What the token claims to be signed with. What cannot be good is refused before any key is
  /// read.
  private static JsonWebSignature head(String token) {
    try {
      var head = new JsonWebSignature();
      head.setCompactSerialization(token);
      if (!Set.of(ALGORITHMS).contains(String.valueOf(head.getAlgorithmHeaderValue())))
        throw Refusal.badToken("its algorithm is not one of " + String.join(", ", ALGORITHMS));
      if (head.getKeyIdHeaderValue() == null) throw Refusal.badToken("it does not name its key");
      return head;
    } catch (JoseException e) {
      throw Refusal.badToken("it is not a signed JWT");
    }
  }

  private JwtClaims verify(String token, JsonWebSignature head, PublicJsonWebKey key) {
    String only = key.getAlgorithm();
    if (only != null && !only.equals(head.getAlgorithmHeaderValue()))
      throw Refusal.badToken("its key is for another algorithm");
    try {
      return new JwtConsumerBuilder()
          .setJwsAlgorithmConstraints(ALLOWED)
          .setVerificationKey(key.getKey())
          .setExpectedIssuer(issuer)
          .setExpectedAudience(audience)
          .setRequireExpirationTime()
          .setAllowedClockSkewInSeconds(LEEWAY_SECONDS)
          .build()
          .processToClaims(token);
    } catch (InvalidJwtException e) {
      throw Refusal.badToken(
          e.getErrorDetails().stream()
              .map(detail -> WRONG.get(detail.getErrorCode()))
              .filter(why -> why != null)
              .findFirst()
              .orElse("it does not verify"));
    }
  }
}
