package dev.fairway.visit;

import dev.fairway.model.OpenTask;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.ActiveCampaign;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.Flow;
import dev.fairway.ports.ByStamp;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Campaigns.Entry;
import dev.fairway.ports.Tenants;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The campaign versions that tasks run on, read once each: they never change. And what a visit
/// must know of its tasks' tenants.
@Singleton
final class Definitions {
  /// Versions kept, and tenants; more than that many at once are read again.
  private static final int KEPT = 10_000;

  private static final int READ_AT_ONCE = 4;

  record Key(int tenant, int campaign, int version) {
    static Key of(OpenTask task) {
      return new Key(task.tenant(), task.campaign(), task.version());
    }

    static List<Key> children(OpenTask task) {
      return new FlowMemory(task.memory())
          .frames().stream()
              .map(frame -> new Key(task.tenant(), frame.campaign(), frame.version()))
              .toList();
    }

    static Optional<Key> active(int tenant, Entry entry) {
      return entry.state() == Campaigns.State.ACTIVE
          ? Optional.of(new Key(tenant, entry.number(), entry.activeVersion()))
          : Optional.empty();
    }
  }

  /// @param triggers event types that its active campaigns trigger on, or any step waits for
  record Home(String name, ZoneId zone, Set<String> triggers) {
    /// Of a tenant that was deleted under its tasks.
    static final Home GONE = new Home("", ZoneOffset.UTC, Set.of());
  }

  /// All that a batch needs, as far as it exists.
  /// @param names campaigns that steps name, by tenant
  record Known(
      Map<Key, Campaign> campaigns,
      Map<Integer, Home> homes,
      Map<Integer, Map<String, Optional<Entry>>> names) {
    Optional<Entry> entry(int tenant, String campaign) {
      return names.getOrDefault(tenant, Map.of()).getOrDefault(campaign, Optional.empty());
    }

    /// The version that new entries of a campaign that a step runs begin with.
    Optional<ActiveCampaign> active(int tenant, String name) {
      return entry(tenant, name)
          .flatMap(entry -> Key.active(tenant, entry))
          .flatMap(key ->
              Optional.ofNullable(campaigns.get(key))
                  .map(child -> new ActiveCampaign(key.campaign(), key.version(), child)));
    }

    Others others(int tenant) {
      return new Others() {
        @Override
        public Optional<Integer> number(String name) {
          return entry(tenant, name).map(Entry::number);
        }

        @Override
        public Optional<ActiveCampaign> active(String name) {
          return Known.this.active(tenant, name);
        }
      };
    }

    /// The children that a task runs, from the outside in.
    List<Campaign> children(OpenTask task) {
      return Key.children(task).stream()
          .map(key -> Optional.ofNullable(campaigns.get(key)).orElseThrow())
          .toList();
    }

    Optional<Campaign> campaign(OpenTask task) {
      return Optional.ofNullable(campaigns.get(Key.of(task)));
    }

    Home home(int tenant) {
      return homes.getOrDefault(tenant, Home.GONE);
    }
  }

  private final Campaigns campaigns;
  private final Tenants tenants;
  private final Map<Key, Campaign> cache = new ConcurrentHashMap<>();
  private final ByStamp<Set<String>> triggers;
  private final ByStamp<Map<String, Optional<Entry>>> entries;

  @Inject
  Definitions(Campaigns campaigns, Tenants tenants) {
    this.campaigns = campaigns;
    this.tenants = tenants;
    this.triggers = new ByStamp<>(KEPT, tenant -> listened(campaigns, tenant));
    this.entries =
        new ByStamp<>(KEPT, tenant -> Uni.createFrom().item(new ConcurrentHashMap<>()));
  }

  private static Uni<Set<String>> listened(Campaigns campaigns, int tenant) {
    return Uni.combine()
        .all()
        .unis(campaigns.triggers(tenant), campaigns.awaited(tenant))
        .with((triggers, awaited) -> {
          Set<String> all = new LinkedHashSet<>(triggers);
          all.addAll(awaited);
          return all;
        });
  }

  Uni<Known> of(List<OpenTask> tasks) {
    Set<Key> wanted = new LinkedHashSet<>();
    Set<Integer> numbers = new LinkedHashSet<>();
    for (OpenTask task : tasks) {
      wanted.add(Key.of(task));
      wanted.addAll(Key.children(task));
      numbers.add(task.tenant());
    }
    if (wanted.isEmpty()) return Uni.createFrom().item(new Known(Map.of(), Map.of(), Map.of()));
    return tenants
        .numbered(numbers)
        .chain(known ->
            homes(known).chain(homes -> known(known, homes, wanted, Course.MAX_DEPTH)));
  }

