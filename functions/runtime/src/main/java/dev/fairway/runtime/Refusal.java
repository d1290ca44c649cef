package dev.fairway.runtime;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An answer other than success, decided on purpose: thrown anywhere below the edge, told to the
/// sender as `application/problem+json`. Knative redelivers on 404, 408, 409, 429 and 5xx, so
/// poison input must never carry one of those.
public final class Refusal extends RuntimeException {
  private final int status;
  private final String type;
  private final String title;
  private final String detail;
  private final Optional<Duration> retryAfter;
  private final Map<String, Object> members;

  /// @param type last segment of the problem type, stable for machines
  /// @param title what kind of problem, the same for all of its type
  /// @param detail what to change about this request
  /// @param retryAfter when trying again makes sense, at least a second; empty: never unchanged
  /// @param members further members of the problem object
  public Refusal(
      int status,
      String type,
      String title,
      String detail,
      Optional<Duration> retryAfter,
      Map<String, Object> members) {
    super(type + ": " + detail, null, false, false);
    this.status = status;
    this.type = type;
    this.title = title;
    this.detail = detail;
    this.retryAfter = retryAfter;
    this.members = Map.copyOf(members);
  }

  public Refusal(
      int status, String type, String title, String detail, Optional<Duration> retryAfter) {
    this(status, type, title, detail, retryAfter, Map.of());
  }

  public static Refusal malformed(String detail) {
    return new Refusal(400, "malformed-event", "Not a valid CloudEvent", detail, Optional.empty());
  }

  public static Refusal tooLarge(String detail) {
    return new Refusal(413, "too-large", "Too large", detail, Optional.empty());
  }

  public static Refusal mediaType(String detail) {
    return new Refusal(415, "media-type", "Content type not supported", detail, Optional.empty());
  }

  public static Refusal forbidden(String detail) {
    return new Refusal(403, "forbidden-tenant", "Not your tenant", detail, Optional.empty());
  }

  /// The caller is known, but does not act for the tenant it names, which may or may not exist.
  public static Refusal otherTenant() {
    return new Refusal(
        403, "other-tenant", "Not your tenant", "the token is another tenant's", Optional.empty());
  }

  public static Refusal noToken() {
    return unauthenticated("no-token", "send Authorization: Bearer <token>");
  }

  public static Refusal badToken(String why) {
    return unauthenticated("bad-token", "the token is not accepted: " + why);
  }

  private static Refusal unauthenticated(String type, String detail) {
    return new Refusal(401, type, "Not authenticated", detail, Optional.empty());
  }

  /// The header `WWW-Authenticate` of a 401, as RFC 6750 writes it.
  public Optional<String> challenge() {
    if (status != 401) return Optional.empty();
    boolean given = type.equals("bad-token");
    return Optional.of("Bearer realm=\"fairway\"" + (given ? ", error=\"invalid_token\"" : ""));
  }

  /// A store or broker is away: nothing was promised, the sender tries again.
  public static Refusal unavailable(String detail) {
    return new Refusal(
        503, "unavailable", "Not available now", detail, Optional.of(Duration.ofSeconds(1)));
  }

  public static Refusal noRoom(String detail, Duration retryAfter) {
    return new Refusal(429, "no-room", "No room now", detail, Optional.of(retryAfter));
  }

  /// Of a batch: the reasons by index of the events that are at fault; empty if none is in
  /// particular.
  Map<Integer, String> faults() {
    Map<Integer, String> faults = new HashMap<>();
    if (members.get("invalid") instanceof List<?> invalid)
      for (Object each : invalid)
        if (each instanceof Map<?, ?> event && event.get("index") instanceof Integer index)
          faults.put(index, String.valueOf(event.get("reason")));
    return faults;
  }

  public int status() {
    return status;
  }

  public String type() {
    return type;
  }

  public String title() {
    return title;
  }

  public String detail() {
    return detail;
  }

  public Optional<Duration> retryAfter() {
    return retryAfter;
  }

  public Map<String, Object> members() {
    return members;
  }
}
