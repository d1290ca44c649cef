package dev.fairway.world.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.fairway.world.history.EventKey;
import dev.fairway.world.history.Sent;
import dev.fairway.world.history.Sent.Fate;
import dev.fairway.world.history.Sent.TaskTold;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/// Everything the client knows. An event delivered several times keeps its first submission and its
/// first 2xx: that is what promises are made of.
public final class ClientLog {
  private final Map<EventKey, Sent> events = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
  private final Collection<Accept> accepts = new ConcurrentLinkedQueue<>();

  /// One 2xx, of `events` events.
  ///
  /// @param submitted before this very delivery
  public record Accept(long submitted, long answered, int events) {}

  void submitted(Collection<Event> delivery, long now) {
    for (Event event : delivery) {
      events.putIfAbsent(
          event.key(),
          new Sent(
              event.key(), event.lead(), Long.toString(event.token()), now, new Fate.InDoubt()));
    }
  }

  void told(List<Event> delivery, Answer.Told told, long submitted, long now) {
    answers.computeIfAbsent(Integer.toString(told.status()), s -> new LongAdder()).increment();
    if (told.status() / 100 == 2) {
      accepts.add(new Accept(submitted, now, delivery.size()));
      accepted(delivery, told.body(), now);
    } else if (!told.again()) {
      for (Event event : delivery) refused(event.key(), told.status());
    }
  }

  void silent(Answer.Silence silence) {
    answers.computeIfAbsent(silence.why(), s -> new LongAdder()).increment();
  }

  private void accepted(List<Event> delivery, String body, long now) {
    JsonNode told = tree(body).path("events");
    if (told.size() != delivery.size()) {
      throw new IllegalStateException(
          "asked " + delivery.size() + " events, answered for " + told.size() + ": " + body);
    }
    for (int i = 0; i < delivery.size(); i++) {
      EventKey key = delivery.get(i).key();
      if (!told.path(i).path("id").asText().equals(key.id())) {
        throw new IllegalStateException("answered for " + told.path(i) + " instead of " + key);
      }
      var fate = new Fate.Accepted(now, tasks(told.path(i).path("tasks")));
      events.computeIfPresent(key, (k, sent) -> merge(sent, fate));
    }
  }

  private static Sent merge(Sent sent, Fate.Accepted now) {
    return switch (sent.fate()) {
      case Fate.Accepted before when before.answered() <= now.answered() -> sent;
      case Fate.Accepted before -> with(sent, now);
      case Fate.InDoubt inDoubt -> with(sent, now);
      case Fate.Refused refused -> with(sent, now);
    };
  }

  private static Sent with(Sent sent, Fate fate) {
    return new Sent(sent.event(), sent.lead(), sent.token(), sent.submitted(), fate);
  }

  private void refused(EventKey key, int status) {
    events.computeIfPresent(
        key,
        (k, sent) ->
            sent.fate() instanceof Fate.Accepted ? sent : with(sent, new Fate.Refused(status)));
  }

  private static JsonNode tree(String body) {
    try {
      return Event.JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("2xx with a body that is no JSON: " + body, e);
    }
  }

  private static List<TaskTold> tasks(JsonNode tasks) {
    List<TaskTold> told = new ArrayList<>(tasks.size());
    for (JsonNode task : tasks) {
      told.add(
          new TaskTold(
              task.path("task").asText(),
              task.path("campaign").asText(),
              task.path("state").asText()));
    }
    return told;
  }

  /// One entry an event.
  public List<Sent> sent() {
    return List.copyOf(events.values());
  }

  public List<Accept> accepts() {
    return List.copyOf(accepts);
  }

  public int size() {
    return events.size();
  }

  /// Requests by status, or by why there was none.
  public Map<String, Long> answers() {
    return answers.entrySet().stream()
        .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, e -> e.getValue().sum()));
  }
}
