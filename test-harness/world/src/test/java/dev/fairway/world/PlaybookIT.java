package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairway.world.client.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The demo's campaigns as marketers write them, with forty leads whose every event is known: what
/// becomes of them is counted exactly.
@Tag("tour")
@ExtendWith(SharedEngine.class)
class PlaybookIT {
  private static final int LEADS = 40;

  /// In the order that they need one another.
  private static final List<String> CAMPAIGNS =
      List.of(
          "decay", "lifecycle", "onboarding", "welcome", "withdrawal", "assign-owner", "webinar");

  private final Engine engine;
  private final Console console;
  private final String tenant = Fresh.name("playbook");

  PlaybookIT(Engine engine) throws IOException {
    this.engine = engine;
    this.console = new Console(engine.uri());
    console.tenant(tenant, "{\"database\":\"leads1\"}");
    console.apply(tenant, demo("declarations"));
    for (String campaign : CAMPAIGNS)
      console.activate(tenant, campaign, demo("campaigns/" + campaign));
  }

  private static String demo(String name) throws IOException {
    try (InputStream file = PlaybookIT.class.getResourceAsStream("/demo/" + name + ".yaml")) {
      if (file == null) throw new IOException("no demo/" + name);
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void send(int lead, String type, int n) {
    Rest.event(engine, tenant, lead + type + n, "playbook", type, "lead-" + lead)
        .body("{}")
        .post("/events")
        .then()
        .statusCode(202);
  }

  private void passes(String time) {
    Rest.advance(engine, time);
  }

  /// What the leads are, all together, and what the tenant's tasks are.
  private Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    for (JsonNode lead : console.pages("/tenants/" + tenant + "/leads")) {
      JsonNode fields = lead.path("fields");
      fields.path("tags").forEach(tag -> count(counts, tag.asText(), 1));
      if (fields.has("owner")) count(counts, "owner " + fields.path("owner").asText(), 1);
      if (fields.path("unsubscribed").asBoolean()) count(counts, "unsubscribed", 1);
      count(counts, "points", fields.path("engagement").asLong(0));
      JsonNode in = lead.path("memberships");
      for (Iterator<String> names = in.path("programs").fieldNames(); names.hasNext(); ) {
        String name = names.next();
        count(counts, name + " " + in.path("programs").path(name).path("status").asText(), 1);
      }
      if (in.path("lists").has("stuck")) count(counts, "stuck", 1);
      if (in.path("stages").path("revenue").path("stage").asText().equals("SQL"))
        count(counts, "for sales", 1);
      for (JsonNode consent : in.path("consents")) count(counts, consent.path("state").asText(), 1);
    }
    for (JsonNode queue : console.get("/queues").ok().body().path("items"))
      if (queue.path("tenant").asText().equals(tenant))
        for (String what : List.of("ready", "inFlight", "waiting", "completed", "dead"))
          count(counts, "tasks " + what, queue.path(what).asLong());
    counts.values().removeIf(count -> count == 0);
    return counts;
  }

  private static void count(Map<String, Long> counts, String what, long more) {
    counts.merge(what, more, Long::sum);
  }

  private void becomes(Map<String, Long> expected) {
    assertThat(
            Await.until("the counts", Await.LONG, this::counts, counts -> counts.equals(expected)))
        .isEqualTo(expected);
  }

  private static IntStream leads(int first, int last) {
    return IntStream.rangeClosed(first, last);
  }

  @Test
  void what_forty_leads_do_is_what_the_campaigns_make_of_it() {
    Map<String, Long> expected = new TreeMap<>();
    leads(1, LEADS).forEach(lead -> send(lead, "account.signedUp", 0));
    expected.putAll(Map.of("onboarding Started", 40L, "welcome-a", 21L, "welcome-b", 19L));
    expected.putAll(Map.of("tasks completed", 40L, "tasks waiting", 40L));
    becomes(expected);

    leads(1, 15).forEach(lead -> send(lead, "app.activated", 0));
    leads(36, LEADS).forEach(lead -> send(lead, "email.unsubscribed", 0));
    expected.putAll(Map.of("onboarding Started", 25L, "onboarding Active", 15L));
    expected.putAll(Map.of("unsubscribed", 5L, "withdrawn", 5L));
    expected.putAll(Map.of("tasks completed", 65L, "tasks waiting", 20L));
    becomes(expected);

    leads(1, LEADS)
        .forEach(lead ->
            IntStream.range(0, lead % 4).forEach(visit -> send(lead, "web.pageVisited", visit)));
    expected.putAll(Map.of("points", 600L, "for sales", 10L));
    expected.putAll(Map.of("owner ada", 4L, "owner ben", 3L, "owner carla", 3L));
    expected.putAll(Map.of("tasks completed", 75L, "tasks waiting", 80L));
    becomes(expected);

    leads(1, 20).forEach(lead -> send(lead, "event.registered", 0));
    leads(1, 12).forEach(lead -> send(lead, "event.attended", 0));
    expected.putAll(Map.of("webinar Registered", 8L, "webinar Attended", 12L, "owner carla", 12L));
    expected.put("tasks completed", 107L);
    becomes(expected);

    passes("3d");
    expected.putAll(Map.of("stuck", 20L, "tasks completed", 127L, "tasks waiting", 60L));
    becomes(expected);

    passes("27d");
    expected.put("tasks completed", 187L);
    expected.keySet().removeAll(List.of("points", "tasks waiting"));
    becomes(expected);
  }
}
