package dev.fairway.enqueue;

import static dev.fairway.enqueue.World.DATABASE;
import static dev.fairway.enqueue.World.await;
import static dev.fairway.enqueue.World.country;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.LeadRef;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.Filters;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Leads;
import dev.fairway.ports.Runs.Plan;
import dev.fairway.ports.Runs.State;
import dev.fairway.ports.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Pages are of two leads here. The clock stands at noon of 1 March.
class ScheduledRunsTest {
  private static final Instant DUE = Instant.parse("2026-03-02T09:00:00Z");
  private static final Duration LONG = Duration.ofSeconds(30);

  private final World world = new World(2);

  private void leads(String tenant, int us, int other) {
    for (int i = 0; i < us + other; i++)
      world.lead(tenant, "l" + i, Map.of("country", i < us ? "US" : "CA"));
  }

  private void tomorrow() {
    world.journal.advance(Duration.ofDays(1));
  }

  private boolean turn() {
    return await(world.scheduled.turn(LONG));
  }

  private Plan plan(String tenant, int campaign) {
    return await(world.runs.of(world.number(tenant), campaign));
  }

  private int tasks(String tenant) {
    var all =
        new Tasks.Query(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 100);
    return await(world.journal.list(DATABASE, world.number(tenant), all)).size();
  }

  @Test
  void a_run_takes_in_whom_the_filters_choose_when_it_is_due_and_then_the_next_day() {
    leads("acme", 3, 2);
    int daily = world.daily("acme", "daily", OptionalInt.empty(), country("US"));
    assertThat(turn()).isFalse();
    assertThat(tasks("acme")).isZero();
    tomorrow();
    assertThat(turn()).isFalse();
    assertThat(tasks("acme")).isEqualTo(3);
    var run = plan("acme", daily).last().orElseThrow();
    assertThat(run.due()).isEqualTo(DUE);
    assertThat(run.state()).isEqualTo(State.DONE);
    assertThat(run.members()).isEqualTo(3);
    assertThat(run.ended()).isPresent();
    assertThat(plan("acme", daily).next()).contains(DUE.plus(Duration.ofDays(1)));
    turn();
    assertThat(tasks("acme")).isEqualTo(3);
    tomorrow();
    turn();
    assertThat(tasks("acme")).isEqualTo(6);
  }

  @Test
  void a_run_leaves_no_trace_in_what_leads_have_done() {
    leads("acme", 1, 1);
    world.daily("acme", "daily", OptionalInt.empty(), country("US"));
    tomorrow();
    turn();
    for (String id : List.of("l0", "l1")) {
      long lead = world.lead("acme", id).orElseThrow().number();
      assertThat(
              await(
                  world.journal.activities(
                      DATABASE, world.number("acme"), lead, OptionalLong.empty(), 10)))
          .isEmpty();
    }
  }

  @Test
  void days_that_were_missed_are_one_run() {
    leads("acme", 3, 0);
    int daily = world.daily("acme", "daily", OptionalInt.empty(), Filters.NONE);
    world.journal.advance(Duration.ofDays(4));
    turn();
    assertThat(tasks("acme")).isEqualTo(3);
    assertThat(plan("acme", daily).next()).contains(Instant.parse("2026-03-06T09:00:00Z"));
  }

  @Test
  void more_than_may_enter_abort_the_run_before_anybody_does() {
    leads("acme", 4, 3);
    int three = world.daily("acme", "three", OptionalInt.of(3), country("US"));
    int four = world.daily("acme", "four", OptionalInt.of(4), country("US"));
    tomorrow();
    turn();
    assertThat(tasks("acme")).isEqualTo(4);
    var aborted = plan("acme", three).last().orElseThrow();
    assertThat(aborted.state()).isEqualTo(State.ABORTED);
    assertThat(aborted.reason()).contains("more leads pass its filters than maxMembers: 3");
    assertThat(plan("acme", three).next()).contains(DUE.plus(Duration.ofDays(1)));
    assertThat(plan("acme", four).last().orElseThrow().members()).isEqualTo(4);
  }

  @Test
  void a_page_that_was_taken_but_not_saved_is_taken_once() {
    leads("acme", 5, 0);
    int daily = world.daily("acme", "daily", OptionalInt.empty(), Filters.NONE);
    tomorrow();
    await(world.scheduled.turn(Duration.ZERO));
    var held = await(world.runs.hold(ScheduledRuns.LEASE)).orElseThrow();
    assertThat(held.run().state()).isEqualTo(State.ENTERING);
    await(world.runs.save(held, held.run(), Optional.empty(), Duration.ZERO));
    await(world.scheduled.turn(Duration.ZERO));
    assertThat(tasks("acme")).isEqualTo(2);
    var after = await(world.runs.hold(ScheduledRuns.LEASE)).orElseThrow();
    await(world.runs.save(after, held.run(), Optional.empty(), Duration.ZERO));
    turn();
    assertThat(tasks("acme")).isEqualTo(5);
    assertThat(plan("acme", daily).last().orElseThrow().members()).isEqualTo(5);
  }

  @Test
  void a_run_stops_with_its_campaign() {
    leads("acme", 5, 0);
    int daily = world.daily("acme", "daily", OptionalInt.empty(), Filters.NONE);
    tomorrow();
    await(world.scheduled.turn(Duration.ZERO));
    await(world.scheduled.turn(Duration.ZERO));
    await(world.campaigns.state(world.number("acme"), "daily", Campaigns.State.INACTIVE));
    assertThat(turn()).isFalse();
    assertThat(tasks("acme")).isEqualTo(2);
    var stopped = plan("acme", daily).last().orElseThrow();
    assertThat(stopped.state()).isEqualTo(State.STOPPED);
    assertThat(stopped.members()).isEqualTo(2);
    assertThat(plan("acme", daily).next()).isEmpty();
  }

  @Test
  void a_tenant_without_room_waits_and_others_go_on() {
    world.tenant("tiny", 1, 0, Tenant.State.ACTIVE, Tenant.UnknownLead.CREATE);
    leads("tiny", 4, 0);
    leads("acme", 4, 0);
    int full = world.daily("tiny", "full", OptionalInt.empty(), Filters.NONE);
    int daily = world.daily("acme", "daily", OptionalInt.empty(), Filters.NONE);
    tomorrow();
    assertThat(turn()).isFalse();
    assertThat(plan("acme", daily).last().orElseThrow().state()).isEqualTo(State.DONE);
    assertThat(plan("tiny", full).last().orElseThrow().state()).isEqualTo(State.ENTERING);
    assertThat(tasks("tiny")).isZero();
    world.tenant("tiny", 100, Tenant.State.ACTIVE, Tenant.UnknownLead.CREATE);
    world.journal.advance(ScheduledRuns.LEASE);
    turn();
    assertThat(tasks("tiny")).isEqualTo(4);
    assertThat(plan("tiny", full).last().orElseThrow().members()).isEqualTo(4);
  }

  @Test
  void campaigns_of_the_same_minute_take_the_same_lead_each() {
    leads("acme", 2, 0);
    world.daily("acme", "one", OptionalInt.empty(), Filters.NONE);
    world.daily("acme", "two", OptionalInt.empty(), Filters.NONE);
    tomorrow();
    turn();
    assertThat(tasks("acme")).isEqualTo(4);
    var address = new Leads.Address(world.number("acme"), new LeadRef.ById("l0"));
    assertThat(await(world.journal.read(DATABASE, List.of(address))).getFirst()).isPresent();
  }
}
