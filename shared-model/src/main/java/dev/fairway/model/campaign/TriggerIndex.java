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
    /// By the guard's name behind `event.` or `ce.`, up to its first dot: an event has few of
    /// these, however many are asked for.
    final Map<String, Map<String, ByValue>> event = new HashMap<>();

    final Map<String, Map<String, ByValue>> ce = new HashMap<>();
    final List<Entry> open = new ArrayList<>();

    /// @param path whole, with its root
    ByValue guarded(String path) {
      String[] names = path.split("\\.", 3);
      Map<String, Map<String, ByValue>> root = names[0].equals("ce") ? ce : event;
      return root.computeIfAbsent(names[1], name -> new HashMap<>())
          .computeIfAbsent(path, any -> new ByValue(new HashMap<>()));
    }
  }

  private record ByValue(Map<Object, List<Entry>> entries) {}

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
      Map<Object, List<Entry>> byValue = type.guarded(best.get().path()).entries();
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
    for (Entry entry : candidates(type, scope)) test(entry, expressions, scope, matching);
    return List.copyOf(matching.values());
  }

  /// Triggers without guard, and those whose guard the event meets.
  private static List<Entry> candidates(ByType type, Scope scope) {
    List<Entry> candidates = new ArrayList<>(type.open);
    collect(type.event, scope.event(), candidates);
    collect(type.ce, scope.ce(), candidates);
    return candidates;
  }

  private static void collect(
      Map<String, Map<String, ByValue>> guarded, Map<String, ?> values, List<Entry> candidates) {
    if (guarded.isEmpty()) return;
    for (String name : values.keySet())
      guarded
          .getOrDefault(name, Map.of())
          .forEach((path, byValue) ->
              at(path, values)
                  .ifPresent(value ->
                      candidates.addAll(byValue.entries().getOrDefault(key(value), List.of()))));
  }

  private static void test(
      Entry entry, Expressions expressions, Scope scope, Map<Integer, ActiveCampaign> matching) {
    if (matching.containsKey(entry.order())) return;
    Trigger trigger = entry.trigger();
    Scope own = scope.named(entry.campaign().campaign().name());
    if (trigger.where().isEmpty() || expressions.test(trigger.where().get(), own))
      matching.put(entry.order(), entry.campaign());
  }

  /// What stands at a path below its root.
  private static Optional<Object> at(String path, Map<String, ?> values) {
    Object here = values;
    for (String name : path.substring(path.indexOf('.') + 1).split("\\.")) {
      here = here instanceof Map<?, ?> map ? map.get(name) : null;
      if (here == null) return Optional.empty();
    }
    return Optional.of(here);
  }
}
