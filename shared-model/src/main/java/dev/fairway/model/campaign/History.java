package dev.fairway.model.campaign;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a lead has done, as far as rules ask for it.
///
/// @param done by activity type: no type that is not here is known
/// @param entered when it entered a campaign last, if ever: likewise
public record History(Map<String, List<Done>> done, Map<String, Optional<Instant>> entered) {
  public static final History NONE = new History(Map.of());

  public History(Map<String, List<Done>> done) {
    this(done, Map.of());
  }

  /// Activities of one type that are read of a lead: its newest.
  public static final int MOST = 1_000;

  /// One activity.
  ///
  /// @param data as much of it as rules ask for
  public record Done(Instant at, Map<String, Object> data) {}

  /// Of a lead that has done nothing yet.
  public static History empty(Need need) {
    Map<String, List<Done>> done = new TreeMap<>();
    need.types().keySet().forEach(type -> done.put(type, List.of()));
    Map<String, Optional<Instant>> entered = new TreeMap<>();
    need.campaigns().forEach(campaign -> entered.put(campaign, Optional.empty()));
    return new History(done, entered);
  }

  /// Of one activity.
  public static History of(String type, Done done) {
    return new History(Map.of(type, List.of(done)));
  }

  /// After an entry into a campaign; nothing if that is not asked for.
  public History entered(String campaign, Instant at) {
    if (!entered.containsKey(campaign)) return this;
    Map<String, Optional<Instant>> all = new TreeMap<>(entered);
    all.put(campaign, Optional.of(at));
    return new History(done, all);
  }

  /// This and more of the same types; others stay unknown.
  public History and(History more) {
    if (Collections.disjoint(done.keySet(), more.done.keySet())) return this;
    Map<String, List<Done>> all = new TreeMap<>();
    done.forEach((type, before) -> {
      List<Done> after = new ArrayList<>(before);
      after.addAll(more.done.getOrDefault(type, List.of()));
      all.put(type, after);
    });
    return new History(all, entered);
  }

  /// @throws IllegalStateException if nobody read it: a rule must not take that for "never"
  List<Done> of(String type) {
    List<Done> known = done.get(type);
    if (known == null) throw new IllegalStateException("the lead's " + type + " were not read");
    return known;
  }

  /// @throws IllegalStateException as [#of(String)]
  Optional<Instant> lastEntry(String campaign) {
    Optional<Instant> known = entered.get(campaign);
    if (known == null) throw new IllegalStateException("entries into " + campaign + " not read");
    return known;
  }

  /// What must be known of a lead's past.
  ///
  /// @param types activity types, and what of each
  /// @param campaigns that it may have entered
  public record Need(Map<String, Part> types, Set<String> campaigns) {
    public static final Need NONE = new Need(Map.of(), Set.of());

    /// @param within how far back; empty: ever
    /// @param fields of its data
    public record Part(Optional<Duration> within, Set<String> fields) {
      Part and(Part other) {
        Set<String> all = new TreeSet<>(fields);
        all.addAll(other.fields);
        boolean ever = within.isEmpty() || other.within.isEmpty();
        return new Part(ever ? Optional.empty() : longer(other), all);
      }

      private Optional<Duration> longer(Part other) {
        return within.orElseThrow().compareTo(other.within.orElseThrow()) > 0
            ? within
            : other.within;
      }

      public Optional<Instant> since(Instant now) {
        return within.map(now::minus);
      }
    }

    public boolean isEmpty() {
      return types.isEmpty() && campaigns.isEmpty();
    }

    public Need and(Need other) {
      if (other.isEmpty()) return this;
      if (isEmpty()) return other;
      Map<String, Part> all = new TreeMap<>(types);
      other.types.forEach((type, part) -> all.merge(type, part, Part::and));
      Set<String> named = new TreeSet<>(campaigns);
      named.addAll(other.campaigns);
      return new Need(all, named);
    }
  }
}