  /// What the campaigns' steps name, and so on: the children that they run.
  private Uni<Known> known(
      List<Tenant> tenants, Map<Integer, Home> homes, Set<Key> wanted, int depth) {
    return versions(wanted)
        .chain(versions ->
            names(tenants, versions)
                .chain(names -> {
                  Known known = new Known(versions, homes, names);
                  Set<Key> more = new LinkedHashSet<>(wanted);
                  versions.forEach((key, campaign) ->
                      Flow.named(campaign.flow(), Catalogue.CAMPAIGN_EXECUTE)
                          .forEach(name ->
                              known
                                  .entry(key.tenant(), name)
                                  .flatMap(entry -> Key.active(key.tenant(), entry))
                                  .ifPresent(more::add)));
                  return more.size() == wanted.size() || depth == 0
                      ? Uni.createFrom().item(known)
                      : known(tenants, homes, more, depth - 1);
                }));
  }

  /// Only of tenants whose tasks' campaigns name others; each name is asked once per change of the
  /// tenant, also one that is of no campaign.
  private Uni<Map<Integer, Map<String, Optional<Entry>>>> names(
      List<Tenant> tenants, Map<Key, Campaign> versions) {
    Map<Integer, Set<String>> wanted = new LinkedHashMap<>();
    versions.forEach((key, campaign) -> {
      Set<String> named = Flow.named(campaign.flow(), Catalogue.FLOW_REMOVE);
      named.addAll(Flow.named(campaign.flow(), Catalogue.CAMPAIGN_EXECUTE));
      if (!named.isEmpty())
        wanted.computeIfAbsent(key.tenant(), any -> new LinkedHashSet<>()).addAll(named);
    });
    return Multi.createFrom()
        .iterable(tenants.stream().filter(tenant -> wanted.containsKey(tenant.number())).toList())
        .onItem()
        .transformToUniAndConcatenate(tenant ->
            entries
                .of(tenant)
                .chain(known -> entries(tenant.number(), wanted.getOrDefault(tenant.number(), Set.of()), known))
                .map(all -> Map.entry(tenant.number(), all)))
        .collect()
        .asMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  private Uni<Map<String, Optional<Entry>>> entries(
      int tenant, Set<String> wanted, Map<String, Optional<Entry>> known) {
    return Multi.createFrom()
        .iterable(wanted.stream().filter(name -> !known.containsKey(name)).toList())
        .onItem()
        .transformToUniAndConcatenate(name ->
            campaigns.named(tenant, name).invoke(entry -> known.put(name, entry)))
        .collect()
        .asList()
        .replaceWith(known);
  }

  private Uni<Map<Key, Campaign>> versions(Set<Key> wanted) {
    if (cache.size() > KEPT) cache.clear();
    return Multi.createFrom()
        .iterable(wanted.stream().filter(key -> !cache.containsKey(key)).toList())
        .onItem()
        .transformToUni(this::read)
        .merge(READ_AT_ONCE)
        .collect()
        .asList()
        .map(read -> {
          Map<Key, Campaign> found = new LinkedHashMap<>();
          for (Key key : wanted) {
            Campaign campaign = cache.get(key);
            if (campaign != null) found.put(key, campaign);
          }
          return found;
        });
  }

  private Uni<Key> read(Key key) {
    return campaigns
        .version(key.tenant(), key.campaign(), key.version())
        .invoke(version ->
            version.ifPresent(there -> cache.put(key, CampaignJson.read(there.definition()))))
        .replaceWith(key);
  }

  private Uni<Map<Integer, Home>> homes(List<Tenant> tenants) {
    return Multi.createFrom()
        .iterable(tenants)
        .onItem()
        .transformToUni(tenant -> triggers.of(tenant).map(types -> Map.entry(tenant, types)))
        .merge(READ_AT_ONCE)
        .collect()
        .in(
            LinkedHashMap::new,
            (homes, one) -> {
              Tenant tenant = one.getKey();
              homes.put(
                  tenant.number(),
                  new Home(tenant.name(), tenant.settings().zone(), one.getValue()));
            });
  }
}
