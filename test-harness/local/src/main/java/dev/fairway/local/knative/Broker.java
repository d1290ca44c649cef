package dev.fairway.local.knative;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One Broker: what it accepts is in the event log before it says so, and every Trigger whose
/// filter passes gets it. Belongs to the event loop.
final class Broker {
  /// Replies of replies end after so many.
  static final int MAX_HOPS = 255;

  private final String name;
  private final EventLog log;
  private final Sender sender;
  private final Map<String, Broker> brokers;
  private final List<TriggerDelivery> triggers = new ArrayList<>();

  /// @param brokers all of them, this one too, to which a destination may refer
  Broker(String name, EventLog log, Sender sender, Map<String, Broker> brokers) {
    this.name = name;
    this.log = log;
    this.sender = sender;
    this.brokers = brokers;
  }

  void add(TriggerDelivery trigger) {
    triggers.add(trigger);
  }

  List<TriggerDelivery> triggers() {
    return triggers;
  }

  /// Completes when the event is durable, or at once if no Trigger wants it.
  Future<Void> accept(WireEvent event, int hops) {
    List<TriggerDelivery> takers = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (TriggerDelivery trigger : triggers) {
      if (!trigger.wants(event)) continue;
      takers.add(trigger);
      names.add(trigger.name());
    }
    if (takers.isEmpty()) return Future.succeededFuture();
    return log.append(name, hops, names, event)
        .map(stored -> {
          for (TriggerDelivery trigger : takers) trigger.offer(stored);
          return null;
        });
  }

  /// Delivers what an earlier run left unfinished; a Trigger that is gone has nothing to finish.
  void resume(PendingEvent event) {
    for (String trigger : List.copyOf(event.triggers))
      triggers.stream()
          .filter(one -> one.name().equals(trigger))
          .findFirst()
          .ifPresentOrElse(one -> one.offer(event), () -> log.finished(event, trigger));
  }

  WireEvent event(PendingEvent event) {
    return log.event(event);
  }

  void finished(PendingEvent event, String trigger) {
    log.finished(event, trigger);
  }

  Future<Outcome> send(Destination destination, WireEvent event, Duration timeout) {
    if (!(destination instanceof Destination.OfBroker(String other)))
      return sender.post(destination, event, timeout);
    Broker target = brokers.get(other);
    if (target == null) throw new IllegalStateException("no Broker named " + other);
    return target
        .accept(event, MAX_HOPS)
        .transform(stored ->
            Future.succeededFuture(
                stored.succeeded()
                    ? new Outcome.Answered(202, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer())
                    : new Outcome.Broken(String.valueOf(stored.cause()))));
  }

  void close() {
    for (TriggerDelivery trigger : triggers) trigger.close();
  }
}
