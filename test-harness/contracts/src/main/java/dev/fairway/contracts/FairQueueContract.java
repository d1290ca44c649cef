package dev.fairway.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairway.model.ActionRequest;
import dev.fairway.model.Completion;
import dev.fairway.model.Family;
import dev.fairway.model.Lease;
import dev.fairway.model.Outcome;
import dev.fairway.model.Pool;
import dev.fairway.model.Priority;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.model.Tenant;
import dev.fairway.ports.FairQueue;
import dev.fairway.ports.FairQueue.Found;
import dev.fairway.ports.FairQueue.Limits;
import dev.fairway.ports.FairQueue.Offer;
import dev.fairway.ports.FairQueue.Place;
import dev.fairway.ports.FairQueue.Policy;
import dev.fairway.ports.FairQueue.Refill;
import dev.fairway.ports.FairQueue.Settled;
import dev.fairway.ports.FairQueue.StaleGeneration;
import dev.fairway.ports.FairQueue.TenantStats;
import dev.fairway.ports.FairQueue.Turn;
import dev.fairway.ports.FairQueue.Wait;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every fair queue does. Costs are in microseconds; the very first task of a family is
/// charged 1,000.
public abstract class FairQueueContract {
  private static final AtomicLong SHARDS = new AtomicLong();
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration UNSENT = Duration.ofSeconds(3);

  protected final SetClock clock = new SetClock();
  protected final Shard shard = new Shard("contract", (int) SHARDS.incrementAndGet());
  protected FairQueue queue = connect(clock);
  private final Map<Integer, Long> positions = new HashMap<>();
  private long lead;

  /// Requests leased and not settled.
  private int out;

  protected abstract FairQueue connect(InstantSource clock);

  @BeforeEach
  void open_a_generation() {
    get(queue.begin(shard, 1));
    get(queue.open(shard, 1));
  }

  // --- fairness

  @Test
  void two_backlogged_tenants_are_never_further_apart_than_one_task_of_each() {
    tenant(1, 1, 1000);
    tenant(2, 3, 1000);
    tenant(3, 10, 1000);
    for (int tenant = 1; tenant <= 3; tenant++) offerNew(tenant, 300);
    holdsTheBound(Map.of(1, 1.0, 2, 3.0, 3, 10.0), 20, 7);
  }

  @Test
  void weights_hold_when_one_batch_is_larger_than_all_tenants_together() {
    tenant(1, 1, 1000);
    tenant(2, 2, 1000);
    tenant(3, 5, 1000);
    for (int tenant = 1; tenant <= 3; tenant++) offerNew(tenant, 200);
    Map<Integer, Integer> served = count(lease(wide(80)).requests());
    assertThat(served.get(1)).isBetween(9, 11);
    assertThat(served.get(2)).isBetween(19, 21);
    assertThat(served.get(3)).isBetween(49, 51);
  }

  @Test
  void a_tenant_of_slow_tasks_gains_no_machine_time() {
    tenant(1, 1, 1000);
    tenant(2, 1, 1000);
    offerNew(1, 400);
    offerNew(2, 400);
    double slow = 0;
    double fast = 0;
    for (int turn = 0; turn < 40; turn++)
      for (ActionRequest request : lease(wide(4)).requests()) {
        for (Lease it : request.leases())
          if (it.task().tenant() == 1) slow += 9_000;
          else fast += 1_000;
        settle(
            request,
            it -> new Outcome.Done(TaskState.DONE),
            it -> it.tenant() == 1 ? 9_000 : 1_000);
      }
    assertThat(slow / fast).isBetween(0.7, 1.4);
  }

  @Test
  void a_newcomer_waits_for_at_most_one_task_of_every_other_tenant() {
    tenant(1, 1, 1000);
    tenant(2, 1, 1000);
    tenant(3, 1, 1000);
    offerNew(1, 300);
    offerNew(2, 300);
    for (int i = 0; i < 10; i++) finish(lease(wide(10)));
    offerNew(3, 5);
    assertThat(tenants(lease(wide(3)).requests())).contains(3);
  }

  @Test
  void a_newcomer_is_charged_what_everybodys_tasks_cost_until_its_own_are_known() {
    tenant(1, 1, 1000);
    tenant(2, 1, 1000);
    offerNew(1, 300);
    for (int i = 0; i < 10; i++)
      settle(
          lease(wide(1)).requests().getFirst(),
          it -> new Outcome.Done(TaskState.DONE),
          it -> 60_000);
    offerNew(2, 300);
    List<Integer> served = tenants(lease(wide(20)).requests());
    for (int i = 1; i <= served.size(); i++)
      assertThat(Collections.frequency(served.subList(0, i), 2)).isBetween(i / 2 - 1, i / 2 + 1);
  }

  @Test
  void idle_time_earns_no_credit() {
    tenant(1, 1, 1000);
    tenant(2, 1, 1000);
    offerNew(1, 300);
    for (int i = 0; i < 10; i++) finish(lease(wide(10)));
    offerNew(2, 300);
    Map<Integer, Integer> served = count(lease(wide(40)).requests());
    assertThat(served.get(2)).isBetween(19, 21);
  }

  @Test
  void a_drained_tenant_that_returns_at_once_pays_for_what_it_took() {
    tenant(1, 1, 1000);
    tenant(2, 1, 1000);
    offerNew(2, 1);
    finish(lease(wide(1)));
    offerNew(1, 1);
    settle(
        lease(wide(1)).requests().getFirst(), it -> new Outcome.Done(TaskState.DONE), it -> 9_000);
    offerNew(2, 100);
    offerNew(1, 100);
    assertThat(tenants(lease(wide(9)).requests())).containsOnly(2);
  }

