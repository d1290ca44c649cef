package dev.fairway.visit;

import dev.fairway.model.OpenTask;
import dev.fairway.model.TaskId;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Choices;
import dev.fairway.model.campaign.History;
import dev.fairway.ports.ByStamp;
import dev.fairway.ports.Campaigns;
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

/// The campaign versions that tasks run on, read once each: they never change. And what a visit
/// must know of its tasks' tenants.
@Singleton
final class Definitions {
  /// Versions kept, and tenants; more than that many at once are read again.
  private static final int KEPT = 10_000;

  private static final int READ_AT_ONCE = 4;

  /// Number of a campaign that does not exist: nobody entered it.
  private static final int NO_CAMPAIGN = 0;

  record Key(int tenant, int campaign, int version) {
    static Key of(OpenTask task) {
      return new Key(task.tenant(), task.campaign(), task.version());
    }
  }

  /// @param triggers event types that its active campaigns trigger on, or any step waits for
  record Home(String name, ZoneId zone, Set<String> triggers) {
    /// Of a tenant that was deleted under its tasks.
    static final Home GONE = new Home("", ZoneOffset.UTC, Set.of());
  }

  /// @param past what must be known of a lead's past to run it
  record Runnable(Campaign campaign, History.Need past) {
    private static Runnable of(Campaigns.Version version) {
      Campaign campaign = CampaignJson.read(version.definition());
      return new Runnable(campaign, Choices.past(campaign));
    }
  }

  /// All that a batch needs, as far as it exists.
  ///
  /// @param numbers of the campaigns that choices name, by tenant
  /// @param histories of the leads of those tasks whose campaigns ask for them
  record Known(
      Map<Key, Runnable> campaigns,
      Map<Integer, Home> homes,
      Map<Integer, Map<String, Integer>> numbers,
      Map<TaskId, History> histories) {
    Known(
        Map<Key, Runnable> campaigns,
        Map<Integer, Home> homes,
        Map<Integer, Map<String, Integer>> numbers) {
      this(campaigns, homes, numbers, Map.of());
    }

    Known with(Map<TaskId, History> read) {
      return new Known(campaigns, homes, numbers, read);
    }

    /// What must be read of the lead's past; empty if the campaign's choices do not ask.
    Optional<Leads.Question> question(OpenTask task) {
      return campaign(task)
          .map(Runnable::past)
          .filter(need -> !need.isEmpty())
          .map(need ->
              new Leads.Question(
                  task.tenant(),
                  task.lead().number(),
                  need,
                  task.now(),
                  numbers.getOrDefault(task.tenant(), Map.of())));
    }

    History history(OpenTask task) {
      return histories.getOrDefault(task.task(), History.NONE);
    }

    Optional<Runnable> campaign(OpenTask task) {
      return Optional.ofNullable(campaigns.get(Key.of(task)));
    }

    Home home(int tenant) {
      return homes.getOrDefault(tenant, Home.GONE);
    }
  }

  private final Campaigns campaigns;
  private final Tenants tenants;
  private final Map<Key, Runnable> cache = new ConcurrentHashMap<>();
  private final ByStamp<Set<String>> triggers;
  private final ByStamp<Map<String, Integer>> numbers =
      new ByStamp<>(KEPT, tenant -> Uni.createFrom().item(new ConcurrentHashMap<>()));

  @Inject
  Definitions(Campaigns campaigns, Tenants tenants) {
    this.campaigns = campaigns;
    this.tenants = tenants;
    this.triggers = new ByStamp<>(KEPT, tenant -> listened(campaigns, tenant));
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

  /// Numbers of the campaigns that choices name, by tenant; nothing is asked if they name none.
  private Uni<Map<Integer, Map<String, Integer>>> numbers(
      List<Tenant> tenants, Map<Key, Runnable> versions) {
    Map<Integer, Set<String>> named = new LinkedHashMap<>();
    versions.forEach((key, version) -> {
      if (!version.past().campaigns().isEmpty())
        named
            .computeIfAbsent(key.tenant(), any -> new LinkedHashSet<>())
            .addAll(version.past().campaigns());
    });
    return Multi.createFrom()
        .iterable(tenants.stream().filter(each -> named.containsKey(each.number())).toList())
        .onItem()
        .transformToUniAndConcatenate(tenant ->
            numbers(tenant, named.getOrDefault(tenant.number(), Set.of()))
                .map(known -> Map.entry(tenant.number(), known)))
        .collect()
        .asMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  private Uni<Map<String, Integer>> numbers(Tenant tenant, Set<String> names) {
    return numbers
        .of(tenant)
        .chain(known -> {
          List<String> unknown = names.stream().filter(name -> !known.containsKey(name)).toList();
          return campaigns
              .numbers(tenant.number(), unknown)
              .map(found -> {
                for (String name : unknown) known.put(name, found.getOrDefault(name, NO_CAMPAIGN));
                return known;
              });
        });
  }

  Uni<Known> of(List<OpenTask> tasks) {
    Set<Key> wanted = new LinkedHashSet<>();
    Set<Integer> numbers = new LinkedHashSet<>();
    for (OpenTask task : tasks) {
      wanted.add(Key.of(task));
      numbers.add(task.tenant());
    }
    if (wanted.isEmpty()) return Uni.createFrom().item(new Known(Map.of(), Map.of(), Map.of()));
    return tenants
        .numbered(numbers)
        .chain(known ->
            Uni.combine()
                .all()
                .unis(versions(wanted), homes(known))
                .asTuple()
                .chain(read ->
                    numbers(known, read.getItem1())
                        .map(named -> new Known(read.getItem1(), read.getItem2(), named))));
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
