package dev.fairway.world.fair;

import dev.fairway.world.fair.Scenario.Operation;
import dev.fairway.world.fair.Scenario.Tenant;
import dev.fairway.world.fair.Scenario.What;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Makes scenarios; the same dials always make the same ones.
public final class Scenarios {
  /// Light tenants arrive when the noisy one's backlog stands.
  private static final long LATER = 500;

  /// @param size 1: a scenario takes at most about 10 s of 16 busy slots
  /// @param serviceMs of a task, where the scenario does not say otherwise
  public record Dials(long seed, double size, int slots, long serviceMs) {
    public static final Dials STANDARD = new Dials(1, 1, 16, 50);

    public Dials {
      if (size <= 0 || slots < 1 || serviceMs < 1) {
        throw new IllegalArgumentException("size=%s slots=%d".formatted(size, slots));
      }
    }
  }

  private static final Map<String, Function<Scenarios, Made>> ALL =
      Map.ofEntries(
          Map.entry("balanced", Scenarios::balanced),
          Map.entry("noisy", s -> s.noisy(true)),
          Map.entry("alone", s -> s.noisy(false)),
          Map.entry("trickle", Scenarios::trickle),
          Map.entry("thousand-campaigns", Scenarios::thousandCampaigns),
          Map.entry("key-minting", Scenarios::keyMinting),
          Map.entry("weights", Scenarios::weights),
          Map.entry("durations", Scenarios::durations),
          Map.entry("capped", Scenarios::capped),
          Map.entry("kill", Scenarios::kill),
          Map.entry("pause", Scenarios::pause));

  /// In the order in which they are told.
  public static final List<String> NAMES =
      List.of(
          "balanced",
          "noisy",
          "alone",
          "trickle",
          "thousand-campaigns",
          "key-minting",
          "weights",
          "durations",
          "capped",
          "kill",
          "pause");

  /// A scenario and its trace.
  public record Made(Scenario scenario, List<Task> trace) {
    public Made {
      trace = List.copyOf(trace);
    }
  }

  private final String name;
  private final Dials dials;
  private final SplittableRandom random;
  private final List<Tenant> tenants = new ArrayList<>();
  private final List<Operation> operations = new ArrayList<>();
  private final List<Task> tasks = new ArrayList<>();
  private final Map<String, Integer> made = new HashMap<>();

  private Scenarios(String name, Dials dials) {
    this.name = name;
    this.dials = dials;
    this.random = new SplittableRandom(dials.seed() * 31 + name.hashCode());
  }

  /// @throws IllegalArgumentException if there is no scenario of that name
  public static Made make(String name, Dials dials) {
    Function<Scenarios, Made> recipe = ALL.get(name);
    if (recipe == null) {
      throw new IllegalArgumentException("no scenario " + name + "; there are " + NAMES);
    }
    return recipe.apply(new Scenarios(name, dials));
  }

  /// @return the folder, which has the scenario's name
  public static ScenarioFolder write(Made made, Path into) throws IOException {
    var folder = new ScenarioFolder(into.resolve(made.scenario().name()));
    folder.write(made.scenario(), made.trace());
    return folder;
  }

  private Made balanced() {
    List<Crowd> crowds = crowds("even", 10, 200, 20, dials.serviceMs());
    return at(0, crowds).done("ten tenants alike");
  }

  private Made noisy(boolean withNoise) {
    if (withNoise) at(0, List.of(heavy(2_000)));
    return at(LATER, light(49, 20))
        .done(
            withNoise
                ? "one tenant's long backlog stands before 49 light tenants come"
                : "the light tenants of noisy, without the noisy one");
  }

  private Made trickle() {
    at(0, List.of(heavy(1_600)));
    List<Crowd> light = light(20, 0);
    for (Crowd crowd : light) {
      long at = LATER + random.nextLong(400);
      for (int i : IntStream.range(0, scaled(10)).toArray()) {
        task(at + i * 400L + random.nextLong(100), crowd);
      }
    }
    return done("light tenants send a task now and then beside a backlogged one");
  }

  /// A trace knows no campaigns: each has leads of its own here.
  private Made thousandCampaigns() {
    int count = scaled(1_000);
    var split = crowd(tenant("split", 1, false), count, count, dials.serviceMs());
    var plain = crowd(tenant("plain", 1, true), count, 40, dials.serviceMs());
    return at(0, List.of(split, plain)).done("one tenant's work is split into 1,000 campaigns");
  }