  @Test
  void tenants_that_return_after_every_task_do_not_hold_up_a_backlogged_one() {
    tenant(1, 1, 1000);
    tenant(2, 1, 1000);
    tenant(3, 1, 1000);
    offerNew(1, 100);
    int served = 0;
    for (int i = 0; i < 30; i++) {
      offerNew(2, 1);
      offerNew(3, 1);
      served += count(lease(wide(1)).requests()).getOrDefault(1, 0);
    }
    assertThat(served).isBetween(9, 11);
  }

  @Test
  void a_thousand_leads_give_a_tenant_no_more_than_one_lead_gives() {
    tenant(1, 1, 1000);
    tenant(2, 1, 1000);
    offerNew(1, 600);
    offerNew(2, 6);
    assertThat(count(lease(wide(12)).requests())).containsEntry(2, 6);
  }

  @Test
  void priority_is_a_head_start_and_not_a_wall() {
    tenant(1, 1, 1000);
    QueuedTask low = task(1, Family.PERSON, Priority.LOW);
    offer(low);
    QueuedTask normal = task(1, Family.PERSON, Priority.NORMAL);
    offer(normal);
    QueuedTask high = task(1, Family.PERSON, Priority.HIGH);
    offer(high);
    clock.advance(Duration.ofMinutes(6));
    QueuedTask late = task(1, Family.PERSON, Priority.HIGH);
    offer(late);
    assertThat(tasks(lease(wide(4)).requests())).containsExactly(high, normal, low, late);
  }

  // --- quotas

  @Test
  void a_tenant_at_its_limit_is_parked_on_its_limit_until_a_task_is_settled() {
    tenant(1, 1, 3);
    offerNew(1, 10);
    Turn first = lease(wide(100));
    assertThat(tasks(first.requests())).hasSize(3);
    assertThat(first.more()).isFalse();
    assertThat(lease(wide(100)).requests()).isEmpty();
    finish(first);
    assertThat(tasks(lease(wide(100)).requests())).hasSize(3);
  }

  @Test
  void an_expired_lease_frees_its_slot_by_itself() {
    tenant(1, 1, 2);
    offerNew(1, 5);
    Turn first = lease(wide(100));
    assertThat(first.nextWake()).contains(clock.instant().plus(LEASE));
    clock.advance(LEASE);
    assertThat(tasks(lease(wide(100)).requests())).hasSize(2);
  }

  /// What a process may have done when it dies, in the order in which all of it happens.
  private enum Point {
    RESERVED,
    OFFERED,
    LEASED,
    SENT,
    HALF_SETTLED
  }

  @ParameterizedTest
  @EnumSource
  void wherever_a_process_dies_one_lease_later_the_capacity_is_whole(Point death) {
    tenant(1, 1, 4, 10);
    Limits limits = limits(2, 2, 4);
    dieAt(death, limits);
    clock.advance(LEASE);
    pause(1);
    tenant(2, 1, 4);
    offerNew(2, 4);
    Turn anothers = lease(limits);
    assertThat(tasks(anothers.requests())).hasSize(4);
    finish(anothers);
    tenant(1, 1, 4, 10);
    for (QueuedTask task : get(queue.expire(shard, 1, 100))) offer(task);

    assertThat(stats(1).inFlight()).isZero();
    assertThat(reserve(1, 100)).isEqualTo(10 - stats(1).held());
    offerNew(1, 6);
    Turn turn = lease(limits);
    assertThat(turn.requests()).hasSize(2);
    assertThat(tasks(turn.requests())).hasSize(4);
    finish(turn);
    assertThat(tasks(lease(limits).requests())).isNotEmpty();
  }

  private void dieAt(Point death, Limits limits) {
    assertThat(reserve(1, 3)).isEqualTo(3);
    if (death == Point.RESERVED) return;
    offerNew(1, 3);
    if (death == Point.OFFERED) return;
    Turn turn = leaseUnsent(limits);
    assertThat(turn.requests()).hasSize(2);
    if (death == Point.LEASED) return;
    sent(turn);
    if (death == Point.SENT) return;
    ActionRequest first = turn.requests().getFirst();
    var one = new Completion.Item(first.leases().getFirst(), new Outcome.Done(TaskState.DONE), 1);
    get(
        queue.settle(
            new Completion(shard, first.family(), false, first.credit(), false, List.of(one)), 1));
  }

  @Test
  void a_tenant_starts_no_more_than_its_burst_and_then_its_rate() {
    get(queue.configure(shard, 1, List.of(new Policy(1, 1, 100, 10, 3, 100, Tenant.State.ACTIVE))));
    offerNew(1, 20);
    Turn first = lease(wide(100));
    assertThat(tasks(first.requests())).hasSize(3);
    assertThat(first.nextWake()).contains(clock.instant().plusMillis(100));
    clock.advance(Duration.ofMillis(99));
    assertThat(lease(wide(100)).requests()).isEmpty();
    clock.advance(Duration.ofMillis(201));
    assertThat(tasks(lease(wide(100)).requests())).hasSize(3);
  }

  @Test
  void above_its_share_a_tenant_leaves_the_last_tenth_of_the_pool_to_others() {
    tenant(1, 1, 1000);
    tenant(2, 1, 1000);
    offerNew(1, 50);
    assertThat(tasks(lease(limits(100, 100, 20)).requests())).hasSize(20);
    offerNew(2, 50);
    assertThat(lease(limits(100, 100, 20)).requests()).isEmpty();
    assertThat(tenants(lease(limits(100, 100, 22)).requests())).containsExactly(2, 2);
  }

  @Test
  void shares_follow_weights_that_change_while_tenants_are_in_the_turn() {
    tenant(1, 1, 1000);
    tenant(2, 1, 1000);
    offer(task(2, Family.SCORING, Priority.NORMAL));
    offerNew(1, 50);
    tenant(1, 3, 1000);
    Limits persons = new Limits(List.of(Family.PERSON), 1, 100, LEASE, 20);
    assertThat(tasks(lease(persons).requests())).hasSize(18);
  }

