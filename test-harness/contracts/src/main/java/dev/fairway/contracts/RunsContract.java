package dev.fairway.contracts;

import static dev.fairway.contracts.TenantsContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.Tenant;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Runs;
import dev.fairway.ports.Runs.Held;
import dev.fairway.ports.Runs.Run;
import dev.fairway.ports.Runs.State;
import dev.fairway.ports.Tenants;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every store of runs does.
public abstract class RunsContract {
  private static final Map<String, Object> SCHEDULED = Map.of("schedule", Map.of("every", "day"));
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);

  private int acme;
  private int daily;
  private Instant tomorrow = Instant.EPOCH;

  /// Empty stores that know of each other.
  protected abstract Tenants tenants();

  protected abstract Campaigns campaigns();

  protected abstract Runs runs();

  /// Moves the clock of the runs.
  protected abstract void advance(Duration by);

  @BeforeEach
  void an_active_campaign_runs_tomorrow() {
    acme = await(tenants().put("acme", TenantsContract.DEFAULTS)).number();
    daily = campaign("daily", SCHEDULED);
    tomorrow = await(runs().now()).plus(DAY).truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
    await(runs().plan(acme, daily, tomorrow));
  }

  private int campaign(String name, Map<String, Object> definition) {
    await(campaigns().put(acme, name, definition, ""));
    return await(campaigns().state(acme, name, Campaigns.State.ACTIVE)).orElseThrow().number();
  }

  private Held hold() {
    return await(runs().hold(LEASE)).orElseThrow();
  }

  private Optional<Held> another() {
    return await(runs().hold(LEASE));
  }

  private boolean pending() {
    return await(runs().pending());
  }

  private boolean save(Held held, Run run, Duration lease) {
    return await(runs().save(held, run, Optional.empty(), lease));
  }

  private static Run at(Run run, State state, String after, int members) {
    return new Run(run.due(), run.started(), run.ended(), state, after, members, Optional.empty());
  }

  private Run ended(Held held, State state, Optional<String> reason) {
    Run run = held.run();
    return new Run(run.due(), run.started(), Optional.of(run.started()), state, "z", 7, reason);
  }

  @Test
  void a_run_begins_when_it_is_due_and_not_before() {
    assertThat(pending()).isFalse();
    assertThat(another()).isEmpty();
    assertThat(await(runs().of(acme, daily)).next()).contains(tomorrow);
    advance(DAY.plusSeconds(1));
    assertThat(pending()).isTrue();
    Held held = hold();
    assertThat(held.name()).isEqualTo("daily");
    assertThat(held.definition()).contains(SCHEDULED);
    assertThat(held.run().due()).isEqualTo(tomorrow);
    assertThat(held.run().started()).isAfter(tomorrow);
    assertThat(held.run()).isEqualTo(at(held.run(), State.COUNTING, "", 0));
    assertThat(await(runs().of(acme, daily)).next()).isEmpty();
    assertThat(await(runs().of(acme, daily)).last()).contains(held.run());
  }

  @Test
  void one_holder_at_a_time_until_it_is_silent_and_then_from_the_last_page_on() {
    advance(DAY.plusSeconds(1));
    Held first = hold();
    Run page = at(first.run(), State.ENTERING, "l500", 12);
    assertThat(save(first, page, LEASE)).isTrue();
    assertThat(pending()).isFalse();
    assertThat(another()).isEmpty();
    advance(LEASE.plusSeconds(1));
    Held second = hold();
    assertThat(second.run()).isEqualTo(page);
    assertThat(save(first, at(page, State.ENTERING, "l1000", 20), LEASE)).isFalse();
    assertThat(save(second, at(page, State.ENTERING, "l900", 19), Duration.ZERO)).isTrue();
    assertThat(hold().run().after()).isEqualTo("l900");
  }

  @Test
  void a_run_that_ended_is_shown_and_the_next_is_planned() {
    advance(DAY.plusSeconds(1));
    Held held = hold();
    Run aborted = ended(held, State.ABORTED, Optional.of("more than 3"));
    await(runs().save(held, aborted, Optional.of(tomorrow.plus(DAY)), LEASE));
    assertThat(await(runs().of(acme, daily)))
        .isEqualTo(new Runs.Plan(Optional.of(tomorrow.plus(DAY)), Optional.of(aborted)));
    assertThat(pending()).isFalse();
    advance(DAY);
    assertThat(hold().run().due()).isEqualTo(tomorrow.plus(DAY));
  }

  @Test
  void a_campaign_that_is_planned_anew_runs_then_but_what_is_due_comes_first() {
    await(runs().plan(acme, daily, tomorrow.plus(DAY)));
    assertThat(await(runs().of(acme, daily)).next()).contains(tomorrow.plus(DAY));
    advance(DAY.multipliedBy(2).plusSeconds(1));
    await(runs().plan(acme, daily, tomorrow.plus(DAY.multipliedBy(5))));
    assertThat(hold().run().due()).isEqualTo(tomorrow.plus(DAY));
  }

  @Test
  void what_was_missed_while_it_was_inactive_is_not_made_up_for() {
    await(campaigns().state(acme, "daily", Campaigns.State.INACTIVE));
    advance(DAY.multipliedBy(3));
    assertThat(pending()).isFalse();
    assertThat(await(runs().of(acme, daily)).next()).isEmpty();
    await(runs().plan(acme, daily, tomorrow.plus(DAY.multipliedBy(3))));
    await(campaigns().state(acme, "daily", Campaigns.State.ACTIVE));
    assertThat(pending()).isFalse();
  }

  @Test
  void a_run_under_way_is_held_even_if_its_campaign_takes_nobody_in_any_more() {
    advance(DAY.plusSeconds(1));
    Held held = hold();
    save(held, held.run(), Duration.ZERO);
    await(campaigns().state(acme, "daily", Campaigns.State.INACTIVE));
    assertThat(pending()).isTrue();
    assertThat(hold().definition()).isEmpty();
  }

  @Test
  void a_version_without_a_schedule_does_not_run() {
    campaign("daily", Map.of("triggers", java.util.List.of()));
    advance(DAY.plusSeconds(1));
    assertThat(another()).isEmpty();
  }

  @Test
  void a_tenant_that_drains_takes_nobody_in() {
    await(tenants().put("acme", TenantsContract.DEFAULTS.with(Tenant.State.DRAINING)));
    advance(DAY.plusSeconds(1));
    assertThat(pending()).isFalse();
  }

  @Test
  void the_run_that_waits_longest_is_next() {
    int other = campaign("other", SCHEDULED);
    await(runs().plan(acme, other, tomorrow));
    advance(DAY.plusSeconds(1));
    Held first = hold();
    save(first, first.run(), Duration.ZERO);
    Held second = hold();
    assertThat(second.campaign()).isNotEqualTo(first.campaign());
    advance(Duration.ofSeconds(1));
    save(second, second.run(), Duration.ZERO);
    assertThat(hold().campaign()).isEqualTo(first.campaign());
  }
}