  private Made keyMinting() {
    int count = scaled(800);
    List<Crowd> crowds = new ArrayList<>(crowds("few", 7, 200, 8, dials.serviceMs()));
    crowds.add(crowd(tenant("minter", 1, false), count, count, dials.serviceMs()));
    return at(0, crowds).done("one tenant mints a new lead for every task, the others have eight");
  }

  private Made weights() {
    List<Crowd> crowds =
        Stream.of(1, 2, 10)
            .map(w -> crowd(tenant("weight-" + w, w, false), scaled(600), 60, dials.serviceMs()))
            .toList();
    return at(0, crowds).done("weights 1, 2 and 10, equal backlogs");
  }

  private Made durations() {
    List<Crowd> crowds = new ArrayList<>(crowds("quick", 3, 600, 60, 10));
    crowds.add(crowd(tenant("slow", 1, false), scaled(600), 60, 100));
    return at(0, crowds).done("equal counts, but one tenant's tasks take ten times as long");
  }

  private Made capped() {
    List<Crowd> crowds =
        IntStream.rangeClosed(1, 6)
            .mapToObj(t -> new Tenant("capped-" + t, 1, 2, false))
            .map(t -> crowd(added(t), scaled(150), 30, dials.serviceMs()))
            .toList();
    return at(0, crowds).done("every tenant may have two tasks in flight");
  }

  private Made kill() {
    operations.add(new Operation(halfway(1_600), What.kill, null));
    return at(0, crowds("even", 8, 200, 20, dials.serviceMs()))
        .done("a worker is killed in the middle");
  }

  private Made pause() {
    long middle = halfway(1_600);
    operations.add(new Operation(middle / 2, What.pause, "even-01"));
    operations.add(new Operation(middle * 5 / 4, What.resume, "even-01"));
    return at(0, crowds("even", 4, 400, 40, dials.serviceMs()))
        .done("one tenant is paused in the middle, and resumed");
  }

  /// When half of that many tasks can have run.
  private long halfway(int standardCount) {
    return scaled(standardCount) * dials.serviceMs() / dials.slots() / 2;
  }

  /// @param leads its tasks take turns over so many keys
  private record Crowd(Tenant tenant, int count, int leads, long serviceMs) {}

  private Crowd heavy(int count) {
    return crowd(tenant("heavy", 1, false), scaled(count), 200, dials.serviceMs());
  }

  private List<Crowd> light(int tenants, int count) {
    return IntStream.rangeClosed(1, tenants)
        .mapToObj(t -> tenant("light-%02d".formatted(t), 1, true))
        .map(t -> crowd(t, count == 0 ? 0 : scaled(count), 10, dials.serviceMs()))
        .toList();
  }

  private List<Crowd> crowds(String family, int tenants, int count, int leads, long serviceMs) {
    return IntStream.rangeClosed(1, tenants)
        .mapToObj(t -> tenant("%s-%02d".formatted(family, t), 1, false))
        .map(t -> crowd(t, scaled(count), leads, serviceMs))
        .toList();
  }

  private static Crowd crowd(Tenant tenant, int count, int leads, long serviceMs) {
    return new Crowd(tenant, count, leads, serviceMs);
  }

  private int scaled(int count) {
    return Math.max(1, (int) Math.round(count * dials.size()));
  }

  private Tenant tenant(String name, int weight, boolean light) {
    return added(new Tenant(name, weight, null, light));
  }

  private Tenant added(Tenant tenant) {
    tenants.add(tenant);
    return tenant;
  }

  /// All tasks of these crowds at once, well shuffled.
  private Scenarios at(long at, List<Crowd> crowds) {
    List<Crowd> turns = new ArrayList<>();
    crowds.forEach(c -> turns.addAll(Collections.nCopies(c.count(), c)));
    for (int i = turns.size() - 1; i > 0; i--) Collections.swap(turns, i, random.nextInt(i + 1));
    turns.forEach(c -> task(at, c));
    return this;
  }

  private void task(long at, Crowd crowd) {
    String tenant = crowd.tenant().name();
    int number = made.merge(tenant, 1, Integer::sum);
    tasks.add(
        new Task(
            at,
            tenant + "-task-" + number,
            tenant,
            tenant + "-lead-" + number % crowd.leads(),
            crowd.serviceMs()));
  }

  private Made done(String note) {
    tasks.sort(Comparator.comparingLong(Task::at));
    return new Made(
        new Scenario(name, dials.seed(), dials.slots(), tenants, operations, note), tasks);
  }
}
