package dev.fairway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.Acceptance;
import dev.fairway.model.Acceptance.Verdict;
import dev.fairway.model.Arrival;
import dev.fairway.model.Digest16;
import dev.fairway.model.Event;
import dev.fairway.model.Family;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.OpenTask;
import dev.fairway.model.Priority;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.StepCommit;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.model.Tenant.UnknownLead;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.ports.TaskJournal.Opened;
import dev.fairway.ports.TaskJournal.TaskKey;
import io.smallrye.mutiny.Uni;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Many writers on few leads, every event sent twice and out of order, visits racing each other and
/// an outside writer: afterwards each lead's fields must tell the order and the number of effects.
class JournalConcurrencySim {
  private static final int TENANT = 4_711;
  private static final int LEADS = 6;
  private static final int EVENTS = 900;
  private static final int ONCE = 1;
  private static final int EVERY = 2;
  private static final int WRITERS = 4;
  private static final int VISITORS = 4;

  private final LeadStore store = LeadStore.get();
  private final PostgresJournal journal = new PostgresJournal(store.databases);
  private final PostgresLeads leads = new PostgresLeads(store.databases);
  private final long seed = Long.getLong("seed", System.nanoTime());

  /// A task whose acceptance was answered, with the moment in which it was asked and answered.
  private record Answered(QueuedTask task, int campaign, long asked, long answered) {}

  private final ConcurrentLinkedQueue<Answered> answered = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean accepting = new AtomicBoolean(true);

  @Test
  void concurrent_writers_lose_nothing_double_nothing_and_keep_every_leads_order()
      throws Exception {
    System.out.println("JournalConcurrencySim -Dseed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    try (var pool = Executors.newFixedThreadPool(WRITERS + VISITORS + 1)) {
      List<Future<?>> writers = new ArrayList<>();
      for (List<Integer> share : shares(random)) {
        SplittableRandom own = random.split();
        writers.add(pool.submit(() -> write(share, own)));
      }
      List<Future<?>> others = new ArrayList<>();
      for (int i = 0; i < VISITORS; i++) {
        SplittableRandom own = random.split();
        others.add(pool.submit(() -> visit(own)));
      }
      others.add(pool.submit(this::touch));
      try {
        for (Future<?> writer : writers) writer.get();
      } finally {
        accepting.set(false);
      }
      for (Future<?> other : others) other.get();
    }
    check();
  }

