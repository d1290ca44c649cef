package dev.fairway.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.fairway.local.shell.Api;
import dev.fairway.local.shell.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Tenants, declarations, campaigns and leads of the demo. What stands already is left as it is, so
/// that a user's changes survive the next start.
final class Stage {
  static final List<String> TENANTS = List.of("acme", "globex", "initech");
  static final Map<String, Integer> LEADS = Map.of("acme", 500, "globex", 300, "initech", 200);
  private static final List<String> CAMPAIGNS =
      List.of(
          "hot-lead",
          "visits",
          "plan-change",
          "nurture",
          "decay",
          "lifecycle",
          "onboarding",
          "welcome",
          "withdrawal",
          "assign-owner",
          "webinar");
  private static final List<String> TITLES =
      List.of("Chief Executive", "Engineer", "Head of Marketing", "Chief of Staff", "Analyst");
  private static final List<String> NAMES =
      List.of("Ada", "Grace", "Linus", "Margaret", "Edsger", "Barbara", "Ken", "Radia");
  private static final JsonMapper JSON = new JsonMapper();

  private final Api api;

  Stage(Api api) {
    this.api = api;
  }

  void set(Terminal terminal) throws InterruptedException {
    long began = System.nanoTime();
    boolean added = false;
    for (JsonNode tenant : json("tenants.json")) added |= set(tenant);
    var took = Duration.ofNanos(System.nanoTime() - began);
    terminal.line(
        added
            ? "Demo: 3 tenants, %d campaigns each and 1,000 leads loaded in %.1f s; events follow."
                .formatted(CAMPAIGNS.size(), took.toMillis() / 1000.0)
            : "Demo: tenants, campaigns and leads found again; events follow.");
  }

  /// @return whether anything had to be added
  private boolean set(JsonNode tenant) throws InterruptedException {
    String name = tenant.path("name").asText();
    String path = "/api/v1/tenants/" + name;
    String lastLead = path + "/leads/" + lead(name, LEADS.getOrDefault(name, 0));
    if (api.get(lastLead).isOk()) return false;
    if (!api.get(path).isOk())
      require("PUT", path, "application/json", tenant.path("settings").toString());
    require("POST", path + "/apply", "application/yaml", text("declarations.yaml"));
    for (String campaign : CAMPAIGNS) {
      String at = path + "/campaigns/" + campaign;
      require("PUT", at, "application/yaml", text("campaigns/" + campaign + ".yaml"));
      require("POST", at + "/activate", "application/json", "");
    }
    require("POST", path + "/leads", "application/x-ndjson", leads(name));
    return true;
  }

  static String lead(String tenant, int number) {
    return tenant + "-" + number;
  }

  private static String leads(String tenant) {
    return IntStream.rangeClosed(1, LEADS.getOrDefault(tenant, 0))
        .mapToObj(number -> leadLine(tenant, number))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String leadLine(String tenant, int number) {
    String id = lead(tenant, number);
    var line = JSON.createObjectNode().put("id", id);
    line.putObject("fields")
        .put("email", id + "@" + tenant + ".example")
        .put("firstName", NAMES.get(number % NAMES.size()))
        .put("title", TITLES.get(number % TITLES.size()));
    return line.toString();
  }

  /// @throws IllegalStateException with what the engine answered
  private void require(String method, String path, String type, String body)
      throws InterruptedException {
    Api.Answer answer = api.send(method, path, type, body);
    if (!answer.isOk())
      throw new IllegalStateException(
          "%s %s answered %d: %s".formatted(method, path, answer.status(), answer.body().strip()));
  }

  private static JsonNode json(String name) {
    try {
      return JSON.readTree(text(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(String name) {
    try (InputStream file = Stage.class.getResourceAsStream("/demo/" + name)) {
      if (file == null) throw new IllegalStateException("no demo/" + name + " on the class path");
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
