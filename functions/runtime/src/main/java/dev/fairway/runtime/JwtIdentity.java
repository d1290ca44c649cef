package dev.fairway.runtime;

import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwt.JwtClaims;

/// Believes verified tokens only. The tenant is the claim `tenant`; the scope `fairway:operator`
/// may act for every tenant.
final class JwtIdentity implements Identity {
  private static final String OPERATOR = "fairway:operator";
  private static final String BEARER = "Bearer ";

  private final Optional<TokenVerifier> callers;
  private final Optional<TokenVerifier> brokers;
  private final Optional<String> brokerSubject;

  /// Who is not configured is refused.
  JwtIdentity(
      Optional<TokenVerifier> callers,
      Optional<TokenVerifier> brokers,
      Optional<String> brokerSubject) {
    this.callers = callers;
    this.brokers = brokers;
    this.brokerSubject = brokerSubject;
  }

  @Override
  public Uni<Caller> caller(MultiMap headers) {
    return claims(callers, headers).map(JwtIdentity::caller);
  }

  @Override
  public Uni<Caller> broker(MultiMap headers) {
    return claims(brokers, headers)
        .map(claims -> {
          if (!brokerSubject.equals(Optional.of(text(claims, "sub"))))
            throw Refusal.badToken("it is not the Broker's");
          return new Caller.Operator();
        });
  }

  private static Uni<JwtClaims> claims(Optional<TokenVerifier> verifier, MultiMap headers) {
    return Uni.createFrom()
        .deferred(() -> {
          String token = bearer(headers);
          return verifier
              .orElseThrow(() -> Refusal.badToken("nobody is trusted on this path"))
              .verify(token);
        });
  }

  private static String bearer(MultiMap headers) {
    List<String> given = headers.getAll(HttpHeaders.AUTHORIZATION);
    if (given.isEmpty()) throw Refusal.noToken();
    String header = given.getFirst();
    if (given.size() > 1 || !header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
      throw Refusal.badToken("send one header Authorization: Bearer <token>");
    return header.substring(BEARER.length()).strip();
  }

  private static Caller caller(JwtClaims claims) {
    if (List.of(text(claims, "scope").split(" ", -1)).contains(OPERATOR))
      return new Caller.Operator();
    String tenant = text(claims, "tenant");
    if (!TenantName.isOne(tenant))
      throw Refusal.badToken("it names neither a tenant nor the scope " + OPERATOR);
    return new Caller.OfTenant(tenant);
  }

  /// Empty if it is absent or no text.
  private static String text(JwtClaims claims, String name) {
    return claims.getClaimValue(name) instanceof String text ? text : "";
  }

  @Override
  public void mark(HttpServerResponse response) {}
}
