package dev.fairway.enqueue;

import static dev.fairway.enqueue.World.DATABASE;
import static dev.fairway.enqueue.World.SHARD;
import static dev.fairway.enqueue.World.START;
import static dev.fairway.enqueue.World.await;
import static dev.fairway.enqueue.World.event;
import static dev.fairway.enqueue.World.timed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fairway.enqueue.Results.Result;
import dev.fairway.model.Arrival;
import dev.fairway.model.Event;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.Filters;
import dev.fairway.model.flow.FlowState;
import dev.fairway.model.flow.FlowState.Mode;
import dev.fairway.ports.FairQueue.Place;
import dev.fairway.ports.OverflowBuffer.Message;
import dev.fairway.ports.memory.MemoryEvents;
import dev.fairway.runtime.Refusal;
import dev.fairway.runtime.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EnqueueTest {
  private static final String TYPE = "person.formFilled";

  @Test
  void an_event_becomes_a_task_of_each_campaign_it_triggers() {
    World world = new World();
    world.campaign("acme", "one", TYPE);
    world.campaign("acme", "two", TYPE);
    world.campaign("acme", "other", "page.visited");

    Answer answer = world.take(world.submission("acme", event("e1", "l1"))).getFirst();

    assertThat(answer.id()).isEqualTo("e1");
    assertThat(answer.tasks()).extracting(Answer.Task::campaign).containsExactly("one", "two");
    assertThat(answer.tasks()).extracting(Answer.Task::state).containsOnly("accepted");
    assertThat(line(world, "acme")).hasSize(2).allSatisfy(task -> assertQueued(world, task));
  }

  @Test
  void an_event_that_triggers_nothing_is_part_of_the_leads_history() {
    World world = new World();
    assertThat(world.take(world.submission("acme", event("e1", "l1"))).getFirst().tasks())
        .isEmpty();
    assertThat(line(world, "acme")).isEmpty();
    assertThat(history(world, "l1")).contains(TYPE);
  }

  @Test
  void an_event_of_a_type_that_is_switched_off_triggers_and_is_no_part_of_the_history() {
    World world = new World();
    world.campaign("acme", "one", TYPE);
    world.lead("acme", "l1", Map.of());
    world.declare("acme", new Declaration.EventType(TYPE, Map.of(), false));
    assertThat(world.take(world.submission("acme", event("e1", "l1"))).getFirst().tasks())
        .hasSize(1);
    assertThat(history(world, "l1")).isEmpty();
    world.declare("acme", new Declaration.EventType(TYPE, Map.of(), true));
    world.take(world.submission("acme", event("e2", "l1")));
    assertThat(history(world, "l1")).containsExactly(TYPE);
  }

  private static List<String> history(World world, String lead) {
    long number = world.lead("acme", lead).orElseThrow().number();
    return await(
            world.journal.activities(
                DATABASE, world.number("acme"), number, OptionalLong.empty(), 10))
        .stream()
        .map(dev.fairway.ports.Leads.ActivityRow::type)
        .toList();
  }

  @Test
  void an_effect_of_a_campaign_triggers_others_and_is_not_told_twice_in_the_history() {
    World world = new World();
    world.campaign("acme", "one", TYPE);
    world.lead("acme", "l1", Map.of());
    Answer answer = world.take(world.submission("acme", World.effect("t-0", "l1"))).getFirst();
    assertThat(answer.tasks()).extracting(Answer.Task::state).containsExactly("accepted");
    assertThat(history(world, "l1")).isEmpty();
  }

  @Test
  void an_effect_does_not_bring_an_erased_lead_back() {
    World world = new World();
    world.campaign("acme", "one", TYPE);
    assertThat(
            world.take(world.submission("acme", World.effect("t-0", "erased"))).getFirst().tasks())
        .isEmpty();
    assertThat(world.lead("acme", "erased")).isEmpty();
  }

  @Test
  void a_redelivered_event_is_a_duplicate_and_changes_nothing() {
    World world = new World();
    world.campaign("acme", "one", TYPE);
    Answer first = world.take(world.submission("acme", event("e1", "l1"))).getFirst();
    Answer again = world.take(world.submission("acme", event("e1", "l1"))).getFirst();
    assertThat(again.tasks()).extracting(Answer.Task::state).containsExactly("duplicate");
    assertThat(again.tasks().getFirst().task()).isEqualTo(first.tasks().getFirst().task());
    assertThat(line(world, "acme")).hasSize(1);
  }

  @Test
  void an_event_twice_in_one_batch_is_one_task() {
    World world = new World();
    world.campaign("acme", "one", TYPE);
    Submission same = world.submission("acme", event("e1", "l1"));
    assertThat(world.take(same, same))
        .extracting(answer -> answer.tasks().getFirst().state())
        .containsExactly("accepted", "duplicate");
  }

  @Test
  void a_duplicate_whose_offer_was_lost_is_offered_again() {
    World world = new World();
    world.campaign("acme", "one", TYPE);
    world.take(world.submission("acme", event("e1", "l1")));
    long generation = await(world.journal.generation(DATABASE));
    await(world.queue.remove(SHARD, generation, line(world, "acme")));

    world.take(world.submission("acme", event("e1", "l1")));

    assertThat(line(world, "acme")).hasSize(1).allSatisfy(task -> assertQueued(world, task));
  }

  @Test
  void the_same_id_with_other_content_is_422() {
    World world = new World();
    world.campaign("acme", "one", TYPE);
    world.take(world.submission("acme", event("e1", "l1", Map.of("n", 1L))));
    Refusal refusal = refused(world, world.submission("acme", event("e1", "l1", Map.of("n", 2L))));
    assertThat(refusal.status()).isEqualTo(422);
    assertThat(refusal.type()).isEqualTo("other-content");
    assertThat(line(world, "acme")).hasSize(1);
  }

  @Test
  void events_of_a_request_that_share_a_lead_keep_their_order() {
    World world = new World(7);
    world.campaign("acme", "one", TYPE);
    Submission[] request =
        IntStream.range(0, 50)
            .mapToObj(i -> world.submission("acme", event("e" + i, "l1")))
            .toArray(Submission[]::new);
    List<String> accepted =
        world.take(request).stream()
            .map(answer -> answer.tasks().getFirst().task().toString())
            .toList();
    assertThat(line(world, "acme"))
        .extracting(task -> task.task().toString())
        .containsExactlyElementsOf(accepted);
  }

  @Test
  void only_leads_that_pass_the_filters_enter() {
    World world = new World();
    world.campaign("acme", "germans", TYPE, World.country("DE"));
    world.campaign("acme", "all", TYPE);
    world.lead("acme", "l1", Map.of("country", "DE"));
    world.lead("acme", "l2", Map.of("country", "US"));
    List<Answer> answers =
        world.take(
            world.submission("acme", event("e1", "l1")),
            world.submission("acme", event("e2", "l2")),
            world.submission("acme", event("e3", "nobody yet")));
    assertThat(answers.get(0).tasks()).extracting(Answer.Task::campaign).contains("germans");
    assertThat(answers.get(1).tasks()).extracting(Answer.Task::campaign).containsExactly("all");
    assertThat(answers.get(2).tasks()).extracting(Answer.Task::campaign).containsExactly("all");
  }

  private static List<String> entered(World world, Event... events) {
    Submission[] request =
        Stream.of(events).map(event -> world.submission("acme", event)).toArray(Submission[]::new);
    return world.take(request).stream()
        .map(answer ->
            answer.tasks().stream()
                .map(task -> task.campaign() + " " + task.state())
                .collect(Collectors.joining(", ")))
        .toList();
  }

  @Test
  void an_activity_counts_from_its_own_event_on_however_often_that_comes() {
    World world = new World();
    world.campaign("acme", "twice", TYPE, World.did(TYPE, true, 2));
    world.campaign("acme", "first", TYPE, World.did(TYPE, false, 2));
    assertThat(entered(world, event("e1", "l1"))).containsExactly("first accepted");
    assertThat(entered(world, event("e1", "l1"))).containsExactly("first duplicate");
    assertThat(entered(world, event("e2", "l1"))).containsExactly("twice accepted");
    assertThat(entered(world, event("e2", "l1"))).containsExactly("twice duplicate");
    assertThat(entered(world, event("e3", "l2"))).containsExactly("first accepted");
    world.journal.advance(Duration.ofDays(2));
    assertThat(entered(world, event("e4", "l1"))).containsExactly("first accepted");
  }

  @Test
  void earlier_events_of_the_request_count_and_each_once() {
    World world = new World();
    world.campaign("acme", "twice", TYPE, World.did(TYPE, true, 2));
    Event first = event("e1", "l1");
    assertThat(entered(world, first, first, event("e2", "l2"), event("e3", "l1")))
        .containsExactly("", "", "", "twice accepted");
    assertThat(entered(world, event("e2", "l2"), event("e4", "l2")))
        .containsExactly("", "twice accepted");
  }

  @Test
  void what_is_no_part_of_the_history_counts_for_nothing() {
    World world = new World();
    world.campaign("acme", "once", TYPE, World.did(TYPE, true, 1));
    world.lead("acme", "l1", Map.of());
    assertThat(entered(world, World.effect("t-0", "l1"))).containsExactly("");
    world.declare("acme", new Declaration.EventType(TYPE, Map.of(), false));
    assertThat(entered(world, event("e1", "l1"))).containsExactly("");
  }

  @Test
  void who_was_in_a_campaign_is_known_by_its_tasks() {
    World world = new World();
    world.campaign("acme", "pulse", "other");
    var pulse = new Filters.Rule.OfCampaign("pulse", true, Optional.of(Duration.ofDays(7)));
    world.campaign("acme", "in", TYPE, new Filters(new Filters.Match.All(), List.of(pulse)));
    assertThat(entered(world, event("e1", "l1"))).containsExactly("");
    assertThat(entered(world, World.of("other", event("e2", "l1"))))
        .containsExactly("pulse accepted");
    assertThat(entered(world, event("e3", "l1"), event("e4", "l2")))
        .containsExactly("in accepted", "");
    world.journal.advance(Duration.ofDays(8));
    assertThat(entered(world, event("e5", "l1"))).containsExactly("");
  }

  @Test
  void the_past_is_read_once_and_only_where_a_filter_asks() {
    World world = new World();
    world.campaign("acme", "germans", TYPE, World.country("DE"));
    world.campaign("umbrella", "did", TYPE, World.did("other", false, 1));
    world.lead("acme", "l1", Map.of("country", "DE"));
    world.lead("umbrella", "l1", Map.of());
    entered(world, event("e1", "l1"));
    assertThat(world.pastsRead).isZero();
    world.take(
        world.submission("umbrella", event("e2", "l1")),
        world.submission("umbrella", event("e3", "l1")),
        world.submission("umbrella", event("e4", "l2")));
    assertThat(world.pastsRead).isEqualTo(1);
  }

  private static Submission[] four(World world) {
    return IntStream.range(0, 4)
        .mapToObj(i -> world.submission("acme", event("e" + i, "l" + i)))
        .toArray(Submission[]::new);
  }

  private static World small(int maxBuffered) {
    World world = new World();
    world.tenant("acme", 3, maxBuffered, Tenant.State.ACTIVE, Tenant.UnknownLead.CREATE);
    world.campaign("acme", "one", TYPE);
    return world;
  }

  private static FlowState flow(World world) {
    return await(world.journal.of(DATABASE, List.of(world.number("acme")))).getFirst().state();
  }

  private static void move(World world, Mode mode, long epoch) {
    await(
        world.journal.move(
            DATABASE, world.number("acme"), flow(world), new FlowState(mode, epoch)));
  }

  private static String state(World world, String event) {
    return world
        .take(world.submission("acme", event(event, "l1")))
        .getFirst()
        .tasks()
        .getFirst()
        .state();
  }

  @Test
  void a_request_without_room_is_buffered_as_a_whole() {
    World world = small(100);

    List<Answer> answers = world.take(four(world));

    assertThat(answers)
        .flatExtracting(Answer::tasks)
        .extracting(Answer.Task::state)
        .containsOnly("buffered")
        .hasSize(4);
    assertThat(line(world, "acme")).isEmpty();
    assertThat(flow(world)).isEqualTo(new FlowState(Mode.PULL, 1));
    assertThat(buffered(world)).extracting(Event::id).containsExactly("e0", "e1", "e2", "e3");
    assertThat(world.events.take())
        .extracting(MemoryEvents.Internal::type)
        .contains(Wire.BUFFER_READY);
  }

  private static List<Event> buffered(World world) {
    return await(world.buffer.pull(world.number("acme"), 100)).messages().stream()
        .flatMap(message -> ((Message.Arrivals) message).arrivals().stream())
        .map(Arrival::event)
        .toList();
  }

  @Test
  void what_comes_while_a_tenant_pulls_goes_behind_what_is_buffered() {
    World world = small(100);
    world.take(four(world));
    assertThat(state(world, "e9")).isEqualTo("buffered");
    assertThat(buffered(world)).extracting(Event::id).containsExactly("e0", "e1", "e2", "e3", "e9");
    move(world, Mode.PUSH, 2);
    assertThat(state(world, "e10")).isEqualTo("accepted");
  }

  @Test
  void an_event_that_matches_nothing_keeps_its_place_too() {
    World world = small(100);
    world.take(four(world));
    world.campaign("acme", "one", "other.type");
    assertThat(world.take(world.submission("acme", event("e9", "l1"))).getFirst().tasks())
        .isEmpty();
    assertThat(buffered(world)).extracting(Event::id).endsWith("e9");
  }

  @Test
  void a_push_that_comes_too_late_is_buffered() {
    World world = small(100);
    assertThat(state(world, "e1")).isEqualTo("accepted");
    move(world, Mode.PULL, 1);
    assertThat(state(world, "e2")).isEqualTo("buffered");
  }

  @Test
  void what_is_buffered_while_closing_opens_again() {
    World world = small(100);
    world.take(four(world));
    move(world, Mode.CLOSING, 2);
    assertThat(state(world, "e9")).isEqualTo("buffered");
    assertThat(flow(world)).isEqualTo(new FlowState(Mode.PULL, 3));
  }

  @Test
  void beyond_the_buffers_cap_it_is_429_as_a_whole_and_nothing_is_stored() {
    World world = small(3);

    Refusal refusal = refused(world, four(world));

    assertThat(refusal.status()).isEqualTo(429);
    assertThat(refusal.retryAfter()).isPresent();
    assertThat(line(world, "acme")).isEmpty();
    assertThat(flow(world)).isEqualTo(FlowState.INITIAL);
    assertThat(world.buffer.size(world.number("acme"))).isZero();
  }

  @Test
  void the_cap_counts_what_is_in_the_buffer_already() {
    World world = small(5);
    world.take(four(world));
    assertThat(state(world, "e8")).isEqualTo("buffered");
    assertThat(refused(world, world.submission("acme", event("e9", "l1"))).status()).isEqualTo(429);
  }

  @Test
  void without_buffer_there_is_push_while_there_is_room_and_else_429() {
    World world = small(100);
    world.buffer.away(true);
    assertThat(refused(world, four(world)).status()).isEqualTo(429);
    assertThat(flow(world)).isEqualTo(FlowState.INITIAL);
    assertThat(state(world, "e9")).isEqualTo("accepted");
  }

  @Test
  void a_buffer_that_goes_away_is_503_and_the_same_events_may_come_again() {
    World world = small(100);
    world.take(four(world));
    world.buffer.away(true);
    assertThat(refused(world, world.submission("acme", event("e9", "l1"))).status()).isEqualTo(503);
    world.buffer.away(false);
    assertThat(state(world, "e9")).isEqualTo("buffered");
  }

  @Test
  void of_requests_gathered_together_other_tenants_are_pushed() {
    World world = small(100);
    world.campaign("umbrella", "one", TYPE);
    List<List<Submission>> requests = new ArrayList<>();
    for (Submission one : four(world)) requests.add(List.of(one));
    requests.add(List.of(world.submission("umbrella", event("e9", "l9"))));

    List<Result> results = await(world.enqueue.run(requests));

    assertThat(results).hasSize(5).allMatch(result -> result instanceof Result.Taken);
    assertThat(line(world, "acme")).isEmpty();
    assertThat(line(world, "umbrella")).hasSize(1);
  }

  @Test
  void an_unknown_tenant_is_403_and_its_neighbours_are_taken() {
    World world = new World();
    List<Result> results =
        await(
            world.enqueue.run(
                List.of(
                    List.of(world.submission("nobody", event("e1", "l1"))),
                    List.of(world.submission("acme", event("e1", "l1"))))));
    assertThat(results.get(0))
        .isInstanceOfSatisfying(
            Result.Refused.class, it -> assertThat(it.refusal().status()).isEqualTo(403));
    assertThat(results.get(1)).isInstanceOf(Result.Taken.class);
  }

  @Test
  void unknown_leads_are_created_ignored_or_rejected_as_the_tenant_says() {
    World world = new World();
    world.tenant("acme", 100, Tenant.State.ACTIVE, Tenant.UnknownLead.REJECT);
    world.tenant("umbrella", 100, Tenant.State.ACTIVE, Tenant.UnknownLead.IGNORE);
    world.campaign("acme", "one", TYPE);
    world.campaign("umbrella", "one", TYPE);
    Refusal refusal = refused(world, world.submission("acme", event("e1", "l1")));
    assertThat(refusal.status()).isEqualTo(422);
    assertThat(refusal.type()).isEqualTo("unknown-lead");
    assertThat(world.take(world.submission("umbrella", event("e1", "l1"))).getFirst().tasks())
        .isEmpty();
    assertThat(line(world, "umbrella")).isEmpty();
  }

  @Test
  void a_paused_tenants_events_are_accepted() {
    World world = new World();
    world.tenant("acme", 100, Tenant.State.PAUSED, Tenant.UnknownLead.CREATE);
    world.campaign("acme", "one", TYPE);
    assertThat(world.take(world.submission("acme", event("e1", "l1"))).getFirst().tasks())
        .extracting(Answer.Task::state)
        .containsExactly("accepted");
  }

  @Test
  void an_event_past_its_expiry_is_recorded_and_not_run() {
    World world = new World();
    world.campaign("acme", "one", TYPE);
    var past = timed("e1", Optional.empty(), Optional.of(START.minusSeconds(1)));
    var future = timed("e2", Optional.empty(), Optional.of(START.plusSeconds(1)));
    assertThat(world.take(world.submission("acme", past), world.submission("acme", future)))
        .extracting(answer -> answer.tasks().getFirst().state())
        .containsExactly("expired", "accepted");
    assertThat(line(world, "acme")).hasSize(1);
  }

  @Test
  void an_event_older_than_the_memory_of_redeliveries_is_not_run() {
    World world = new World();
    world.campaign("acme", "one", TYPE);
    var old = timed("e1", Optional.of(START.minus(Duration.ofDays(15))), Optional.empty());
    assertThat(world.take(world.submission("acme", old)).getFirst().tasks())
        .extracting(Answer.Task::state)
        .containsExactly("expired");
  }

  @Test
  void a_queue_that_a_rebuilder_left_empty_when_it_died_is_rebuilt_and_no_task_is_lost() {
    World world = new World();
    world.campaign("acme", "one", TYPE);
    world.take(world.submission("acme", event("e1", "l1")));
    long next = await(world.journal.rebuildStarted(DATABASE)).orElseThrow();
    await(world.queue.begin(SHARD, next));
    world.journal.advance(Duration.ofMinutes(2));
    world.buffer.away(true);

    Submission second = world.submission("acme", event("e2", "l2"));
    assertThat(refused(world, second).status()).isEqualTo(503);
    world.take(second);

    assertThat(line(world, "acme")).hasSize(2).allSatisfy(task -> assertQueued(world, task));
  }

  @Test
  void while_another_process_rebuilds_the_queue_the_answer_is_503() {
    World world = new World();
    world.campaign("acme", "one", TYPE);
    assertThat(await(world.journal.rebuildStarted(DATABASE))).isPresent();
    world.buffer.away(true);
    Refusal refusal = refused(world, world.submission("acme", event("e1", "l1")));
    assertThat(refusal.status()).isEqualTo(503);
    assertThat(refusal.retryAfter()).isPresent();
    assertThat(line(world, "acme")).isEmpty();
    world.buffer.away(false);
    assertThat(state(world, "e1")).isEqualTo("buffered");
  }

  @Test
  void a_flow_that_has_moved_on_is_read_again() {
    World world = small(100);
    move(world, Mode.PUSH, 4);
    assertThat(state(world, "e1")).isEqualTo("accepted");
  }

  @Test
  void a_changed_campaign_counts_from_the_next_event_on() {
    World world = new World();
    assertThat(world.take(world.submission("acme", event("e1", "l1"))).getFirst().tasks())
        .isEmpty();
    world.campaign("acme", "one", TYPE);
    assertThat(world.take(world.submission("acme", event("e2", "l1"))).getFirst().tasks())
        .hasSize(1);
  }

  @Test
  void dispatch_is_nudged_when_there_is_work() {
    World world = new World();
    world.campaign("acme", "one", TYPE);
    world.journal.advance(Duration.ofSeconds(1));
    world.take(world.submission("acme", event("e1", "l1")));
    assertThat(world.events.take())
        .singleElement()
        .satisfies(sent -> {
          assertThat(sent.type()).isEqualTo(Wire.TASKS_OFFERED);
          assertThat(sent.json()).isEqualTo("{\"shard\":\"leads1:0\"}");
        });
  }

  @Test
  void an_address_names_a_lead_and_neither_id_nor_address_is_400() {
    World world = new World();
    var anonymous = nameless(Map.of("email", "Jane@Example.com"));
    assertThat(world.submission("acme", anonymous).lead().key()).isEqualTo("jane@example.com");
    for (Map<String, Object> data :
        List.<Map<String, Object>>of(
            Map.of(), Map.of("email", "x"), Map.of("email", 7L), Map.of("email", "a b@c"))) {
      Refusal refusal =
          catchThrowableOfType(Refusal.class, () -> world.submission("acme", nameless(data)));
      assertThat(refusal.status()).isEqualTo(400);
    }
  }

  private static dev.fairway.model.Event nameless(Map<String, Object> data) {
    return new dev.fairway.model.Event(
        "/web",
        "e1",
        TYPE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        Optional.empty(),
        Map.of(),
        data);
  }

  private static Refusal refused(World world, Submission... request) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> world.take(request));
    assertThat(refusal).as("nothing was refused").isNotNull();
    return refusal;
  }

  /// What the journal has for a tenant, in order.
  private static List<QueuedTask> line(World world, String tenant) {
    int number = world.number(tenant);
    return await(world.journal.inLine(DATABASE, Optional.empty(), 1_000)).tasks().stream()
        .filter(task -> task.tenant() == number)
        .toList();
  }

  private static void assertQueued(World world, QueuedTask task) {
    long generation = await(world.journal.generation(DATABASE));
    assertThat(await(world.queue.find(SHARD, generation, task)))
        .hasValueSatisfying(found -> assertThat(found.place()).isIn(Place.READY, Place.IN_LINE));
  }
}
