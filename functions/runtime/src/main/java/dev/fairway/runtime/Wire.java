package dev.fairway.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairway.model.ActionRequest;
import dev.fairway.model.Completion;
import dev.fairway.model.Family;
import dev.fairway.model.Lease;
import dev.fairway.model.Outcome;
import dev.fairway.model.Priority;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The data of the engine's own events, as JSON. Readers skip what they do not know and writers
/// only ever add, so that versions may be mixed.
public final class Wire {
  public static final String TASKS_OFFERED = "dev.fairway.tasks.offered";
  public static final String ACTIONS_REQUESTED = "dev.fairway.actions.requested";
  public static final String ACTIONS_COMPLETED = "dev.fairway.actions.completed";
  public static final String BUFFER_READY = "dev.fairway.buffer.ready";
  public static final String WAKE = "dev.fairway.wake";
  public static final String RUNS_PENDING = "dev.fairway.runs.pending";
  public static final String SWEEP = "dev.fairway.sweep";

  /// Extension attributes that Triggers select action requests by.
  public static final String FAMILY = "family";

  public static final String ENGINE = "engine";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Wire() {}

  /// `{"shard": "leads1:0"}`: something happened there (offered, wake).
  public static ObjectNode shard(Shard shard) {
    return NODES.objectNode().put("shard", shard.tag());
  }

  public static Shard shard(JsonNode data) {
    return Shard.parse(text(data, "shard"));
  }

  public static ObjectNode request(ActionRequest request) {
    ObjectNode node =
        shard(request.shard())
            .put("family", request.family().label())
            .put("suspect", request.suspect())
            .put("credit", request.credit())
            .put("deadline", request.deadline().toString());
    ArrayNode leases = node.putArray("leases");
    request.leases().forEach(lease -> leases.add(lease(lease)));
    return node;
  }

  /// @throws IllegalArgumentException if it is not JSON
  public static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the event's data is not JSON", e);
    }
  }

  public static ActionRequest request(JsonNode node) {
    List<Lease> leases = new ArrayList<>();
    required(node, "leases").forEach(lease -> leases.add(lease(lease)));
    return new ActionRequest(
        shard(node),
        Family.of(text(node, "family")),
        node.path("suspect").asBoolean(),
        text(node, "credit"),
        instant(node, "deadline"),
        leases);
  }

  public static ObjectNode completion(Completion completion) {
    ObjectNode node =
        shard(completion.shard())
            .put("family", completion.family().label())
            .put("suspect", completion.suspect())
            .put("credit", completion.credit())
            .put("last", completion.last());
    ArrayNode items = node.putArray("items");
    for (Completion.Item item : completion.items())
      items.add(
          lease(item.lease())
              .put("cost", item.costMicros())
              .<ObjectNode>set("outcome", outcome(item.outcome())));
    return node;
  }

  public static Completion completion(JsonNode node) {
    List<Completion.Item> items = new ArrayList<>();
    for (JsonNode item : required(node, "items"))
      items.add(
          new Completion.Item(
              lease(item), outcome(required(item, "outcome")), item.path("cost").asLong()));
    return new Completion(
        shard(node),
        Family.of(text(node, "family")),
        node.path("suspect").asBoolean(),
        text(node, "credit"),
        node.path("last").asBoolean(),
        items);
  }

  private static ObjectNode lease(Lease lease) {
    return queued(lease.task()).put("token", lease.token());
  }

  private static Lease lease(JsonNode node) {
    return new Lease(queued(node), text(node, "token"));
  }

  private static ObjectNode queued(QueuedTask task) {
    return NODES
        .objectNode()
        .put("task", task.task().toString())
        .put("tenant", task.tenant())
        .put("lead", task.lead())
        .put("position", task.position())
        .put("family", task.family().label())
        .put("priority", task.priority().name())
        .put("suspect", task.suspect());
  }

  private static QueuedTask queued(JsonNode node) {
    return new QueuedTask(
        TaskId.parse(text(node, "task")),
        required(node, "tenant").asInt(),
        required(node, "lead").asLong(),
        required(node, "position").asLong(),
        Family.of(text(node, "family")),
        Priority.valueOf(text(node, "priority")),
        node.path("suspect").asBoolean());
  }

  private static ObjectNode outcome(Outcome outcome) {
    ObjectNode node = NODES.objectNode();
    return switch (outcome) {
      case Outcome.Next(Family family) -> node.put("is", "next").put("family", family.label());
      case Outcome.Done(TaskState state) -> node.put("is", "done").put("state", state.name());
      case Outcome.WaitUntil(Instant due) -> node.put("is", "wait").put("at", due.toString());
      case Outcome.RetryAfter(Instant at) -> node.put("is", "retry").put("at", at.toString());
      case Outcome.Blocked(QueuedTask by) ->
          node.put("is", "blocked").<ObjectNode>set("by", queued(by));
      case Outcome.Moved(QueuedTask truth) ->
          node.put("is", "moved").<ObjectNode>set("truth", queued(truth));
      case Outcome.InProgress(Instant until) ->
          node.put("is", "inProgress").put("at", until.toString());
      case Outcome.Dead(String reason) -> node.put("is", "dead").put("reason", reason);
    };
  }

  private static Outcome outcome(JsonNode node) {
    String is = text(node, "is");
    return switch (is) {
      case "next" -> new Outcome.Next(Family.of(text(node, "family")));
      case "done" -> new Outcome.Done(TaskState.valueOf(text(node, "state")));
      case "wait" -> new Outcome.WaitUntil(instant(node, "at"));
      case "retry" -> new Outcome.RetryAfter(instant(node, "at"));
      case "blocked" -> new Outcome.Blocked(queued(required(node, "by")));
      case "moved" -> new Outcome.Moved(queued(required(node, "truth")));
      case "inProgress" -> new Outcome.InProgress(instant(node, "at"));
      case "dead" -> new Outcome.Dead(text(node, "reason"));
      default -> throw new IllegalArgumentException("outcome is=" + is);
    };
  }

  private static JsonNode required(JsonNode node, String name) {
    JsonNode value = node.get(name);
    if (value == null) throw new IllegalArgumentException("no " + name + " in the event's data");
    return value;
  }

  private static String text(JsonNode node, String name) {
    return required(node, name).asText();
  }

  private static Instant instant(JsonNode node, String name) {
    return Instant.parse(text(node, name));
  }
}
