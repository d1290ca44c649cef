package dev.fairway.dispatch;

import static dev.fairway.model.flow.FlowState.Mode.CLOSING;
import static dev.fairway.model.flow.FlowState.Mode.PULL;
import static dev.fairway.model.flow.FlowState.Mode.PUSH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.contracts.TenantsContract;
import dev.fairway.dispatch.Pulling.Look;
import dev.fairway.model.Arrival;
import dev.fairway.model.Digest16;
import dev.fairway.model.Event;
import dev.fairway.model.Family;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Priority;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.model.TaskId;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.model.flow.FlowState;
import dev.fairway.ports.FairQueue.Policy;
import dev.fairway.ports.OverflowBuffer;
import dev.fairway.ports.memory.MemoryFairQueue;
import dev.fairway.ports.memory.MemoryJournal;
import dev.fairway.ports.memory.MemoryOverflowBuffer;
import dev.fairway.ports.memory.MemoryTenants;
import dev.fairway.recovery.Generations;
import dev.fairway.recovery.Rebuild;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// From the buffer into the journal and the queue, and back to push.
class PullingTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final Shard SHARD = new Shard("leads1", 0);
  private static final int WINDOW = 10;

  private final MemoryJournal journal = new MemoryJournal(START);
  private final MemoryTenants tenants = new MemoryTenants();
  private final MemoryOverflowBuffer buffer = new MemoryOverflowBuffer();
  private final MemoryFairQueue queue = new MemoryFairQueue(() -> START);
  private final Generations generations =
      new Generations(journal, new Rebuild(journal, queue, tenants));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Pulling pulling =
      new Pulling(
          queue, journal, journal, buffer, tenants, generations, new DispatchMeters(registry));
  private final Tenant tenant = tenant();

  private Tenant tenant() {
    var settings = TenantsContract.DEFAULTS.on(SHARD.database()).holding(WINDOW, 1000);
    Tenant put = await(tenants.put("acme", settings));
    await(
        generations.with(
            SHARD, generation -> queue.configure(SHARD, generation, List.of(Policy.of(put)))));
    return put;
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().indefinitely();
  }

  private Arrival arrival(int number, Optional<Instant> expiry) {
    var event =
        new Event(
            "/web",
            "e" + number,
            "form",
            Optional.of("ann"),
            Optional.empty(),
            expiry,
            0,
            Optional.empty(),
            Map.of(),
            Map.of());
    var candidate =
        new Arrival.Candidate(
            TaskId.of("acme", "/web", "e" + number, "c"),
            1,
            1,
            new Qualification.Every(),
            "a",
            Family.SCORING,
            Priority.NORMAL,
            false);
    return new Arrival(
        tenant.number(),
        0,
        new LeadRef.ById("ann"),
        Tenant.UnknownLead.CREATE,
        event,
        new Digest16(1, number),
        true,
        true,
        List.of(candidate));
  }

  /// One message each.
  private void send(int from, int to) {
    for (int i = from; i < to; i++)
      await(buffer.send(tenant.number(), List.of(arrival(i, Optional.empty()))));
  }

  private FlowState flow() {
    return await(journal.of(SHARD.database(), List.of(tenant.number()))).getFirst().state();
  }

  private void move(FlowState.Mode mode) {
    FlowState now = flow();
    await(
        journal.move(SHARD.database(), tenant.number(), now, new FlowState(mode, now.epoch() + 1)));
  }

  private Look look() {
    return await(pulling.look(SHARD));
  }

  private List<TaskId> line() {
    return await(journal.inLine(SHARD.database(), Optional.empty(), 100)).tasks().stream()
        .map(QueuedTask::task)
        .toList();
  }

  private static List<TaskId> ids(int to) {
    return IntStream.range(0, to).mapToObj(i -> TaskId.of("acme", "/web", "e" + i, "c")).toList();
  }

  private int held() {
    return await(
            generations.with(
                SHARD, generation -> queue.stats(SHARD, generation, List.of(tenant.number()))))
        .tenants()
        .getFirst()
        .held();
  }

  @Test
  void while_everybody_pushes_there_is_nothing_to_do() {
    send(0, 3);
    assertThat(look()).isEqualTo(Look.NOTHING);
    assertThat(line()).isEmpty();
  }

  @Test
  void pulls_what_there_is_room_for_in_order_and_no_more() {
    move(PULL);
    send(0, 25);
    look();
    assertThat(line()).hasSizeBetween(WINDOW / 2, WINDOW);
    assertThat(line()).isEqualTo(ids(line().size())).hasSize(held());
    assertThat(buffer.size(tenant.number())).isEqualTo(25 - line().size());
    assertThat(look().next()).as("nothing to wait for but outcomes").isEmpty();
  }

  @Test
  void a_message_larger_than_the_room_is_taken_whole() {
    move(PULL);
    List<Arrival> many = new ArrayList<>();
    for (int i = 0; i < 30; i++) many.add(arrival(i, Optional.empty()));
    await(buffer.send(tenant.number(), many));
    look();
    assertThat(line()).hasSize(30);
    assertThat(buffer.size(tenant.number())).isZero();
  }

  @Test
  void an_empty_buffer_closes_only_after_a_second_and_pushes_only_after_its_marker() {
    move(PULL);
    send(0, 2);
    look();
    assertThat(flow().mode()).isEqualTo(PULL);
    journal.advance(Duration.ofSeconds(2));
    look();
    assertThat(flow()).isEqualTo(new FlowState(CLOSING, 2));
    assertThat(buffer.size(tenant.number())).as("the marker").isEqualTo(1);
    look();
    assertThat(flow()).isEqualTo(new FlowState(PUSH, 3));
    assertThat(buffer.size(tenant.number())).isZero();
    assertThat(look()).isEqualTo(Look.NOTHING);
  }

  @Test
  void what_stands_before_the_marker_is_journaled_first_and_what_is_behind_it_stays() {
    move(PULL);
    send(0, 2);
    move(CLOSING);
    await(buffer.mark(tenant.number(), 2));
    send(2, 3);
    look();
    assertThat(line()).isEqualTo(ids(2));
    assertThat(flow()).isEqualTo(new FlowState(PUSH, 3));
    assertThat(buffer.size(tenant.number())).isEqualTo(1);
  }

  @Test
  void a_stale_marker_is_ignored() {
    move(PULL);
    move(CLOSING);
    await(buffer.mark(tenant.number(), 2));
    send(0, 2);
    move(PULL);
    look();
    assertThat(flow()).isEqualTo(new FlowState(PULL, 3));
    assertThat(line()).isEqualTo(ids(2));
    assertThat(buffer.size(tenant.number())).isZero();
  }

  @Test
  void an_older_marker_does_not_end_a_later_closing() {
    move(PULL);
    move(CLOSING);
    await(buffer.mark(tenant.number(), 2));
    send(0, 2);
    move(PULL);
    move(CLOSING);
    look();
    assertThat(flow()).isEqualTo(new FlowState(CLOSING, 4));
    assertThat(line()).isEqualTo(ids(2));
  }

  @Test
  void messages_larger_than_those_before_are_cut_at_the_room() {
    move(PULL);
    send(0, 2);
    look();
    for (int from = 2; from < 42; from += 4) {
      List<Arrival> four = new ArrayList<>();
      for (int i = from; i < from + 4; i++) four.add(arrival(i, Optional.empty()));
      await(buffer.send(tenant.number(), four));
    }
    look();
    assertThat(line()).isEqualTo(ids(10));
  }

  @Test
  void a_marker_that_was_never_sent_is_sent_again() {
    move(PULL);
    move(CLOSING);
    journal.advance(Duration.ofSeconds(2));
    look();
    assertThat(buffer.size(tenant.number())).isEqualTo(1);
    look();
    assertThat(flow()).isEqualTo(new FlowState(PUSH, 3));
  }

  /// As if somebody closed, or opened again, while the messages were on their way.
  private Pulling movedOnByPull() {
    OverflowBuffer moving =
        new OverflowBuffer() {
          @Override
          public boolean isAvailable() {
            return true;
          }

          @Override
          public Uni<Void> send(int tenant, List<Arrival> arrivals) {
            return buffer.send(tenant, arrivals);
          }

          @Override
          public Uni<Void> mark(int tenant, long epoch) {
            return buffer.mark(tenant, epoch);
          }

          @Override
          public Uni<Pulled> pull(int tenant, int atMost) {
            return buffer.pull(tenant, atMost).invoke(() -> move(PULL));
          }
        };
    return new Pulling(
        queue,
        journal,
        journal,
        moving,
        tenants,
        generations,
        new DispatchMeters(new SimpleMeterRegistry()));
  }

  @Test
  void what_was_pulled_while_the_flow_moved_on_comes_again() {
    move(PULL);
    send(0, 2);
    assertThat(await(movedOnByPull().look(SHARD)).messages()).isZero();
    assertThat(line()).isEmpty();
    assertThat(buffer.size(tenant.number())).isEqualTo(2);
    look();
    assertThat(line()).isEqualTo(ids(2));
  }

  @Test
  void what_came_twice_is_one_task() {
    move(PULL);
    send(0, 2);
    send(0, 2);
    look();
    assertThat(line()).isEqualTo(ids(2));
    assertThat(buffer.size(tenant.number())).isZero();
  }

  @Test
  void an_event_that_expired_in_the_buffer_is_not_run() {
    move(PULL);
    await(buffer.send(tenant.number(), List.of(arrival(0, Optional.of(START.minusSeconds(1))))));
    look();
    assertThat(line()).isEmpty();
    assertThat(buffer.size(tenant.number())).isZero();
  }

  @Test
  void what_cannot_be_taken_any_more_is_counted_and_holds_nobody_up() {
    move(PULL);
    send(0, 1);
    Arrival other = arrival(0, Optional.empty());
    await(
        buffer.send(
            tenant.number(),
            List.of(
                new Arrival(
                    other.tenant(),
                    0,
                    other.lead(),
                    other.unknownLead(),
                    other.event(),
                    new Digest16(9, 9),
                    true,
                    true,
                    other.candidates()))));
    send(1, 2);
    look();
    assertThat(line()).isEqualTo(ids(2));
    assertThat(
            registry.get("fairway.buffer.dropped").tag("cause", "other-content").counter().count())
        .isEqualTo(1);
  }

  @Test
  void the_buffer_of_a_deleted_tenant_is_emptied_and_what_was_in_it_is_counted() {
    move(PULL);
    send(0, 25);
    await(tenants.delete("acme"));
    look();
    journal.advance(Duration.ofSeconds(2));
    look();
    look();
    assertThat(buffer.size(tenant.number())).isZero();
    assertThat(line()).isEmpty();
    assertThat(
            registry.get("fairway.buffer.dropped").tag("cause", "tenant-deleted").counter().count())
        .isEqualTo(25);
    assertThat(flow().mode()).isEqualTo(PUSH);
    assertThat(look()).isEqualTo(Look.NOTHING);
  }

  @Test
  void a_buffer_that_is_away_is_asked_again_later() {
    move(PULL);
    send(0, 2);
    buffer.away(true);
    assertThat(look().next()).isPresent();
    assertThat(line()).isEmpty();
    buffer.away(false);
    look();
    assertThat(line()).isEqualTo(ids(2));
  }
}