  @Test
  void a_full_pool_is_not_served() {
    tenant(1, 1, 1000);
    offerNew(1, 50);
    assertThat(tasks(lease(limits(10, 100, 7)).requests())).hasSize(7);
    Turn full = lease(limits(10, 100, 7));
    assertThat(full.requests()).isEmpty();
    assertThat(full.more()).isFalse();
  }

  @Test
  void a_paused_tenant_is_accepted_and_not_run_until_resumed() {
    tenant(1, 1, 10);
    pause(1);
    offerNew(1, 3);
    assertThat(lease(wide(10)).requests()).isEmpty();
    assertThat(stats(1)).isEqualTo(new TenantStats(1, 3, 0, 3, Optional.of(Wait.NONE)));
    tenant(1, 1, 10);
    assertThat(tasks(lease(wide(10)).requests())).hasSize(3);
  }

  @Test
  void a_family_is_served_only_while_it_holds_a_credit() {
    tenant(1, 1, 1000);
    offerNew(1, 10);
    Turn first = lease(limits(2, 3, 100));
    assertThat(first.requests()).extracting(it -> it.leases().size()).containsExactly(3, 3);
    assertThat(first.more()).isTrue();
    assertThat(lease(limits(2, 3, 100)).requests()).isEmpty();
    settle(first.requests().getFirst(), it -> new Outcome.Done(TaskState.DONE), it -> 1000);
    assertThat(lease(limits(2, 3, 100)).requests()).hasSize(1);
  }

  @Test
  void a_lost_request_frees_its_credit_at_its_deadline() {
    tenant(1, 1, 1000);
    offerNew(1, 10);
    assertThat(lease(limits(1, 3, 100)).requests()).hasSize(1);
    assertThat(lease(limits(1, 3, 100)).requests()).isEmpty();
    clock.advance(LEASE);
    assertThat(lease(limits(1, 3, 100)).requests()).hasSize(1);
  }

  @Test
  void a_request_that_nobody_sent_gives_its_credit_and_its_tasks_back() {
    tenant(1, 1, 1000);
    offerNew(1, 4);
    Turn lost = leaseUnsent(limits(1, 3, 100));
    clock.advance(UNSENT.minusMillis(1));
    assertThat(lease(limits(1, 3, 100)).requests()).isEmpty();
    clock.advance(Duration.ofMillis(1));
    Turn again = lease(limits(1, 4, 100));
    assertThat(tasks(again.requests())).hasSize(4).containsAll(tasks(lost.requests()));
    assertThat(settleAll(lost, new Outcome.Done(TaskState.DONE)).unknown()).isEqualTo(3);
    assertThat(settleAll(again, new Outcome.Done(TaskState.DONE)).settled()).isEqualTo(4);
  }

  @Test
  void what_nobody_sent_cost_its_tenant_nothing() {
    get(queue.configure(shard, 1, List.of(new Policy(1, 1, 10, 1, 10, 100, Tenant.State.ACTIVE))));
    tenant(2, 1, 1000);
    offerNew(1, 10);
    assertThat(tasks(leaseUnsent(wide(100)).requests())).hasSize(10);
    clock.advance(UNSENT);
    offerNew(2, 20);
    assertThat(count(lease(wide(20)).requests())).containsEntry(1, 10);
  }

  @Test
  void what_was_settled_before_its_request_was_missed_stays_settled() {
    tenant(1, 1, 1000);
    offer(at(1, 7, 10));
    offer(at(1, 8, 11));
    ActionRequest lost = leaseUnsent(wide(10)).requests().getFirst();
    Lease done = lost.leases().getFirst();
    var item = new Completion.Item(done, new Outcome.Next(Family.SCORING), 1000);
    var part = new Completion(shard, lost.family(), false, lost.credit(), false, List.of(item));
    get(queue.settle(part, 1));
    clock.advance(UNSENT);
    assertThat(tasks(lease(wide(10)).requests()))
        .containsExactly(lost.leases().getLast().task(), done.task().with(Family.SCORING, false));
  }

  @Test
  void a_request_that_was_sent_late_but_before_anybody_missed_it_keeps_its_tasks() {
    tenant(1, 1, 1000);
    offerNew(1, 4);
    Turn slow = leaseUnsent(limits(1, 3, 100));
    clock.advance(UNSENT.plusSeconds(1));
    sent(slow);
    assertThat(lease(limits(1, 3, 100)).requests()).isEmpty();
    assertThat(settleAll(slow, new Outcome.Done(TaskState.DONE)).settled()).isEqualTo(3);
  }

  @Test
  void a_credit_that_was_given_back_or_settled_does_not_come_back() {
    tenant(1, 1, 1000);
    offerNew(1, 9);
    Turn slow = leaseUnsent(limits(1, 3, 100));
    clock.advance(UNSENT);
    Turn other = leaseUnsent(limits(1, 3, 100));
    sent(slow);
    finish(other);
    sent(other);
    assertThat(lease(limits(1, 3, 100)).requests()).hasSize(1);
  }

  @Test
  void a_later_turn_wakes_for_what_an_earlier_one_did_not_send() {
    tenant(1, 1, 1000);
    offerNew(1, 1);
    Turn lost = leaseUnsent(wide(10));
    assertThat(lost.nextWake()).contains(clock.instant().plus(LEASE));
    clock.advance(Duration.ofSeconds(1));
    assertThat(lease(wide(10)).nextWake()).contains(lost.now().plus(UNSENT));
    sent(lost);
    assertThat(lease(wide(10)).nextWake()).contains(lost.now().plus(LEASE));
  }

  @Test
  void a_turn_serves_only_the_families_it_was_asked_for() {
    tenant(1, 1, 1000);
    QueuedTask scoring = task(1, Family.SCORING, Priority.NORMAL);
    offer(task(1, Family.PERSON, Priority.NORMAL));
    offer(scoring);
    Limits only = new Limits(List.of(Family.SCORING), 10, 10, LEASE, 100);
    assertThat(tasks(get(queue.lease(shard, 1, Pool.DB, only)).requests()))
        .containsExactly(scoring);
  }

