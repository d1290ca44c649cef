package dev.fairway.ports;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Campaign versions and other definitions of a tenant, in the control database. Definitions are
/// canonical JSON objects (the language room reads and writes them); every change raises the
/// tenant's stamp.
public interface Campaigns {
  enum State {
    DRAFT,
    ACTIVE,
    INACTIVE,
    ABORTED
  }

  /// @param number short form of the name within the tenant; never reused
  /// @param latest newest version
  /// @param activeVersion the version new entries begin with; 0 = none yet
  record Entry(int number, String name, State state, int latest, int activeVersion) {}

  /// @param source what the author sent, verbatim
  record Version(Entry campaign, int version, Map<String, Object> definition, String source) {}

  /// @param kind Fields, EventType, ...
  record Asset(String kind, String name, Map<String, Object> spec) {}

  /// The active version of every active campaign.
  Uni<List<Version>> active(int tenant);

  /// Event types that active campaigns trigger on.
  Uni<Set<String>> triggers(int tenant);

  /// Event types that steps wait for, of every version: tasks may run on any.
  Uni<Set<String>> awaited(int tenant);

  /// All there are, by name: true if a lead may enter it every time, by its newest or its active
  /// version.
  Uni<Map<String, Boolean>> everyTime(int tenant);

  /// Both: types of events that somebody listens to.
  default Uni<Set<String>> listened(int tenant) {
    return Uni.combine()
        .all()
        .unis(triggers(tenant), awaited(tenant))
        .with((triggers, awaited) -> {
          Set<String> all = new LinkedHashSet<>(triggers);
          all.addAll(awaited);
          return all;
        });
  }

  /// One immutable version.
  Uni<Optional<Version>> version(int tenant, int campaign, int version);

  Uni<List<Entry>> list(int tenant, Optional<String> after, int limit);

  Uni<Optional<Entry>> named(int tenant, String name);

  /// Numbers of those of the names that there are; asks for nothing if there is no name.
  default Uni<Map<String, Integer>> numbers(int tenant, Collection<String> names) {
    return Multi.createFrom()
        .iterable(names)
        .onItem()
        .transformToUniAndConcatenate(name -> named(tenant, name))
        .select()
        .where(Optional::isPresent)
        .map(Optional::get)
        .collect()
        .asMap(Entry::name, Entry::number);
  }

  /// By number, deleted ones included: what a task's row names.
  Uni<List<Entry>> numbered(int tenant, Collection<Integer> numbers);

  /// The newest version.
  Uni<Optional<Version>> latest(int tenant, String name);

  /// The newest version of every campaign, by name.
  Uni<List<Version>> newest(int tenant);

  /// A new draft version, unless the newest one has the same definition.
  Uni<Entry> put(int tenant, String name, Map<String, Object> definition, String source);

  /// `ACTIVE` makes the newest version the active one.
  ///
  /// @return empty if there is no such campaign
  Uni<Optional<Entry>> state(int tenant, String name, State state);

  /// No new entries, and the name is free for another campaign. Its versions stay: tasks finish on
  /// the version they began with.
  Uni<Boolean> delete(int tenant, String name);

  Uni<List<Asset>> assets(int tenant);

  /// All or none; unchanged ones leave the stamp as it is.
  Uni<Void> putAssets(int tenant, List<Asset> assets);

  Uni<Boolean> deleteAsset(int tenant, String kind, String name);
}