  /// Every event goes to two writers, each with its own order.
  private static List<List<Integer>> shares(SplittableRandom random) {
    List<List<Integer>> shares = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) shares.add(new ArrayList<>());
    for (int event = 0; event < EVENTS; event++) {
      int first = random.nextInt(WRITERS);
      shares.get(first).add(event);
      shares.get((first + 1 + random.nextInt(WRITERS - 1)) % WRITERS).add(event);
    }
    for (List<Integer> share : shares)
      Collections.shuffle(share, new java.util.Random(random.nextLong()));
    return shares;
  }

  private void write(List<Integer> share, SplittableRandom random) {
    for (int from = 0; from < share.size(); ) {
      int to = Math.min(share.size(), from + 1 + random.nextInt(40));
      List<Arrival> batch =
          share.subList(from, to).stream().map(JournalConcurrencySim::arrival).toList();
      long asked = System.nanoTime();
      List<Acceptance> answers = await(journal.accept(LeadStore.DATABASE, batch));
      long now = System.nanoTime();
      for (int i = 0; i < batch.size(); i++) {
        var verdicts = ((Acceptance.Journaled) answers.get(i)).verdicts();
        for (int c = 0; c < verdicts.size(); c++)
          if (verdicts.get(c) instanceof Verdict.Accepted(QueuedTask task))
            answered.add(
                new Answered(task, batch.get(i).candidates().get(c).campaign(), asked, now));
      }
      from = to;
    }
  }

  /// The lead is named by its id or its address: both must take the same lock.
  private static Arrival arrival(int number) {
    String id = "e" + number;
    int lead = number % LEADS;
    LeadRef ref =
        number % 3 == 0
            ? new LeadRef.ByEmail("Lead" + lead + "@example.org")
            : new LeadRef.ById("lead" + lead + "@example.org");
    Event event =
        new Event(
            "/sim",
            id,
            "form.filled",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            Map.of(),
            Map.of("n", (long) number));
    return new Arrival(
        TENANT,
        0,
        ref,
        UnknownLead.CREATE,
        event,
        new Digest16(number, 0),
        true,
        true,
        List.of(
            candidate(id, EVERY, new Qualification.Every()),
            candidate(id, ONCE, new Qualification.Once())));
  }

  private static Arrival.Candidate candidate(String event, int campaign, Qualification how) {
    TaskId task = TaskId.of("sim", "/sim", event, "campaign-" + campaign);
    return new Arrival.Candidate(
        task, campaign, 1, how, "one", Family.PERSON, Priority.NORMAL, false);
  }

  /// Visit whatever stands in line, at random, until nothing is left.
  private void visit(SplittableRandom random) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      assertThat(System.nanoTime()).as("every line ends").isLessThan(deadline);
      boolean last = !accepting.get();
      List<QueuedTask> line =
          await(
                  journal.inLine(
                      LeadStore.DATABASE,
                      Optional.of(new dev.fairway.ports.TaskJournal.Cursor(TENANT, 0, 0)),
                      200))
              .tasks()
              .stream()
              .filter(task -> task.tenant() == TENANT)
              .toList();
      if (line.isEmpty() && last) return;
      Set<Long> heads = new HashSet<>();
      List<TaskKey> chosen = new ArrayList<>();
      for (QueuedTask task : line)
        if (heads.add(task.lead()) || random.nextInt(30) == 0) chosen.add(TaskKey.of(task));
      Collections.shuffle(chosen, new java.util.Random(random.nextLong()));
      List<StepCommit> commits = new ArrayList<>();
      for (Opened opened : await(journal.open(LeadStore.DATABASE, chosen)))
        if (opened instanceof Opened.Open(OpenTask task)) commits.add(step(task));
      await(journal.commit(LeadStore.DATABASE, commits));
    }
  }

  /// Two steps a task; each appends the task's position to the lead's trail.
  @SuppressWarnings("unchecked") // the trail is a list of numbers
  private static StepCommit step(OpenTask task) {
    List<Object> trail =
        new ArrayList<>((List<Object>) task.lead().fields().getOrDefault("trail", List.of()));
    trail.add(task.position());
    boolean first = task.progress() == 0;
    return StepCommit.of(
        task,
        new LeadPatch(Map.of("trail", trail), List.of(), false),
        List.of(),
        List.of(new StepCommit.Activity("stepped", task.at(), Map.of())),
        List.of(),
        1,
        new StepCommit.Next(
            first ? TaskState.READY : TaskState.DONE,
            first ? "two" : "",
            Family.PERSON,
            Optional.empty(),
            0,
            Map.of(),
            Optional.empty()));
  }

  /// An outside writer that changes the leads under the visits.
  private void touch() {
    long round = 0;
    while (accepting.get()) {
      String id = "lead" + (round++ % LEADS) + "@example.org";
      await(
          leads.upsert(
              LeadStore.DATABASE,
              TENANT,
              List.of(
                  new dev.fairway.ports.Leads.Upsert(
                      id, new LeadPatch(Map.of("touched", round), List.of(), false), false))));
    }
  }

  private void check() throws SQLException {
    Map<Long, List<Answered>> byLead = new HashMap<>();
    Set<TaskId> ids = new HashSet<>();
    for (Answered one : answered) {
      assertThat(ids.add(one.task().task())).as("accepted once: %s", one).isTrue();
      byLead.computeIfAbsent(one.task().lead(), lead -> new ArrayList<>()).add(one);
    }
    assertThat(byLead).hasSize(LEADS);
    assertThat(ids).hasSize(EVENTS + LEADS);
    for (List<Answered> line : byLead.values()) checkLead(line);
    try (Connection admin = store.superuser()) {
      assertThat(number(admin, "select count(*) from fairway.task where tenant = " + TENANT))
          .isZero();
      assertThat(
              number(
                  admin,
                  "select count(*) from fairway.seen where state = 10 and tenant = " + TENANT))
          .isEqualTo(EVENTS + LEADS);
      assertThat(
              number(
                  admin,
                  "select count(*) from fairway.seen where state = 11 and tenant = " + TENANT))
          .isEqualTo(EVENTS - LEADS);
      assertThat(number(admin, "select count(*) from fairway.entry where tenant = " + TENANT))
          .isEqualTo(LEADS);
      assertThat(
              number(
                  admin,
                  "select count(*) from fairway.activity where type = 'form.filled' and tenant = "
                      + TENANT))
          .isEqualTo(EVENTS);
      assertThat(
              number(
                  admin,
                  "select count(*) from fairway.activity where type = 'stepped' and tenant = "
                      + TENANT))
          .isEqualTo(2L * (EVENTS + LEADS));
    }
  }

  private void checkLead(List<Answered> line) throws SQLException {
    line.sort(java.util.Comparator.comparingLong(one -> one.task().position()));
    for (int i = 0; i < line.size(); i++)
      for (int j = i + 1; j < line.size(); j++)
        assertThat(line.get(j).answered())
            .as("answered before the other was asked, yet behind it")
            .isGreaterThan(line.get(i).asked());
    assertThat(line.stream().filter(one -> one.campaign() == ONCE)).hasSize(1);
    List<Object> expected = new ArrayList<>();
    for (Answered one : line) {
      expected.add(one.task().position());
      expected.add(one.task().position());
    }
    try (Connection admin = store.superuser();
        var statement = admin.createStatement();
        var rows =
            statement.executeQuery(
                "select fields -> 'trail' from fairway.lead where number = "
                    + line.getFirst().task().lead())) {
      rows.next();
      assertThat(
              new io.vertx.core.json.JsonArray(rows.getString(1))
                  .stream().map(n -> (Object) ((Number) n).longValue()).toList())
          .as("effects in the order of acceptance, each once")
          .isEqualTo(expected);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(30));
  }
}