  @Test
  void every_family_can_be_leased_from_its_pool() {
    tenant(1, 1, 1000);
    for (Family family : Family.values()) {
      QueuedTask task = task(1, family, Priority.NORMAL);
      offer(task);
      Limits limits = new Limits(List.of(family), 1, 1, LEASE, 100);
      assertThat(tasks(get(queue.lease(shard, 1, family.pool(), limits)).requests()))
          .containsExactly(task);
    }
  }

  @Test
  void a_suspect_travels_alone_and_one_at_a_time() {
    tenant(1, 1, 1000);
    offerNew(1, 3);
    QueuedTask first = suspect(task(1, Family.PERSON, Priority.NORMAL));
    QueuedTask second = suspect(task(1, Family.PERSON, Priority.NORMAL));
    offer(first);
    offer(second);
    List<ActionRequest> requests = lease(wide(100)).requests();
    assertThat(requests).extracting(ActionRequest::suspect).containsExactly(false, true);
    assertThat(tasks(requests.subList(1, 2))).containsExactly(first);
    settle(requests.get(1), it -> new Outcome.Done(TaskState.DONE), it -> 1000);
    assertThat(tasks(lease(wide(100)).requests())).containsExactly(second);
  }

  // --- waits

  @Test
  void a_wait_is_from_ready_to_leased_whatever_the_priority() {
    tenant(1, 1, 1000);
    offer(task(1, Family.PERSON, Priority.LOW));
    clock.advance(Duration.ofMillis(700));
    offer(task(1, Family.SCORING, Priority.HIGH));
    clock.advance(Duration.ofMillis(300));
    assertThat(lease(wide(10)).waits())
        .containsExactly(waited(1000, 0, 0, 0), waited(300, 0, 0, 0));
  }

  @Test
  void what_a_tenants_limit_held_up_did_not_wait_for_its_turn() {
    tenant(1, 1, 1);
    offerNew(1, 3);
    clock.advance(Duration.ofMillis(10));
    Turn first = lease(wide(10));
    clock.advance(Duration.ofMillis(200));
    offerNew(1, 1);
    finish(first);
    clock.advance(Duration.ofMillis(30));
    Turn second = lease(wide(10));
    clock.advance(Duration.ofMillis(400));
    finish(second);
    tenant(1, 1, 10);
    assertThat(first.waits()).containsExactly(waited(10, 0, 0, 0));
    assertThat(second.waits()).containsExactly(waited(40, 200, 0, 0));
    assertThat(lease(wide(10)).waits())
        .containsExactly(waited(40, 600, 0, 0), waited(30, 400, 0, 0));
  }

  @Test
  void a_lease_that_expired_ends_the_wait_for_the_limit_at_its_deadline() {
    tenant(1, 1, 1);
    offerNew(1, 2);
    lease(wide(10));
    clock.advance(LEASE.plusSeconds(5));
    assertThat(lease(wide(10)).waits()).containsExactly(waited(5_000, LEASE.toMillis(), 0, 0));
  }

  @Test
  void a_wait_for_a_rate_token_ends_when_the_token_is_there() {
    get(queue.configure(shard, 1, List.of(new Policy(1, 1, 100, 10, 1, 100, Tenant.State.ACTIVE))));
    Limits ample = limits(10, 10, 1_000_000);
    offerNew(1, 3);
    lease(ample);
    clock.advance(Duration.ofMillis(130));
    assertThat(lease(ample).waits()).containsExactly(waited(30, 0, 100, 0));
    clock.advance(Duration.ofMillis(100));
    assertThat(lease(ample).waits()).containsExactly(waited(30, 0, 200, 0));
  }

  @Test
  void time_while_the_tenant_is_paused_counts_as_that() {
    tenant(1, 1, 10);
    offerNew(1, 1);
    clock.advance(Duration.ofMillis(50));
    pause(1);
    clock.advance(Duration.ofMillis(500));
    offerNew(1, 1);
    pause(1);
    clock.advance(Duration.ofMillis(500));
    tenant(1, 1, 10);
    clock.advance(Duration.ofMillis(5));
    assertThat(lease(wide(10)).waits())
        .containsExactly(waited(55, 0, 0, 1_000), waited(5, 0, 0, 500));
  }

  @Test
  void every_lease_of_a_task_has_a_wait_of_its_own() {
    tenant(1, 1, 10);
    offer(at(1, 7, 10));
    offer(at(1, 7, 11));
    clock.advance(Duration.ofMillis(50));
    Turn first = lease(wide(10));
    clock.advance(Duration.ofMillis(90));
    settleAll(first, new Outcome.Next(Family.SCORING));
    clock.advance(Duration.ofMillis(3));
    assertThat(lease(wide(10)).waits()).containsExactly(waited(3, 0, 0, 0));
  }

  @Test
  void what_stood_behind_another_of_its_lead_waited_for_the_line() {
    tenant(1, 1, 10);
    offer(at(1, 7, 10));
    clock.advance(Duration.ofMillis(20));
    offer(at(1, 7, 11));
    Turn first = lease(wide(10));
    clock.advance(Duration.ofMillis(90));
    finish(first);
    clock.advance(Duration.ofMillis(4));
    assertThat(first.waits()).containsExactly(waited(20, 0, 0, 0));
    assertThat(lease(wide(10)).waits()).containsExactly(waited(4, 0, 0, 0).stood(90));
  }

  @Test
  void time_without_a_credit_of_the_family_counts_as_that() {
    tenant(1, 1, 10);
    Limits one = limits(1, 1, 1_000);
    offerNew(1, 2);
    Turn first = lease(one);
    clock.advance(Duration.ofMillis(60));
    assertThat(lease(one).waits()).isEmpty();
    clock.advance(Duration.ofMillis(40));
    finish(first);
    clock.advance(Duration.ofMillis(3));
    assertThat(lease(one).waits()).containsExactly(waited(103, 0, 0, 0).shut(0, 100));
  }

