package dev.fairway.world.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// The operator's API, for setting a stage and for looking at what became of it. It outlives
/// faults: a 5xx or a broken connection is asked again (every call here may be repeated).
public final class Console {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final URI base;
  private final Optional<String> token;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /// @param base where the engine listens, without a path
  public Console(URI base) {
    this(base, Optional.empty());
  }

  /// @param token shown with every call, if any
  public Console(URI base, Optional<String> token) {
    this.base = base;
    this.token = token;
  }

  /// @param body empty (an absent node) if it is no JSON
  public record Reply(int status, String text, JsonNode body) {
    /// @throws IllegalStateException if it is not 2xx
    public Reply ok() {
      if (status / 100 != 2) throw new IllegalStateException("status=" + status + " " + text);
      return this;
    }
  }

  public Reply get(String path) {
    return call("GET", path, "", "");
  }

  public Reply put(String path, String contentType, String body) {
    return call("PUT", path, contentType, body);
  }

  public Reply patch(String path, String body) {
    return call("PATCH", path, "application/json", body);
  }

  public Reply post(String path, String contentType, String body) {
    return call("POST", path, contentType, body);
  }

  /// The sum of all functions'.
  public String metrics() {
    return send("GET", base.resolve("/q/metrics"), "", "").ok().text();
  }

  /// Makes or changes a tenant.
  public void tenant(String name, String settings) {
    put("/tenants/" + name, "application/json", settings).ok();
  }

  public void apply(String tenant, String yaml) {
    post("/tenants/" + tenant + "/apply", "application/yaml", yaml).ok();
  }

  /// Saves the campaign and makes this version the active one.
  public void activate(String tenant, String campaign, String yaml) {
    String path = "/tenants/" + tenant + "/campaigns/" + campaign;
    put(path, "application/yaml", yaml).ok();
    post(path + "/activate", "application/json", "").ok();
  }

  public Optional<JsonNode> lead(String tenant, String lead) {
    Reply reply = get("/tenants/" + tenant + "/leads/" + segment(lead));
    return reply.status() == 404 ? Optional.empty() : Optional.of(reply.ok().body());
  }

  /// All of them, newest first; none if there is no such lead.
  public List<JsonNode> activities(String tenant, String lead) {
    String path = "/tenants/" + tenant + "/leads/" + segment(lead) + "/activities";
    return get(path + "?limit=1").status() == 404 ? List.of() : pages(path);
  }

  /// Tasks in one state, at most `limit`.
  public List<JsonNode> tasks(String tenant, String state, int limit) {
    List<JsonNode> tasks = new ArrayList<>();
    get("/tenants/" + tenant + "/tasks?state=" + state + "&limit=" + limit)
        .ok()
        .body()
        .path("items")
        .forEach(tasks::add);
    return tasks;
  }

  /// Follows a list to its end.
  public List<JsonNode> pages(String path) {
    List<JsonNode> items = new ArrayList<>();
    String next = "";
    do {
      String cursor = next.isEmpty() ? "" : "&cursor=" + segment(next);
      JsonNode page =
          get(path + (path.contains("?") ? "&" : "?") + "limit=500" + cursor).ok().body();
      page.path("items").forEach(items::add);
      next = page.path("next").asText("");
    } while (!next.isEmpty() && !next.equals("null"));
    return items;
  }

  /// As one segment of a path.
  public static String segment(String raw) {
    return URLEncoder.encode(raw, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Reply call(String method, String path, String contentType, String body) {
    return send(method, base.resolve("/api/v1" + path), contentType, body);
  }

  private Reply send(String method, URI uri, String contentType, String body) {
    var request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(20))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!contentType.isEmpty()) request.header("content-type", contentType);
    token.ifPresent(shown -> request.header("authorization", "Bearer " + shown));
    return repeated(request.build());
  }

  private Reply repeated(HttpRequest request) {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      boolean last = System.nanoTime() > giveUp;
      try {
        var response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() < 500 || last) {
          return new Reply(response.statusCode(), response.body(), tree(response.body()));
        }
      } catch (IOException e) {
        if (last) throw new UncheckedIOException(request.method() + " " + request.uri(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted at " + request.uri(), e);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private static JsonNode tree(String body) {
    try {
      return Event.JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
