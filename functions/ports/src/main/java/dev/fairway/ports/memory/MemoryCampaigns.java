package dev.fairway.ports.memory;

import dev.fairway.model.campaign.Catalogue;
import dev.fairway.ports.Campaigns;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Campaigns and assets in memory: the twin for tests.
public final class MemoryCampaigns implements Campaigns {
  private final MemoryTenants tenants;
  private final Map<Integer, List<Campaign>> campaigns = new HashMap<>();
  private final Map<Integer, TreeMap<Key, Asset>> assets = new HashMap<>();

  public MemoryCampaigns(MemoryTenants tenants) {
    this.tenants = tenants;
  }

  /// `versions` from 1 on; a deleted one keeps its place, which is its number.
  private record Campaign(Entry entry, List<Body> versions, boolean deleted) {
    Version version(int number) {
      Body body = versions.get(number - 1);
      return new Version(entry, number, body.definition, body.source);
    }
  }

  private record Body(Map<String, Object> definition, String source) {}

  private record Key(String kind, String name) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int kinds = kind.compareTo(other.kind);
      return kinds != 0 ? kinds : name.compareTo(other.name);
    }
  }

  @Override
  public Uni<List<Version>> active(int tenant) {
    return answer(() ->
        living(tenant)
            .filter(campaign -> campaign.entry.state() == State.ACTIVE)
            .map(campaign -> campaign.version(campaign.entry.activeVersion()))
            .toList());
  }

  @Override
  public Uni<Set<String>> triggers(int tenant) {
    return active(tenant)
        .map(versions ->
            versions.stream()
                .flatMap(version -> triggers(version.definition()))
                .collect(Collectors.toUnmodifiableSet()));
  }

  @Override
  public Uni<Set<String>> awaited(int tenant) {
    return answer(() ->
        living(tenant)
            .flatMap(campaign -> campaign.versions.stream())
            .flatMap(body -> Stream.concat(awaited(body.definition), exits(body.definition)))
            .collect(Collectors.toUnmodifiableSet()));
  }

  /// Wherever in the definition a step waits for events.
  private static Stream<String> awaited(Object json) {
    return switch (json) {
      case List<?> list -> list.stream().flatMap(MemoryCampaigns::awaited);
      case Map<?, ?> map -> {
        Stream<String> own =
            Catalogue.WAIT_UNTIL.equals(map.get("do"))
                    && map.get("with") instanceof Map<?, ?> with
                    && with.get("on") instanceof List<?> on
                ? on.stream().map(String::valueOf)
                : Stream.empty();
        yield Stream.concat(own, map.values().stream().flatMap(MemoryCampaigns::awaited));
      }
      default -> Stream.empty();
    };
  }

  private static Stream<String> exits(Map<String, Object> definition) {
    return definition.get("exitOn") instanceof List<?> exits
        ? exits.stream()
            .map(exit -> exit instanceof Map<?, ?> map ? map.get("on") : null)
            .flatMap(on -> on instanceof List<?> types ? types.stream() : Stream.empty())
            .map(String::valueOf)
        : Stream.empty();
  }

  private static Stream<String> triggers(Map<String, Object> definition) {
    return definition.get("triggers") instanceof List<?> triggers
        ? triggers.stream().map(trigger -> String.valueOf(((Map<?, ?>) trigger).get("on")))
        : Stream.empty();
  }

  @Override
  public Uni<Optional<Version>> version(int tenant, int campaign, int version) {
    return answer(() ->
        all(tenant).stream()
            .filter(c -> c.entry.number() == campaign)
            .filter(c -> version >= 1 && version <= c.versions.size())
            .findFirst()
            .map(c -> c.version(version)));
  }

  @Override
  public Uni<List<Entry>> list(int tenant, Optional<String> after, int limit) {
    return answer(() ->
        living(tenant)
            .map(Campaign::entry)
            .filter(entry -> entry.name().compareTo(after.orElse("")) > 0)
            .limit(limit)
            .toList());
  }

  @Override
  public Uni<Optional<Entry>> named(int tenant, String name) {
    return answer(() -> find(tenant, name).map(Campaign::entry));
  }

  @Override
  public Uni<List<Entry>> numbered(int tenant, Collection<Integer> numbers) {
    return answer(() ->
        all(tenant).stream()
            .map(Campaign::entry)
            .filter(entry -> numbers.contains(entry.number()))
            .toList());
  }

  @Override
  public Uni<Optional<Version>> latest(int tenant, String name) {
    return answer(() -> find(tenant, name).map(c -> c.version(c.entry.latest())));
  }

  @Override
  public Uni<List<Version>> newest(int tenant) {
    return answer(() -> living(tenant).map(c -> c.version(c.entry.latest())).toList());
  }

  @Override
  public Uni<Entry> put(int tenant, String name, Map<String, Object> definition, String source) {
    return answer(() -> {
      Body body = new Body(definition, source);
      Optional<Campaign> known = find(tenant, name);
      if (known.isEmpty()) {
        var first = new Entry(all(tenant).size() + 1, name, State.DRAFT, 1, 0);
        return store(tenant, new Campaign(first, List.of(body), false));
      }
      Campaign old = known.get();
      if (old.version(old.entry.latest()).definition().equals(definition)) return old.entry;
      var versions = new ArrayList<>(old.versions);
      versions.add(body);
      Entry e = old.entry;
      var next = new Entry(e.number(), name, e.state(), versions.size(), e.activeVersion());
      return store(tenant, new Campaign(next, List.copyOf(versions), false));
    });
  }

  @Override
  public Uni<Optional<Entry>> state(int tenant, String name, State state) {
    return answer(() ->
        find(tenant, name)
            .map(old -> {
              Entry e = old.entry;
              int active = state == State.ACTIVE ? e.latest() : e.activeVersion();
              var next = new Entry(e.number(), name, state, e.latest(), active);
              return store(tenant, new Campaign(next, old.versions, false));
            }));
  }

  @Override
  public Uni<Boolean> delete(int tenant, String name) {
    return answer(() -> {
      Optional<Campaign> known = find(tenant, name);
      known.ifPresent(old -> {
        Entry e = old.entry;
        var gone = new Entry(e.number(), name, State.INACTIVE, e.latest(), e.activeVersion());
        store(tenant, new Campaign(gone, old.versions, true));
      });
      return known.isPresent();
    });
  }

  @Override
  public Uni<List<Asset>> assets(int tenant) {
    return answer(() -> List.copyOf(assetsOf(tenant).values()));
  }

  @Override
  public Uni<Void> putAssets(int tenant, List<Asset> changed) {
    return answer(
            () -> {
              tenants.existing(tenant);
              boolean differs = false;
              for (Asset asset : changed) {
                Asset old = assetsOf(tenant).put(new Key(asset.kind(), asset.name()), asset);
                differs |= !asset.equals(old);
              }
              if (differs) tenants.stamp(tenant);
              return differs;
            })
        .replaceWithVoid();
  }

  @Override
  public Uni<Boolean> deleteAsset(int tenant, String kind, String name) {
    return answer(() -> {
      boolean deleted = assetsOf(tenant).remove(new Key(kind, name)) != null;
      if (deleted) tenants.stamp(tenant);
      return deleted;
    });
  }

  private Entry store(int tenant, Campaign campaign) {
    tenants.stamp(tenant);
    List<Campaign> all = all(tenant);
    int place = campaign.entry.number() - 1;
    if (place == all.size()) all.add(campaign);
    else all.set(place, campaign);
    return campaign.entry;
  }

  private Optional<Campaign> find(int tenant, String name) {
    return living(tenant).filter(campaign -> campaign.entry.name().equals(name)).findFirst();
  }

  private Stream<Campaign> living(int tenant) {
    return all(tenant).stream()
        .filter(campaign -> !campaign.deleted)
        .sorted(Comparator.comparing(campaign -> campaign.entry.name()));
  }

  private List<Campaign> all(int tenant) {
    return campaigns.computeIfAbsent(tenant, number -> new ArrayList<>());
  }

  private TreeMap<Key, Asset> assetsOf(int tenant) {
    return assets.computeIfAbsent(tenant, number -> new TreeMap<>());
  }

  private synchronized <T> Uni<T> answer(Supplier<T> work) {
    try {
      return Uni.createFrom().item(work.get());
    } catch (IllegalArgumentException e) {
      return Uni.createFrom().failure(e);
    }
  }
}
