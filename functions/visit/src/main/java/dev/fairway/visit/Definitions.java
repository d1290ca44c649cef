package dev.fairway.visit;

import dev.fairway.language.Children;
import dev.fairway.model.OpenTask;
import dev.fairway.model.TaskId;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.ActiveCampaign;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.Choices;
import dev.fairway.model.campaign.Flow;
import dev.fairway.model.campaign.History;
import dev.fairway.ports.ByStamp;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Campaigns.Entry;
import dev.fairway.ports.Leads;
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
import java.util.stream.Stream;

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
      return FlowMemory.frames(task.memory()).stream()
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

  /// A version, and what is found out about it once.
  ///
  /// @param past what must be known of a lead's past to run it
  /// @param executes campaigns that its steps run
  /// @param names campaigns that its steps and choices name, those included
  record Runnable(Campaign campaign, History.Need past, Set<String> executes, Set<String> names) {
    private static Runnable of(Campaigns.Version version) {
      Campaign campaign = CampaignJson.read(version.definition());
      History.Need past = Choices.past(campaign);
      if (campaign.executable()) past = past.and(campaign.filters().past(campaign.assets()));
      Set<String> executes = Children.of(campaign);
      Set<String> names = new LinkedHashSet<>(executes);
      names.addAll(Flow.named(campaign.flow(), Catalogue.FLOW_REMOVE));
      names.addAll(past.campaigns());
      return new Runnable(campaign, past, executes, names);
    }
  }

  /// All that a batch needs, as far as it exists.
  ///
  /// @param names campaigns that steps and choices name, by tenant
  /// @param histories of the leads of those tasks whose campaigns ask for them
  record Known(
      Map<Key, Runnable> campaigns,
      Map<Integer, Home> homes,
      Map<Integer, Map<String, Optional<Entry>>> names,
      Map<TaskId, History> histories) {
    Known(
        Map<Key, Runnable> campaigns,
        Map<Integer, Home> homes,
        Map<Integer, Map<String, Optional<Entry>>> names) {
      this(campaigns, homes, names, Map.of());
    }

    Known with(Map<TaskId, History> read) {
      return new Known(campaigns, homes, names, read);
    }

    Optional<Entry> entry(int tenant, String campaign) {
      return names.getOrDefault(tenant, Map.of()).getOrDefault(campaign, Optional.empty());
    }

    /// The version that new entries of a campaign that a step runs begin with.
    Optional<ActiveCampaign> active(int tenant, String name) {
      return entry(tenant, name)
          .flatMap(entry -> Key.active(tenant, entry))
          .flatMap(key ->
              Optional.ofNullable(campaigns.get(key))
                  .map(child ->
                      new ActiveCampaign(key.campaign(), key.version(), child.campaign())));
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
          .map(key -> Optional.ofNullable(campaigns.get(key)).orElseThrow().campaign())
          .toList();
    }

    /// Some campaign asks for its leads' past.
    boolean asksForPast() {
      return campaigns.values().stream().anyMatch(version -> !version.past().isEmpty());
    }

    /// What must be read of the lead's past; empty if neither the campaign asks nor a child that it
    /// may run.
    Optional<Leads.Question> question(OpenTask task) {
      History.Need need =
          Stream.concat(Stream.of(Key.of(task)), Key.children(task).stream())
              .map(key -> need(key, Course.MAX_DEPTH))
              .reduce(History.Need.NONE, History.Need::and);
      if (need.isEmpty()) return Optional.empty();
      Map<String, Integer> numbers = new LinkedHashMap<>();
      for (String name : need.campaigns())
        entry(task.tenant(), name).ifPresent(entry -> numbers.put(name, entry.number()));
      return Optional.of(
          new Leads.Question(task.tenant(), task.lead().number(), need, task.now(), numbers));
    }

    private History.Need need(Key key, int depth) {
      Runnable version = campaigns.get(key);
      if (version == null) return History.Need.NONE;
      History.Need need = version.past();
      if (depth > 0)
        for (String child : version.executes())
          need =
              need.and(
                  entry(key.tenant(), child)
                      .flatMap(entry -> Key.active(key.tenant(), entry))
                      .map(inner -> need(inner, depth - 1))
                      .orElse(History.Need.NONE));
      return need;
    }

    History history(OpenTask task) {
      return histories.getOrDefault(task.task(), History.NONE);
    }

    Optional<Campaign> campaign(OpenTask task) {
      return Optional.ofNullable(campaigns.get(Key.of(task))).map(Runnable::campaign);
    }

    Home home(int tenant) {
      return homes.getOrDefault(tenant, Home.GONE);
    }
  }

  private final Campaigns campaigns;
  private final Tenants tenants;
  private final Map<Key, Runnable> cache = new ConcurrentHashMap<>();
  private final ByStamp<Set<String>> triggers;
  private final ByStamp<Map<String, Optional<Entry>>> entries;

  @Inject
  Definitions(Campaigns campaigns, Tenants tenants) {
    this.campaigns = campaigns;
    this.tenants = tenants;
    this.triggers = new ByStamp<>(KEPT, campaigns::listened);
    this.entries = new ByStamp<>(KEPT, tenant -> Uni.createFrom().item(new ConcurrentHashMap<>()));
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
        .chain(known -> homes(known).chain(homes -> known(known, homes, wanted, Course.MAX_DEPTH)));
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
                  versions.forEach((key, version) ->
                      version
                          .executes()
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

  /// Only of tenants whose tasks' campaigns name any; each name is asked once per change of the
  /// tenant, also one that is of no campaign.
  private Uni<Map<Integer, Map<String, Optional<Entry>>>> names(
      List<Tenant> tenants, Map<Key, Runnable> versions) {
    Map<Integer, Set<String>> wanted = new LinkedHashMap<>();
    versions.forEach((key, version) -> {
      if (!version.names().isEmpty())
        wanted.computeIfAbsent(key.tenant(), any -> new LinkedHashSet<>()).addAll(version.names());
    });
    return Multi.createFrom()
        .iterable(tenants.stream().filter(tenant -> wanted.containsKey(tenant.number())).toList())
        .onItem()
        .transformToUniAndConcatenate(tenant ->
            entries
                .of(tenant)
                .chain(known ->
                    entries(tenant.number(), wanted.getOrDefault(tenant.number(), Set.of()), known))
                .map(all -> Map.entry(tenant.number(), all)))
        .collect()
        .asMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  private Uni<Map<String, Optional<Entry>>> entries(
      int tenant, Set<String> wanted, Map<String, Optional<Entry>> known) {
    return Multi.createFrom()
        .iterable(wanted.stream().filter(name -> !known.containsKey(name)).toList())
        .onItem()
        .transformToUniAndConcatenate(
            name -> campaigns.named(tenant, name).invoke(entry -> known.put(name, entry)))
        .collect()
        .asList()
        .replaceWith(known);
  }

  private Uni<Map<Key, Runnable>> versions(Set<Key> wanted) {
    if (cache.size() > KEPT) cache.clear();
    return Multi.createFrom()
        .iterable(wanted.stream().filter(key -> !cache.containsKey(key)).toList())
        .onItem()
        .transformToUni(this::read)
        .merge(READ_AT_ONCE)
        .collect()
        .asList()
        .map(read -> {
          Map<Key, Runnable> found = new LinkedHashMap<>();
          for (Key key : wanted) {
            Runnable campaign = cache.get(key);
            if (campaign != null) found.put(key, campaign);
          }
          return found;
        });
  }

  private Uni<Key> read(Key key) {
    return campaigns
        .version(key.tenant(), key.campaign(), key.version())
        .invoke(version -> version.ifPresent(there -> cache.put(key, Runnable.of(there))))
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
