package dev.fairway.model.campaign;

import dev.fairway.model.Event;
import dev.fairway.model.campaign.Campaign.Guard;
import dev.fairway.model.campaign.Campaign.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The active campaigns of a tenant by what triggers them.
///
/// A trigger whose `where` demands a certain value is found by that value, so that the cost of an
/// event grows with the campaigns it may match, not with those that exist. Of several guards of a
/// trigger the one with the most distinct values serves.
public final class TriggerIndex {
  /// A trigger and the campaign it starts.
  private record Entry(int order, ActiveCampaign campaign, Trigger trigger) {}

  /// Triggers on one type: those by a guard's value, and those without guard.
  private static final class ByType {
    final Map<String, Map<Object, List<Entry>>> guarded = new HashMap<>();
    final List<Entry> open = new ArrayList<>();
  }

  private final Map<String, ByType> types = new HashMap<>();

  private TriggerIndex() {}

  public static TriggerIndex of(List<ActiveCampaign> campaigns) {
    TriggerIndex index = new TriggerIndex();
    Map<String, List<Entry>> entries = new HashMap<>();
    int order = 0;
    for (ActiveCampaign active : campaigns) {
      for (Trigger trigger : active.campaign().triggers())
        entries
            .computeIfAbsent(trigger.on(), type -> new ArrayList<>())
            .add(new Entry(order, active, trigger));
      order++;
    }
    entries.forEach((type, all) -> index.types.put(type, byType(all)));
    return index;
  }

  private static ByType byType(List<Entry> entries) {
    Map<String, Integer> distinct = distinctValues(entries);
    Comparator<Guard> selective =
        Comparator.comparing(guard -> distinct.getOrDefault(guard.path(), 0));
    ByType type = new ByType();
    for (Entry entry : entries) {
      Optional<Guard> best = entry.trigger().guards().stream().max(selective);
      if (best.isEmpty()) {
        type.open.add(entry);
        continue;
      }
      Map<Object, List<Entry>> byValue =
          type.guarded.computeIfAbsent(best.get().path(), path -> new HashMap<>());
      for (Object value : best.get().values())
        byValue.computeIfAbsent(key(value), any -> new ArrayList<>()).add(entry);
    }
    return type;
  }

  private static Map<String, Integer> distinctValues(List<Entry> entries) {
    Map<String, Map<Object, Boolean>> values = new HashMap<>();
    for (Entry entry : entries)
      for (Guard guard : entry.trigger().guards())
        for (Object value : guard.values())
          values.computeIfAbsent(guard.path(), path -> new HashMap<>()).put(key(value), true);
    Map<String, Integer> distinct = new HashMap<>();
    values.forEach((path, all) -> distinct.put(path, all.size()));
    return distinct;
  }

  /// Numbers are equal across integer and float.
  private static Object key(Object value) {
    return value instanceof Number number ? (Object) (number.doubleValue() + 0.0) : value;
  }

  /// Does any campaign trigger on this type? Who emits events asks before.
  public boolean listensTo(String type) {
    return types.containsKey(type);
  }

  /// Campaigns that the event triggers, each once, in the order given to `of`.
  public List<ActiveCampaign> matches(Event event, Expressions expressions, Instant now) {
    ByType type = types.get(event.type());
    if (type == null) return List.of();
    Scope scope = Scope.of(event, now);
    Map<Integer, ActiveCampaign> matching = new TreeMap<>();
    for (Entry entry : type.open) test(entry, expressions, scope, matching);
    type.guarded.forEach((path, byValue) ->
        at(path, scope)
            .ifPresent(value -> {
              for (Entry entry : byValue.getOrDefault(key(value), List.of()))
                test(entry, expressions, scope, matching);
            }));
    return List.copyOf(matching.values());
  }

  private static void test(
      Entry entry, Expressions expressions, Scope scope, Map<Integer, ActiveCampaign> matching) {
    if (matching.containsKey(entry.order())) return;
    Trigger trigger = entry.trigger();
    Scope own = scope.named(entry.campaign().campaign().name());
    if (trigger.where().isEmpty() || expressions.test(trigger.where().get(), own))
      matching.put(entry.order(), entry.campaign());
  }

  private static Optional<Object> at(String path, Scope scope) {
    if (path.startsWith("ce.")) return Optional.ofNullable(scope.ce().get(path.substring(3)));
    return Tokens.at(scope.event(), path.substring("event.".length()));
  }
}