  @Test
  void a_credit_that_expired_is_back_at_its_deadline() {
    tenant(1, 1, 10);
    Limits one = limits(1, 1, 1_000);
    offerNew(1, 2);
    lease(one);
    clock.advance(LEASE.plusSeconds(5));
    assertThat(lease(one).waits())
        .containsExactly(waited(LEASE.toMillis() + 5_000, 0, 0, 0).shut(0, LEASE.toMillis()));
  }

  @Test
  void time_without_room_in_the_pool_counts_as_that() {
    tenant(1, 1, 10);
    Limits small = limits(10, 1, 1);
    offerNew(1, 2);
    Turn first = lease(small);
    clock.advance(Duration.ofMillis(70));
    finish(first);
    clock.advance(Duration.ofMillis(2));
    assertThat(lease(small).waits()).containsExactly(waited(72, 0, 0, 0).shut(70, 0));
  }

  @Test
  void a_wait_that_goes_on_is_told_by_cause_at_any_time() {
    tenant(1, 1, 1);
    QueuedTask first = task(1, Family.PERSON, Priority.NORMAL);
    QueuedTask second = task(1, Family.SCORING, Priority.LOW);
    offer(first);
    clock.advance(Duration.ofMillis(5));
    offer(second);
    lease(wide(10));
    clock.advance(Duration.ofMillis(200));
    pause(1);
    clock.advance(Duration.ofMillis(30));
    assertThat(found(first)).contains(new Found(Place.LEASED, Wait.NONE));
    assertThat(found(second)).contains(new Found(Place.READY, waited(0, 200, 0, 30)));
    offer(task(1, Family.PERSON, Priority.HIGH));
    clock.advance(Duration.ofMillis(7));
    assertThat(stats(1).oldest()).contains(waited(0, 200, 0, 37));
  }

  @Test
  void a_task_in_line_waits_for_its_line() {
    tenant(1, 1, 10);
    offer(at(1, 7, 10));
    offer(at(1, 7, 11));
    clock.advance(Duration.ofMillis(80));
    assertThat(found(at(1, 7, 11))).contains(new Found(Place.IN_LINE, Wait.NONE.stood(80)));
    assertThat(found(at(1, 7, 12))).isEmpty();
  }

  private static Wait waited(long turn, long inFlight, long rate, long paused) {
    return Wait.ofMillis(turn + inFlight + rate + paused, inFlight, rate, paused);
  }

  // --- lines

  @Test
  void only_the_head_of_a_line_runs() {
    tenant(1, 1, 1000);
    QueuedTask first = at(1, 7, 10);
    QueuedTask second = at(1, 7, 11);
    offer(first);
    offer(second);
    Turn turn = lease(wide(10));
    assertThat(tasks(turn.requests())).containsExactly(first);
    assertThat(place(second)).contains(Place.IN_LINE);
    assertThat(place(first)).contains(Place.LEASED);
    finish(turn);
    assertThat(tasks(lease(wide(10)).requests())).containsExactly(second);
  }

  @Test
  void a_late_arrival_goes_before_a_head_that_does_not_run_yet() {
    tenant(1, 1, 1000);
    offer(at(1, 7, 11));
    offer(at(1, 7, 10));
    assertThat(tasks(lease(wide(10)).requests())).containsExactly(at(1, 7, 10));
  }

  @Test
  void a_late_arrival_waits_for_a_head_that_runs() {
    tenant(1, 1, 1000);
    offer(at(1, 7, 11));
    Turn turn = lease(wide(10));
    offer(at(1, 7, 10));
    assertThat(lease(wide(10)).requests()).isEmpty();
    settleAll(turn, new Outcome.Next(Family.SCORING));
    assertThat(tasks(lease(wide(10)).requests())).containsExactly(at(1, 7, 10));
  }

  @Test
  void offering_a_task_twice_changes_nothing() {
    tenant(1, 1, 1000);
    offer(at(1, 7, 10));
    offer(at(1, 7, 11));
    offer(at(1, 7, 10));
    offer(at(1, 7, 11));
    assertThat(stats(1).held()).isEqualTo(2);
    lease(wide(10));
    offer(at(1, 7, 10));
    assertThat(stats(1)).isEqualTo(new TenantStats(1, 0, 1, 2, Optional.empty()));
  }

  @Test
  void a_line_holds_a_hundred_tasks_and_asks_for_more_below_fifty() {
    tenant(1, 1, 1000);
    for (int i = 1; i <= 120; i++) offer(at(1, 7, i));
    assertThat(stats(1).held()).isEqualTo(100);
    List<Refill> refills = new ArrayList<>();
    for (int i = 1; i <= 51; i++) {
      assertThat(refills).isEmpty();
      refills.addAll(settleAll(lease(wide(1)), new Outcome.Done(TaskState.DONE)).refills());
    }
    assertThat(refills).containsExactly(new Refill(1, 7, 100));
    for (int i = 101; i <= 120; i++) offer(at(1, 7, i));
    assertThat(stats(1).held()).isEqualTo(69);
  }

  @Test
  void a_line_emptied_otherwise_than_by_outcomes_takes_whatever_is_offered_next() {
    tenant(1, 1, 1000);
    for (int i = 1; i <= 120; i++) offer(at(1, 7, i));
    for (int i = 100; i > 1; i--) get(queue.remove(shard, 1, List.of(at(1, 7, i))));
    lease(wide(1));
    clock.advance(LEASE);
    assertThat(get(queue.expire(shard, 1, 10))).hasSize(1);
    offer(at(1, 7, 200));
    offer(at(1, 7, 300));
    assertThat(stats(1).held()).isEqualTo(2);
    for (int i = 1; i <= 120; i++) offer(at(1, 8, i));
    for (int i = 1; i <= 100; i++) get(queue.remove(shard, 1, List.of(at(1, 8, i))));
    offer(at(1, 8, 200));
    offer(at(1, 8, 300));
    assertThat(stats(1).held()).isEqualTo(4);
  }

