package dev.fairway.world.fair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.fairway.world.fair.Measures.Faults;
import dev.fairway.world.fair.Played.Discipline;
import dev.fairway.world.fair.Scenarios.Dials;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnalyserTest {
  private static final Dials DIALS = new Dials(1, 0.5, 16, 50);

  private static Played fair(String scenario) {
    return Played.play(Scenarios.make(scenario, DIALS), Discipline.FAIR);
  }

  private static Played fifo(String scenario) {
    return Played.play(Scenarios.make(scenario, DIALS), Discipline.FIFO);
  }

  static Stream<String> scenarios() {
    return Scenarios.NAMES.stream();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void a_fair_history_keeps_the_bound_and_breaks_nothing(String scenario) {
    Measures measures = fair(scenario).measure();

    assertThat(measures.byCount().boundRatio()).isLessThanOrEqualTo(1);
    assertThat(measures.faults()).isEqualTo(Faults.NONE);
    assertThat(measures.workConservation()).isBetween(1.0, 1.25);
    assertThat(measures.storeMicrosPerTask()).isEqualTo(42);
  }

  @ParameterizedTest
  @ValueSource(strings = {"balanced", "noisy", "weights", "thousand-campaigns"})
  void a_fair_history_shares_by_weight(String scenario) {
    Measures measures = fair(scenario).measure();

    assertThat(measures.byCount().jain()).isGreaterThan(0.98);
    // whole tasks: when fifty tenants send their last ones, who stays is owed a little of each
    assertThat(measures.byCount().worstShare()).isGreaterThan(0.7);
  }

  @Test
  void first_in_first_out_is_seen_to_be_unfair() {
    Measures measures = fifo("noisy").measure();

    assertThat(measures.byCount().boundRatio()).isGreaterThan(100);
    assertThat(measures.byCount().jain()).isLessThan(0.2);
    assertThat(measures.byCount().worstShare()).isLessThan(0.5);
    assertThat(measures.firstSlot()).isGreaterThan(500);
    assertThat(measures.faults()).isEqualTo(Faults.NONE);
    assertThat(measures.workConservation()).isEqualTo(1, offset(0.05));
  }

  @Test
  void beside_a_noisy_one_light_tenants_wait_as_long_as_the_discipline_lets_them() {
    double alone = fair("alone").measure().lightWaits().p99();

    assertThat(fair("noisy").measure().lightWaits().p99() / alone).isLessThan(1.5);
    assertThat(fifo("noisy").measure().lightWaits().p99() / alone).isGreaterThan(2);
  }

  @Test
  void a_tenant_who_comes_now_and_then_is_served_after_one_task_of_each_other() {
    assertThat(fair("trickle").measure().firstSlot()).isLessThanOrEqualTo(20);
    assertThat(fifo("trickle").measure().firstSlot()).isGreaterThan(100);
  }

  @Test
  void weights_that_are_not_heeded_are_seen() {
    assertThat(fifo("weights").measure().byCount().boundRatio()).isGreaterThan(10);
    assertThat(fifo("weights").measure().byCount().jain()).isLessThan(0.9);
  }

  @Test
  void fair_in_counts_is_unfair_in_time_and_the_reverse() {
    Measures counting = fair("durations").measure();
    Measures timing =
        Played.play(Scenarios.make("durations", DIALS), Discipline.FAIR, true).measure();

    assertThat(counting.byCount().boundRatio()).isLessThanOrEqualTo(1);
    assertThat(counting.byTime().boundRatio()).isGreaterThan(10);
    assertThat(timing.byTime().boundRatio()).isLessThanOrEqualTo(1);
    assertThat(timing.byCount().boundRatio()).isGreaterThan(10);
  }

  @Test
  void what_starts_before_an_earlier_one_of_its_key_is_seen() {
    Played played = fair("balanced");
    Execution first = played.executions().getFirst();
    int later = nextOfKey(played, first);

    assertThat(played.swapped(0, later).measure().faults().swapped()).isPositive();
  }

  @Test
  void what_starts_while_an_earlier_one_of_its_key_runs_is_seen() {
    Played played = fair("balanced");
    Execution first = played.executions().getFirst();
    int later = nextOfKey(played, first);
    Played overlapping =
        played.changed(later, e -> Played.from(e, Played.end(first) - 1, e.ended()));

    assertThat(overlapping.measure().faults().overlapping()).isOne();
    assertThat(overlapping.measure().faults().swapped()).isZero();
  }

  private static int nextOfKey(Played played, Execution first) {
    return IntStream.range(1, played.executions().size())
        .filter(i -> played.executions().get(i).key().equals(first.key()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_slot_too_many_is_seen() {
    Played played = fair("balanced");
    Execution seventeenth = played.executions().get(16);
    Played crowded = played.changed(16, e -> Played.from(e, seventeenth.started() - 1, e.ended()));

    assertThat(crowded.measure().faults().overSlots()).isOne();
  }

  @Test
  void a_tenant_beyond_its_limit_is_seen_though_there_are_slots() {
    Played played = fair("capped");
    int third =
        IntStream.range(0, played.executions().size())
            .filter(i -> played.executions().get(i).started() > 0)
            .findFirst()
            .orElseThrow();
    Played beyond = played.changed(third, e -> Played.from(e, e.started() - 10, e.ended()));

    assertThat(beyond.measure().faults().overCap()).isPositive();
    assertThat(beyond.measure().faults().overSlots()).isZero();
  }

  @Test
  void a_lost_task_is_seen_and_one_that_had_no_time_is_called_so() {
    Played played = fair("balanced");
    Played lost = played.without(played.executions().size() - 1);

    assertThat(lost.measure().faults().lost()).isOne();
    assertThat(lost.measure().workConservation()).isInfinite();
    assertThat(lost.measureTimedOut().faults().lost()).isZero();
    assertThat(lost.measureTimedOut().faults().unfinished()).isOne();
  }

  @Test
  void a_task_that_runs_twice_is_seen_but_not_one_that_was_killed() {
    Played played = fair("balanced");
    Execution last = played.executions().getLast();
    Execution again =
        new Execution(
            last.id(),
            last.tenant(),
            last.key(),
            last.enqueued(),
            last.dispatched() + 1,
            Played.end(last) + 100,
            Played.end(last) + 150,
            2);
    Played twice = played.with(again);
    Played killed =
        twice.changed(played.executions().size() - 1, e -> Played.from(e, e.started(), null));

    assertThat(twice.measure().faults().duplicates()).isOne();
    assertThat(killed.measure().faults()).isEqualTo(Faults.NONE);
  }

  @Test
  void idle_slots_are_seen() {
    Played played = fair("balanced");
    Execution last = played.executions().getLast();
    Played late =
        played.changed(
            played.executions().size() - 1,
            e -> Played.from(e, last.started() + 5_000, Played.end(last) + 5_000));

    assertThat(late.measure().workConservation()).isGreaterThan(2);
  }

  @Test
  void a_tenant_that_runs_while_it_is_paused_is_seen() {
    Scenarios.Made made = Scenarios.make("pause", DIALS);
    Scenario s = made.scenario();
    Scenario never = new Scenario(s.name(), s.seed(), s.slots(), s.tenants(), List.of(), s.note());
    Played heedless = Played.play(new Scenarios.Made(never, made.trace()), Discipline.FAIR);

    Measures measures = new Played(s, made.trace(), heedless.executions()).measure();

    assertThat(measures.faults().whilePaused()).isPositive();
  }

  @Test
  void a_tenant_whose_only_lead_is_busy_is_not_behind() {
    Scenario scenario =
        new Scenario(
            "one-lead",
            1,
            4,
            List.of(
                new Scenario.Tenant("one", 1, null, false),
                new Scenario.Tenant("many", 1, null, false)),
            List.of(),
            "");
    List<Task> trace =
        IntStream.range(0, 100)
            .mapToObj(i -> List.of(task("one", "one-lead", i), task("many", "many-" + i, i)))
            .flatMap(List::stream)
            .toList();

    Measures measures = Played.play(new Scenarios.Made(scenario, trace), Discipline.FAIR).measure();

    assertThat(measures.byCount().boundRatio()).isLessThanOrEqualTo(1);
    assertThat(measures.faults()).isEqualTo(Faults.NONE);
  }

  private static Task task(String tenant, String key, int number) {
    return new Task(0, tenant + number, tenant, key, 100);
  }

  @Test
  void a_tenant_that_is_never_served_has_no_share() {
    Scenarios.Made made = Scenarios.make("balanced", DIALS);
    Played played = Played.play(made, Discipline.FAIR);
    List<Execution> others =
        played.executions().stream().filter(e -> !e.tenant().equals("even-03")).toList();
    Measures starved = new Played(made.scenario(), made.trace(), others).measureTimedOut();

    assertThat(starved.byCount().worstShare()).isZero();
    assertThat(starved.firstSlot()).isGreaterThan(100);
    assertThat(starved.byCount().boundRatio()).isGreaterThan(10);
  }

  @Test
  void what_nobody_sent_is_an_error() {
    Played played = fair("balanced");
    Played invented =
        played.changed(0, e -> new Execution("invented", e.tenant(), e.key(), 0, 0, 0, 1.0, 1));

    assertThatThrownBy(invented::measure).hasMessageContaining("nobody sent");
  }

  @Test
  void a_percentile_is_a_wait_that_somebody_had() {
    Waits waits = Waits.of(IntStream.rangeClosed(1, 100).mapToDouble(i -> i));

    assertThat(waits).isEqualTo(new Waits(100, 50, 95, 99, 100));
    assertThat(Waits.of(Stream.<Double>empty().mapToDouble(d -> d)).p99()).isNaN();
  }

  @Test
  void a_runner_that_hands_out_in_batches_is_judged_by_its_order() {
    // handed out to light before heavy, started in reverse: a batch travels
    Scenarios.Made made = Scenarios.make("weights", DIALS);
    Played played = Played.play(made, Discipline.FAIR);
    for (int i = 0; i + 1 < played.executions().size(); i += 2) {
      Execution a = played.executions().get(i);
      Execution b = played.executions().get(i + 1);
      if (a.started() == b.started()) {
        played = played.changed(i, e -> Played.from(e, a.started() + 3, Played.end(a) + 3));
      }
    }

    assertThat(played.measure().byCount().boundRatio()).isLessThanOrEqualTo(1);
    assertThat(Map.of("swapped", played.measure().faults().swapped())).containsEntry("swapped", 0);
  }
}
