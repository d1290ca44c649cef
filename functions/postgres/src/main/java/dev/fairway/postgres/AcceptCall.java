package dev.fairway.postgres;

import static dev.fairway.postgres.Statements.tuple;

import dev.fairway.model.Acceptance;
import dev.fairway.model.Acceptance.Verdict;
import dev.fairway.model.Arrival;
import dev.fairway.model.LeadRef;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.ports.EventDocument;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Arrivals as the arrays of `accept_arrivals`, and its rows as [Acceptance]s.
final class AcceptCall {
  private final List<Arrival> arrivals;

  AcceptCall(List<Arrival> arrivals) {
    this.arrivals = arrivals;
  }

  Tuple parameters() {
    int size = arrivals.size();
    var tenant = new Integer[size];
    var epoch = new Long[size];
    var key = new String[size];
    var address = new @Nullable String[size];
    var unknown = new Short[size];
    var heard = new UUID[size];
    var digest = new UUID[size];
    var event = new String[size];
    var activity = new Boolean[size];
    var told = new Boolean[size];
    var awaited = new Boolean[size];
    for (int i = 0; i < size; i++) {
      Arrival arrival = arrivals.get(i);
      tenant[i] = arrival.tenant();
      epoch[i] = arrival.epoch();
      key[i] = Json.text(arrival.lead().key());
      address[i] = address(arrival.lead());
      unknown[i] = Codes.of(arrival.unknownLead());
      heard[i] = Codes.heard(arrival.tenant(), arrival.event());
      digest[i] = Codes.of(arrival.digest());
      event[i] = Json.object(EventDocument.of(arrival.event()));
      activity[i] = arrival.activity();
      told[i] = arrival.creationTold();
      awaited[i] = arrival.awaited();
    }
    Tuple tuple =
        tuple(tenant, epoch, key, address, unknown, heard, digest, event, activity, told, awaited);
    addCandidates(tuple);
    return tuple;
  }

  private void addCandidates(Tuple tuple) {
    int size = arrivals.stream().mapToInt(arrival -> arrival.candidates().size()).sum();
    var of = new Integer[size];
    var task = new UUID[size];
    var campaign = new Integer[size];
    var version = new Integer[size];
    var period = new Long[size];
    var step = new String[size];
    var family = new Short[size];
    var priority = new Short[size];
    var expired = new Boolean[size];
    int i = 0;
    for (int a = 0; a < arrivals.size(); a++)
      for (Arrival.Candidate candidate : arrivals.get(a).candidates()) {
        of[i] = a + 1;
        task[i] = candidate.task().value();
        campaign[i] = candidate.campaign();
        version[i] = candidate.version();
        period[i] = period(candidate.qualification());
        step[i] = Json.text(candidate.firstStep());
        family[i] = Codes.of(candidate.family());
        priority[i] = Codes.of(candidate.priority());
        expired[i++] = candidate.expired();
      }
    for (Object array :
        new Object[] {of, task, campaign, version, period, step, family, priority, expired})
      tuple.addValue(array);
  }

  private static @Nullable String address(LeadRef lead) {
    return switch (lead) {
      case LeadRef.ById ignored -> null;
      case LeadRef.ByEmail(String email) -> Json.text(email);
    };
  }

  static long period(Qualification qualification) {
    return switch (qualification) {
      case Qualification.Every ignored -> -1;
      case Qualification.Once ignored -> 0;
      case Qualification.Per(var period) -> Math.max(1, period.toMillis());
    };
  }

  /// @param rows in any order
  List<Acceptance> answers(List<Row> rows) {
    Row[] byArrival = new Row[arrivals.size()];
    Map<Integer, Row> byCandidate = new HashMap<>();
    Map<Integer, List<QueuedTask>> woken = new HashMap<>();
    for (Row row : rows) {
      int candidate = row.getInteger("o_candidate");
      if (candidate < 0)
        woken
            .computeIfAbsent(row.getInteger("o_arrival"), arrival -> new ArrayList<>())
            .add(Codes.queued(row, arrivals.get(row.getInteger("o_arrival") - 1).tenant()));
      else if (candidate == 0) byArrival[row.getInteger("o_arrival") - 1] = row;
      else byCandidate.put(candidate, row);
    }
    List<Acceptance> answers = new ArrayList<>(arrivals.size());
    Map<TaskId, Verdict> inBatch = new HashMap<>();
    int candidate = 0;
    for (int a = 0; a < arrivals.size(); a++) {
      Arrival arrival = arrivals.get(a);
      Acceptance answer = answer(arrival, byArrival[a], byCandidate, candidate, inBatch);
      answers.add(
          answer instanceof Acceptance.Journaled(boolean recorded, List<Verdict> verdicts, var none)
              ? new Acceptance.Journaled(recorded, verdicts, woken.getOrDefault(a + 1, List.of()))
              : answer);
      candidate += arrival.candidates().size();
    }
    return answers;
  }

  private static Acceptance answer(
      Arrival arrival,
      Row row,
      Map<Integer, Row> candidates,
      int before,
      Map<TaskId, Verdict> inBatch) {
    short verdict = row.getShort("o_verdict");
    return switch (verdict) {
      case 0 -> {
        List<Verdict> verdicts = new ArrayList<>(arrival.candidates().size());
        for (int i = 1; i <= arrival.candidates().size(); i++) {
          Row told = candidates.get(before + i);
          if (told == null) throw new IllegalStateException("no verdict on candidate " + i);
          verdicts.add(verdict(arrival.tenant(), told, inBatch));
        }
        yield new Acceptance.Journaled(row.getLong("o_number") == 1, verdicts);
      }
      case 1 -> new Acceptance.OtherContent(new TaskId(row.getUUID("o_task")));
      case 2 -> new Acceptance.UnknownLead(arrival.unknownLead());
      case 3 -> new Acceptance.Stale(row.getLong("o_number"));
      default -> throw new IllegalStateException("arrival verdict " + verdict);
    };
  }

  private static Verdict verdict(int tenant, Row row, Map<TaskId, Verdict> inBatch) {
    TaskId task = new TaskId(row.getUUID("o_task"));
    short verdict = row.getShort("o_verdict");
    Verdict told =
        switch (verdict) {
          case 10 -> new Verdict.Accepted(Codes.queued(row, tenant));
          case 11 -> duplicate(tenant, task, row, inBatch.get(task));
          case 12 -> new Verdict.NotQualified(task);
          case 13 -> new Verdict.Expired(task);
          default -> throw new IllegalStateException("verdict " + verdict);
        };
    inBatch.putIfAbsent(task, told);
    return told;
  }

  private static Verdict duplicate(int tenant, TaskId task, Row row, @Nullable Verdict first) {
    if (row.getShort("o_state") != null) {
      TaskState state = TaskState.of(row.getShort("o_state"));
      boolean queued = state.inLine() && row.getLong("o_position") != null;
      return new Verdict.Duplicate(
          task, state, queued ? List.of(Codes.queued(row, tenant)) : List.of());
    }
    return switch (first) {
      case null -> throw new IllegalStateException("task " + task + " is a duplicate of nothing");
      case Verdict.Accepted(QueuedTask queued) ->
          new Verdict.Duplicate(task, TaskState.READY, List.of(queued));
      case Verdict.Duplicate known -> known;
      case Verdict.NotQualified ignored ->
          new Verdict.Duplicate(task, TaskState.NOT_QUALIFIED, List.of());
      case Verdict.Expired ignored -> new Verdict.Duplicate(task, TaskState.EXPIRED, List.of());
    };
  }
}