  @Test
  void a_task_offered_for_later_waits_and_blocks_its_line() {
    tenant(1, 1, 1000);
    Instant due = clock.instant().plusSeconds(5);
    get(
        queue.offer(
            shard, 1, Optional.empty(), List.of(new Offer(at(1, 7, 10), Optional.of(due)))));
    offer(at(1, 7, 11));
    Turn early = lease(wide(10));
    assertThat(early.requests()).isEmpty();
    assertThat(early.nextWake()).contains(due);
    assertThat(place(at(1, 7, 10))).contains(Place.DELAYED);
    clock.advance(Duration.ofSeconds(5));
    assertThat(tasks(lease(wide(10)).requests())).containsExactly(at(1, 7, 10));
  }

  // --- outcomes

  @Test
  void next_keeps_the_head_and_moves_it_to_the_other_family() {
    tenant(1, 1, 1000);
    offer(at(1, 7, 10));
    offer(at(1, 7, 11));
    settleAll(lease(wide(10)), new Outcome.Next(Family.SCORING));
    assertThat(lease(wide(10)).requests())
        .singleElement()
        .satisfies(it -> assertThat(it.family()).isEqualTo(Family.SCORING))
        .satisfies(it -> assertThat(it.leases().getFirst().task().position()).isEqualTo(10));
  }

  @Test
  void a_retry_keeps_the_head_and_runs_again_at_its_time() {
    tenant(1, 1, 1000);
    offer(at(1, 7, 10));
    offer(at(1, 7, 11));
    settleAll(lease(wide(10)), new Outcome.RetryAfter(clock.instant().plusSeconds(3)));
    assertThat(lease(wide(10)).requests()).isEmpty();
    clock.advance(Duration.ofSeconds(3));
    assertThat(tasks(lease(wide(10)).requests())).containsExactly(at(1, 7, 10));
  }

  @Test
  void a_blocked_task_goes_behind_the_one_that_blocks_it_at_no_cost() {
    get(queue.configure(shard, 1, List.of(new Policy(1, 1, 100, 10, 1, 100, Tenant.State.ACTIVE))));
    offer(at(1, 7, 11));
    settleAll(lease(wide(10)), new Outcome.Blocked(at(1, 7, 10)));
    assertThat(tasks(lease(wide(10)).requests())).containsExactly(at(1, 7, 10));
    assertThat(place(at(1, 7, 11))).contains(Place.IN_LINE);
  }

  @Test
  void a_moved_task_is_replaced_by_the_truth_also_in_another_line() {
    tenant(1, 1, 1000);
    offer(at(1, 7, 10));
    QueuedTask truth = at(1, 8, 30);
    settleAll(lease(wide(10)), new Outcome.Moved(truth));
    assertThat(place(at(1, 7, 10))).isEmpty();
    assertThat(tasks(lease(wide(10)).requests())).containsExactly(truth);
  }

  @Test
  void a_task_in_progress_elsewhere_is_left_alone_until_that_visits_deadline() {
    tenant(1, 1, 1000);
    offer(at(1, 7, 10));
    settleAll(lease(wide(10)), new Outcome.InProgress(clock.instant().plusSeconds(9)));
    assertThat(place(at(1, 7, 10))).contains(Place.DELAYED);
    clock.advance(Duration.ofSeconds(9));
    assertThat(tasks(lease(wide(10)).requests())).hasSize(1);
  }

  @Test
  void settling_twice_changes_nothing() {
    tenant(1, 1, 1000);
    offer(at(1, 7, 10));
    Turn turn = lease(wide(10));
    assertThat(settleAll(turn, new Outcome.Next(Family.SCORING)).settled()).isEqualTo(1);
    assertThat(settleAll(turn, new Outcome.Done(TaskState.DONE)))
        .isEqualTo(new Settled(0, 1, List.of()));
    assertThat(place(at(1, 7, 10))).contains(Place.READY);
  }

  @Test
  void an_expired_lease_is_answered_once_and_gone_until_offered_again() {
    tenant(1, 1, 1000);
    offer(at(1, 7, 10));
    offer(at(1, 7, 11));
    Turn turn = lease(wide(10));
    assertThat(get(queue.expire(shard, 1, 10))).isEmpty();
    clock.advance(LEASE);
    assertThat(get(queue.expire(shard, 1, 10))).containsExactly(at(1, 7, 10));
    assertThat(get(queue.expire(shard, 1, 10))).isEmpty();
    assertThat(settleAll(turn, new Outcome.Done(TaskState.DONE)).unknown()).isEqualTo(1);
    offer(at(1, 7, 10));
    assertThat(tasks(lease(wide(10)).requests())).containsExactly(at(1, 7, 10));
  }

  @Test
  void removing_a_task_lets_the_next_of_its_line_go() {
    tenant(1, 1, 1);
    offer(at(1, 7, 10));
    offer(at(1, 7, 11));
    offer(at(1, 7, 12));
    lease(wide(10));
    get(queue.remove(shard, 1, List.of(at(1, 7, 10), at(1, 7, 12))));
    assertThat(tasks(lease(wide(10)).requests())).containsExactly(at(1, 7, 11));
    assertThat(stats(1).held()).isEqualTo(1);
  }

  // --- admission

  @Test
  void reservations_never_exceed_the_push_window() {
    tenant(1, 1, 10, 20);
    offerNew(1, 5);
    assertThat(reserve(1, 12)).isEqualTo(12);
    assertThat(reserve(1, 12)).isEqualTo(3);
    assertThat(reserve(1, 12)).isZero();
    clock.advance(Duration.ofSeconds(5));
    assertThat(reserve(1, 99)).isEqualTo(15);
  }

