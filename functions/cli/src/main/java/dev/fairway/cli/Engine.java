package dev.fairway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// The engine's public API. What is not 2xx is [Refused].
final class Engine {
  static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  static final String YAML = "application/yaml";

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int PAGE = 500;

  private final URI url;
  private final Optional<String> token;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  /// @param url without a path
  /// @param token shown with every request, if any
  Engine(URI url, Optional<String> token) {
    this.url = url;
    this.token = token;
  }

  /// The path of an API under `/api/v1`, each part one segment.
  static String path(String... parts) {
    var path = new StringBuilder("/api/v1");
    for (String part : parts)
      path.append('/').append(URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"));
    return path.toString();
  }

  JsonNode get(String path) throws Refused, Unreachable, InterruptedException {
    return json(send(request(path).GET()));
  }

  /// As its author wrote it.
  String yaml(String path) throws Refused, Unreachable, InterruptedException {
    return send(request(path).header("Accept", YAML).GET());
  }

  JsonNode post(String path, String type, String body)
      throws Refused, Unreachable, InterruptedException {
    return json(
        send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body))));
  }

  /// A list to its end.
  List<JsonNode> all(String path) throws Refused, Unreachable, InterruptedException {
    List<JsonNode> items = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = get(path + "?limit=" + PAGE + cursor);
      page.path("items").forEach(items::add);
      cursor = page.path("next").isTextual() ? "&cursor=" + page.path("next").asText() : "";
    } while (!cursor.isEmpty());
    return items;
  }

  private HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(URI.create(url + path)).timeout(ANSWER);
    token.ifPresent(shown -> request.header("Authorization", "Bearer " + shown));
    return request;
  }

  private String send(HttpRequest.Builder request)
      throws Refused, Unreachable, InterruptedException {
    try {
      var answer = http.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) throw refused(answer);
      return answer.body();
    } catch (IOException e) {
      String why = e.getMessage() == null ? "connection refused" : e.getMessage();
      throw new Unreachable("no engine answers at " + url + ": " + why);
    }
  }

  private static Refused refused(HttpResponse<String> answer) {
    int status = answer.statusCode();
    JsonNode problem = tree(answer.body());
    String hint = status == 401 ? " (--token or FAIRWAY_TOKEN)" : "";
    String message = problem.path("detail").asText("answered " + status);
    var errors = StreamSupport.stream(problem.path("errors").spliterator(), false);
    var events = StreamSupport.stream(problem.path("invalid").spliterator(), false);
    List<Finding> findings = new ArrayList<>(errors.map(Finding::of).toList());
    // events of a batch: the index stands in for the line until their files are known
    events
        .map(each ->
            new Finding(
                "", each.path("index").asInt() + 1, "", each.path("reason").asText(), List.of()))
        .forEach(findings::add);
    if (problem.has("leads")) findings.add(new Finding("", 0, "", message, List.of()));
    problem.path("leads").forEach(lead -> findings.add(Finding.stranded(lead)));
    return new Refused(status, message + hint, findings);
  }

  private static JsonNode json(String body) throws Refused {
    JsonNode json = tree(body);
    if (json.isMissingNode())
      throw new Refused(200, "what answers is no Fairway engine", List.of());
    return json;
  }

  private static JsonNode tree(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
