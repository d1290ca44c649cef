package dev.fairway.world;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairway.model.campaign.Schema;
import dev.fairway.world.client.Answer;
import dev.fairway.world.client.Console;
import dev.fairway.world.client.Drain;
import dev.fairway.world.client.Event;
import dev.fairway.world.client.Ingress;
import dev.fairway.world.client.Mode;
import dev.fairway.world.history.EventKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Plays the table of actions on a running engine, in a few big strokes: a tenant of its own, with
/// a campaign and a lead for every row. A witness, a campaign that triggers on all that actions
/// emit, writes down on the lead which events really left.
final class ActionStage implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();

  /// Field in which the witness writes, types separated by blanks.
  static final String WITNESSED = "witnessed";

  /// Field that somebody else changes meanwhile.
  static final String TOUCHED = "touched";

  private static final String WITNESS = "witness";
  private static final String BEFORE = "before-";
  private static final int BATCH = 100;
  private static final int WIDTH = 8;

  private final Console console;
  private final Ingress ingress;
  private final String tenant = Fresh.name("table");
  private final List<ActionRow> all;
  private final List<ActionRow> playable;
  private final Map<String, Console.Reply> refusals = new ConcurrentHashMap<>();

  ActionStage(Engine engine, List<ActionRow> rows) {
    this.console = new Console(engine.uri());
    this.ingress = new Ingress(engine.uri(), WIDTH);
    this.all = rows;
    this.playable = rows.stream().filter(row -> !row.refused()).toList();
  }

  /// What is there at one moment.
  ///
  /// @param leads by id
  /// @param histories of the leads of rows, by id, oldest first
  /// @param dead errors of dead letters, by campaign
  /// @param waiting campaigns with a task that waits
  record Seen(
      Map<String, JsonNode> leads,
      Map<String, List<JsonNode>> histories,
      Map<String, String> dead,
      Collection<String> waiting) {}

  // --- what is there before

  void set() {
    console.tenant(tenant, "{\"database\":\"leads1\",\"maxInFlight\":100}");
    console.apply(tenant, ActionTable.declarations());
    Map<String, String> campaigns = new LinkedHashMap<>();
    campaigns.put(WITNESS, witness());
    for (ActionRow row : playable) {
      campaigns.put(row.id(), campaign(row));
      if (!row.before().isEmpty())
        campaigns.put(
            BEFORE + row.id(), campaign(BEFORE + row.id(), List.of(on(row, BEFORE)), before(row)));
    }
    console.apply(tenant, String.join("\n---\n", campaigns.values()));
    atOnce(
        Stream.concat(campaigns.keySet().stream(), Stream.of("helper", "assign", "first-only"))
            .toList(),
        name -> console.post(path(name) + "/activate", "application/json", "").ok());
    atOnce(
        all.stream().filter(ActionRow::refused).toList(),
        row ->
            refusals.put(row.id(), console.put(path(row.id()), "application/json", campaign(row))));
    StringBuilder leads = new StringBuilder();
    for (ActionRow row : playable)
      leads.append(json(Map.of("id", row.id(), "fields", row.lead()))).append('\n');
    console.post("/tenants/" + tenant + "/leads", "application/x-ndjson", leads.toString()).ok();
  }

  private String path(String campaign) {
    return "/tenants/" + tenant + "/campaigns/" + campaign;
  }

  private static Map<String, Object> on(ActionRow row, String prefix) {
    return Map.of("on", "table." + prefix + row.id());
  }

  private static String campaign(ActionRow row) {
    Map<String, Object> step = step("s", row.action(), row.with());
    step.putAll(row.beside());
    List<Map<String, Object>> flow = new ArrayList<>(List.of(step));
    flow.addAll(row.after());
    return campaign(row.id(), List.of(on(row, "")), flow);
  }

  private static List<Map<String, Object>> before(ActionRow row) {
    List<Map<String, Object>> flow = new ArrayList<>();
    for (Map<String, Object> step : row.before()) {
      Map<String, Object> numbered = new LinkedHashMap<>(step);
      numbered.put("step", BEFORE + flow.size());
      flow.add(numbered);
    }
    return flow;
  }

  private static Map<String, Object> step(String id, String action, Map<String, Object> with) {
    Map<String, Object> step = new LinkedHashMap<>(Map.of("step", id, "do", action));
    if (!with.isEmpty()) step.put("with", with);
    return step;
  }

  /// Hears everything that our own actions emit.
  private static String witness() {
    List<Map<String, Object>> triggers = new ArrayList<>();
    for (Schema.EventType type : Schema.STANDARD.eventTypes().values())
      if (type.closed() && !type.name().equals(Schema.SCHEDULED))
        triggers.add(heard(type.name(), type.data().containsKey("reason")));
    triggers.add(heard("person.upserted", true));
    triggers.add(heard("person.deleted", true));
    triggers.add(heard("rows.shipped", false));
    triggers.add(heard("activity.custom.rows-met", false));
    Map<String, Object> with =
        Map.of("attribute", WITNESSED, "expression", "lead." + WITNESSED + " + ce.type + \" \"");
    return campaign(WITNESS, triggers, List.of(step("write", "person.compute", with)));
  }

  /// @param reason whether its events name the campaign that did it: then neither what the witness
  ///   did itself, nor what makes the stage ready
  private static Map<String, Object> heard(String type, boolean reason) {
    String where =
        "event.reason != \"%s\" && !event.reason.startsWith(\"%s\")".formatted(WITNESS, BEFORE);
    return reason ? Map.of("on", type, "where", where) : Map.of("on", type);
  }

  private static String campaign(
      String name, List<Map<String, Object>> triggers, List<Map<String, Object>> flow) {
    return json(
        Map.of(
            "apiVersion",
            "fairway.dev/v1",
            "kind",
            "Campaign",
            "metadata",
            Map.of("name", name),
            "spec",
            Map.of("triggers", triggers, "qualification", "every", "flow", flow)));
  }

  Map<String, Console.Reply> refusals() {
    return refusals;
  }

  // --- what happens

  /// Those that make the leads members.
  List<Event> befores() {
    return playable.stream()
        .filter(row -> !row.before().isEmpty())
        .map(row -> event(BEFORE + row.id(), "table." + BEFORE + row.id(), row, Map.of()))
        .toList();
  }

  List<Event> triggers() {
    return playable.stream()
        .map(row -> event(row.id(), "table." + row.id(), row, row.event()))
        .toList();
  }

  List<Event> laters() {
    List<Event> events = new ArrayList<>();
    for (ActionRow row : playable)
      for (Map<String, Object> data : row.later())
        events.add(event("later-" + row.id() + "-" + events.size(), ActionRow.LATER, row, data));
    return events;
  }

  private Event event(String id, String type, ActionRow row, Map<String, Object> data) {
    return new Event(new EventKey(tenant, "table", id), type, row.id(), 0, data);
  }

  /// Sends them in batches, and waits until nothing is left to do but what waits.
  ///
  /// @return states of the tasks that each made, by its id
  Map<String, List<String>> play(List<Event> events) {
    Map<String, List<String>> states = new TreeMap<>();
    for (int from = 0; from < events.size(); from += BATCH) {
      List<Event> batch = events.subList(from, Math.min(from + BATCH, events.size()));
      Answer.Told told =
          (Answer.Told)
              Await.until("an answer", Await.LONG, () -> sent(batch), answer -> !answer.again());
      if (told.status() != 202) throw new AssertionError(told);
      for (JsonNode event : tree(told.body()).path("events"))
        states.put(event.path("id").asText(), event.findValuesAsText("state"));
    }
    drain();
    return states;
  }

  private Answer sent(List<Event> batch) {
    try {
      return ingress.send(Mode.BATCH, batch);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending", e);
    }
  }

  private void drain() {
    Drain.await(console, List.of(tenant), Await.LONG);
  }

  /// Somebody who changes another field of every lead again and again, until closed.
  Writer writer() {
    return new Writer(playable.stream().map(ActionRow::id).toList());
  }

  final class Writer implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<?> work;
    private volatile boolean ended;

    private Writer(List<String> leads) {
      this.work = thread.submit(() -> write(leads));
    }

    /// Each at least once; one that is erased meanwhile is not there.
    private void write(List<String> leads) {
      for (int round = 1; round == 1 || !ended; round++)
        for (String lead : leads) {
          var reply =
              console.patch(
                  "/tenants/" + tenant + "/leads/" + lead,
                  json(Map.of("fields", Map.of(TOUCHED, round))));
          if (reply.status() != 404) reply.ok();
        }
    }

    @Override
    public void close() {
      ended = true;
      thread.shutdown();
      finished(work);
    }
  }

  // --- what came of it

  Seen look() {
    String base = "/tenants/" + tenant;
    Map<String, JsonNode> leads = new TreeMap<>();
    for (JsonNode lead : console.pages(base + "/leads")) leads.put(lead.path("id").asText(), lead);
    for (ActionRow row : playable) // a merged one is not listed, but found
    if (!leads.containsKey(row.id()))
        console.lead(tenant, row.id()).ifPresent(winner -> leads.put(row.id(), winner));
    Map<String, List<JsonNode>> histories = new ConcurrentHashMap<>();
    atOnce(
        playable, row -> histories.put(row.id(), console.activities(tenant, row.id()).reversed()));
    Map<String, String> dead = new TreeMap<>();
    for (JsonNode task : console.pages(base + "/dead-letters"))
      dead.put(task.path("campaign").asText(), task.path("error").asText());
    var waiting = new TreeSet<String>();
    for (JsonNode task : console.pages(base + "/tasks?state=waiting"))
      waiting.add(task.path("campaign").asText());
    return new Seen(leads, new TreeMap<>(histories), dead, waiting);
  }

  private static <T> void atOnce(Collection<T> items, Consumer<T> act) {
    try (ExecutorService threads = Executors.newFixedThreadPool(WIDTH)) {
      List<Future<?>> acts = new ArrayList<>();
      for (T item : items) acts.add(threads.submit(() -> act.accept(item)));
      acts.forEach(ActionStage::finished);
    }
  }

  private static void finished(Future<?> act) {
    try {
      act.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON: " + value, e);
    }
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON: " + json, e);
    }
  }

  /// The same value as it comes back from the engine.
  static JsonNode asAnswered(Object value) {
    return tree(json(value));
  }

  @Override
  public void close() {
    ingress.close();
  }
}