  @Test
  void an_offer_ends_its_reservation() {
    tenant(1, 1, 10, 20);
    var reservation = get(queue.reserve(shard, 1, Map.of(1, 20)));
    get(
        queue.offer(
            shard,
            1,
            Optional.of(reservation.id()),
            List.of(new Offer(at(1, 1, 1), Optional.empty()))));
    assertThat(reserve(1, 99)).isEqualTo(19);
  }

  @Test
  void an_unknown_tenant_has_no_room() {
    assertThat(reserve(99, 5)).isZero();
  }

  @Test
  void an_offer_nudges_unless_a_nudge_is_under_way() {
    tenant(1, 1, 10);
    assertThat(offer(at(1, 1, 1))).isTrue();
    assertThat(offer(at(1, 2, 2))).isFalse();
    clock.advance(Duration.ofMillis(200));
    assertThat(offer(at(1, 3, 3))).isTrue();
  }

  @Test
  void an_offer_waits_200_ms_for_the_outcome_of_what_runs() {
    tenant(1, 1, 10);
    offer(at(1, 1, 1));
    lease(wide(1));
    assertThat(offer(at(1, 2, 2))).isFalse();
    clock.advance(Duration.ofMillis(200));
    assertThat(offer(at(1, 3, 3))).isTrue();
  }

  @Test
  void a_tenant_that_may_run_again_or_more_nudges_as_its_offers_do() {
    tenant(1, 1, 10);
    pause(1);
    assertThat(offer(at(1, 7, 10))).isFalse();
    assertThat(configure(1, 10)).isTrue();
    assertThat(configure(1, 10)).isFalse();
    finish(lease(wide(1)));
    assertThat(configure(1, 1)).isFalse();
    offerNew(1, 2);
    lease(wide(10));
    clock.advance(Duration.ofMillis(300));
    assertThat(configure(1, 2)).isTrue();
  }

  private boolean configure(int tenant, int maxInFlight) {
    var policy = new Policy(tenant, 1, maxInFlight, 0, 1, 1000, Tenant.State.ACTIVE);
    return get(queue.configure(shard, 1, List.of(policy))).nudge();
  }

  @Test
  void an_offer_after_a_turn_nudges_at_once_if_nothing_runs() {
    tenant(1, 1, 10);
    offer(at(1, 1, 1));
    finish(lease(wide(1)));
    assertThat(offer(at(1, 2, 2))).isTrue();
  }

  // --- generations

  @Test
  void a_store_of_another_generation_refuses() {
    assertThatThrownBy(() -> get(queue.lease(shard, 2, Pool.DB, wide(1))))
        .isInstanceOfSatisfying(StaleGeneration.class, it -> assertThat(it.actual()).isEqualTo(1));
    assertThatThrownBy(() -> get(queue.begin(shard, 1))).isInstanceOf(StaleGeneration.class);
  }

  @Test
  void beginning_empties_the_shard_and_only_loading_is_allowed_until_it_opens() {
    tenant(1, 1, 10);
    offerNew(1, 30);
    lease(limits(1, 3, 100));
    get(queue.begin(shard, 2));
    assertThatThrownBy(() -> get(queue.stats(shard, 2, List.of(1))))
        .isInstanceOf(StaleGeneration.class);
    get(queue.configure(shard, 2, List.of(new Policy(1, 1, 100, 0, 1, 100, Tenant.State.ACTIVE))));
    get(queue.offer(shard, 2, Optional.empty(), List.of(new Offer(at(1, 7, 1), Optional.empty()))));
    get(queue.open(shard, 2));
    assertThat(tasks(get(queue.lease(shard, 2, Pool.DB, wide(100))).requests()))
        .containsExactly(at(1, 7, 1));
  }

  @Test
  void one_keeper_holds_a_shard_at_a_time() {
    assertThat(get(queue.keep(shard, 1, "a", Duration.ofSeconds(25)))).isTrue();
    assertThat(get(queue.keep(shard, 1, "b", Duration.ofSeconds(25)))).isFalse();
    assertThat(get(queue.keep(shard, 1, "a", Duration.ofSeconds(25)))).isTrue();
    clock.advance(Duration.ofSeconds(25));
    assertThat(get(queue.keep(shard, 1, "b", Duration.ofSeconds(25)))).isTrue();
  }

  @Test
  void a_keeper_who_leaves_sooner_takes_the_place_of_one_who_may_be_dead() {
    assertThat(get(queue.keep(shard, 1, "a", Duration.ofSeconds(25)))).isTrue();
    assertThat(get(queue.keep(shard, 1, "b", Duration.ofMillis(24_950)))).isFalse();
    assertThat(get(queue.keep(shard, 1, "b", Duration.ofSeconds(3)))).isTrue();
    assertThat(get(queue.keep(shard, 1, "c", Duration.ofSeconds(3)))).isFalse();
    clock.advance(Duration.ofSeconds(3));
    assertThat(get(queue.keep(shard, 1, "c", Duration.ofSeconds(25)))).isTrue();
  }

  @Test
  void a_claim_is_given_once_until_it_ends() {
    assertThat(get(queue.claim(shard, 1, "sweep", Duration.ofSeconds(10)))).isTrue();
    assertThat(get(queue.claim(shard, 1, "sweep", Duration.ofSeconds(10)))).isFalse();
    assertThat(get(queue.claim(shard, 1, "other", Duration.ofSeconds(10)))).isTrue();
    clock.advance(Duration.ofSeconds(10));
    assertThat(get(queue.claim(shard, 1, "sweep", Duration.ofSeconds(10)))).isTrue();
  }

  // --- helpers

  /// At every lease, while all are backlogged: the services of any two tenants, by weight, differ
  /// by no more than one task of each.
  private void holdsTheBound(Map<Integer, Double> weights, int turns, int batch) {
    Map<Integer, Double> service = new HashMap<>();
    weights.keySet().forEach(tenant -> service.put(tenant, 0.0));
    for (int turn = 0; turn < turns; turn++) {
      Turn it = lease(wide(batch));
      for (QueuedTask task : tasks(it.requests())) {
        double share = 1000 / weights.getOrDefault(task.tenant(), 1.0);
        service.merge(task.tenant(), share, Double::sum);
        for (var one : weights.entrySet())
          for (var other : weights.entrySet())
            assertThat(
                    Math.abs(
                        service.getOrDefault(one.getKey(), 0.0)
                            - service.getOrDefault(other.getKey(), 0.0)))
                .as("tenants %s and %s", one.getKey(), other.getKey())
                .isLessThanOrEqualTo(1000 / one.getValue() + 1000 / other.getValue() + 0.1);
      }
      finish(it);
    }
  }

  protected final void tenant(int number, int weight, int maxInFlight) {
    tenant(number, weight, maxInFlight, 1000);
  }

  private void tenant(int number, int weight, int maxInFlight, int window) {
    var policy = new Policy(number, weight, maxInFlight, 0, 1, window, Tenant.State.ACTIVE);
    get(queue.configure(shard, 1, List.of(policy)));
  }

  protected final void pause(int number) {
    var policy = new Policy(number, 1, 10, 0, 1, 1000, Tenant.State.PAUSED);
    get(queue.configure(shard, 1, List.of(policy)));
  }

  /// Tasks of as many new leads.
  protected final void offerNew(int tenant, int tasks) {
    List<Offer> offers =
        IntStream.range(0, tasks)
            .mapToObj(
                i -> new Offer(task(tenant, Family.PERSON, Priority.NORMAL), Optional.empty()))
            .toList();
    get(queue.offer(shard, 1, Optional.empty(), offers));
  }

  private QueuedTask task(int tenant, Family family, Priority priority) {
    long position = positions.merge(tenant, 1L, Long::sum);
    return new QueuedTask(
        new TaskId(new UUID(tenant, position)),
        tenant,
        100_000 + ++lead,
        position,
        family,
        priority,
        false);
  }

  protected final QueuedTask at(int tenant, long lead, long position) {
    return new QueuedTask(
        new TaskId(new UUID(tenant, position)),
        tenant,
        lead,
        position,
        Family.PERSON,
        Priority.NORMAL,
        false);
  }

  private static QueuedTask suspect(QueuedTask it) {
    return new QueuedTask(
        it.task(), it.tenant(), it.lead(), it.position(), it.family(), it.priority(), true);
  }

  protected final boolean offer(QueuedTask task) {
    var offers = List.of(new Offer(task, Optional.empty()));
    return get(queue.offer(shard, 1, Optional.empty(), offers)).nudge();
  }

  private int reserve(int tenant, int wanted) {
    return get(queue.reserve(shard, 1, Map.of(tenant, wanted))).granted().getOrDefault(tenant, -1);
  }

  /// A turn whose requests the Broker has.
  protected final Turn lease(Limits limits) {
    Turn turn = leaseUnsent(limits);
    sent(turn);
    return turn;
  }

  private Turn leaseUnsent(Limits limits) {
    Turn turn = get(queue.lease(shard, 1, Pool.DB, limits));
    out += turn.requests().size();
    return turn;
  }

  private void sent(Turn turn) {
    for (ActionRequest request : turn.requests()) get(queue.sent(request, 1));
  }

  /// One request more than are out, of at most so many tasks, in a pool that is never full.
  protected final Limits wide(int tasks) {
    return limits(out + 1, tasks, 1_000_000);
  }

  private static Limits limits(int outstanding, int batch, int poolCap) {
    List<Family> families =
        List.of(Family.PERSON, Family.SCORING, Family.MEMBERSHIP, Family.PROGRAM, Family.FLOW);
    return new Limits(families, outstanding, batch, LEASE, poolCap);
  }

  protected final void finish(Turn turn) {
    settleAll(turn, new Outcome.Done(TaskState.DONE));
  }

  protected final Settled settleAll(Turn turn, Outcome outcome) {
    int settled = 0;
    int unknown = 0;
    List<Refill> refills = new ArrayList<>();
    for (ActionRequest request : turn.requests()) {
      Settled one = settle(request, it -> outcome, it -> 1000);
      settled += one.settled();
      unknown += one.unknown();
      refills.addAll(one.refills());
    }
    return new Settled(settled, unknown, refills);
  }

  private Settled settle(
      ActionRequest request,
      Function<QueuedTask, Outcome> outcome,
      ToLongFunction<QueuedTask> cost) {
    out--;
    List<Completion.Item> items =
        request.leases().stream()
            .map(it ->
                new Completion.Item(it, outcome.apply(it.task()), cost.applyAsLong(it.task())))
            .toList();
    return get(
        queue.settle(
            new Completion(
                shard, request.family(), request.suspect(), request.credit(), true, items),
            1));
  }

  /// In the order in which they were leased.
  protected static List<QueuedTask> tasks(List<ActionRequest> requests) {
    return requests.stream().flatMap(it -> it.leases().stream()).map(Lease::task).toList();
  }

  private static List<Integer> tenants(List<ActionRequest> requests) {
    return tasks(requests).stream().map(QueuedTask::tenant).toList();
  }

  private static Map<Integer, Integer> count(List<ActionRequest> requests) {
    Map<Integer, Integer> count = new HashMap<>();
    tenants(requests).forEach(tenant -> count.merge(tenant, 1, Integer::sum));
    return count;
  }

  private TenantStats stats(int tenant) {
    return get(queue.stats(shard, 1, List.of(tenant))).tenants().getFirst();
  }

  private Optional<Place> place(QueuedTask task) {
    return found(task).map(Found::place);
  }

  private Optional<Found> found(QueuedTask task) {
    return get(queue.find(shard, 1, task));
  }

  protected static <T> T get(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(60));
  }
}
