package dev.fairway.postgres;

import static dev.fairway.postgres.Statements.tuple;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.StepCommit;
import dev.fairway.model.TaskState;
import dev.fairway.model.TenantRecord;
import dev.fairway.ports.Records;
import dev.fairway.ports.TaskJournal.Commits;
import dev.fairway.ports.TaskJournal.OutboxRow;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Commits as the arrays of `commit_visits`, and its rows as [Commits].
final class CommitCall {
  private final List<StepCommit> commits;

  CommitCall(List<StepCommit> commits) {
    this.commits = commits;
  }

  Tuple parameters() {
    Tuple tuple = tuple();
    addVisits(tuple);
    addNext(tuple);
    addActivities(tuple);
    addEvents(tuple);
    addOthers(tuple);
    addRemovals(tuple);
    addEntries(tuple);
    addRecords(tuple);
    return tuple;
  }

  private void addVisits(Tuple tuple) {
    int size = commits.size();
    var task = new UUID[size];
    var tenant = new Integer[size];
    var lead = new Long[size];
    var progress = new Long[size];
    var version = new Long[size];
    var set = new @Nullable String[size];
    var clear = new @Nullable String[size];
    var members = new @Nullable String[size];
    var erase = new Boolean[size];
    var executed = new Integer[size];
    for (int i = 0; i < size; i++) {
      StepCommit commit = commits.get(i);
      LeadPatch patch = commit.patch();
      task[i] = commit.task().value();
      tenant[i] = commit.tenant();
      lead[i] = commit.lead();
      progress[i] = commit.progress();
      version[i] = commit.leadVersion();
      set[i] = patch.isEmpty() ? null : Json.object(patch.set());
      clear[i] = patch.clear().isEmpty() ? null : Json.array(patch.clear());
      members[i] = Codes.members(patch);
      erase[i] = patch.erase();
      executed[i] = commit.executed();
    }
    add(tuple, task, tenant, lead, progress, version, set, clear, members, erase, executed);
  }

  private void addNext(Tuple tuple) {
    int size = commits.size();
    var state = new Short[size];
    var at = new String[size];
    var family = new Short[size];
    var due = new @Nullable OffsetDateTime[size];
    var attempts = new Integer[size];
    var memory = new String[size];
    var error = new @Nullable String[size];
    for (int i = 0; i < size; i++) {
      StepCommit.Next next = commits.get(i).next();
      state[i] = (short) next.state().code();
      at[i] = Json.text(next.at());
      family[i] = Codes.of(next.family());
      due[i] = next.due().map(Codes::of).orElse(null);
      attempts[i] = next.attempts();
      memory[i] = Json.object(next.memory());
      error[i] = next.error().map(Json::text).orElse(null);
    }
    add(tuple, state, at, family, due, attempts, memory, error);
  }

  private void addActivities(Tuple tuple) {
    List<Integer> of = new ArrayList<>();
    List<String> type = new ArrayList<>();
    List<String> step = new ArrayList<>();
    List<String> attributes = new ArrayList<>();
    for (int i = 0; i < commits.size(); i++)
      for (StepCommit.Activity activity : commits.get(i).activities()) {
        of.add(i + 1);
        type.add(Json.text(activity.type()));
        step.add(Json.text(activity.step()));
        attributes.add(Json.object(activity.attributes()));
      }
    add(
        tuple,
        of.toArray(Integer[]::new),
        type.toArray(String[]::new),
        step.toArray(String[]::new),
        attributes.toArray(String[]::new));
  }

  private void addEvents(Tuple tuple) {
    List<Integer> of = new ArrayList<>();
    List<String> id = new ArrayList<>();
    List<String> type = new ArrayList<>();
    List<String> data = new ArrayList<>();
    List<Integer> depth = new ArrayList<>();
    for (int i = 0; i < commits.size(); i++)
      for (StepCommit.Outgoing event : commits.get(i).events()) {
        of.add(i + 1);
        id.add(Json.text(event.id()));
        type.add(Json.text(event.type()));
        data.add(Json.object(event.data()));
        depth.add(event.depth());
      }
    add(
        tuple,
        of.toArray(Integer[]::new),
        id.toArray(String[]::new),
        type.toArray(String[]::new),
        data.toArray(String[]::new),
        depth.toArray(Integer[]::new));
  }

  private void addOthers(Tuple tuple) {
    List<Integer> of = new ArrayList<>();
    List<String> key = new ArrayList<>();
    List<@Nullable String> address = new ArrayList<>();
    List<String> set = new ArrayList<>();
    List<@Nullable String> clear = new ArrayList<>();
    List<@Nullable String> members = new ArrayList<>();
    for (int i = 0; i < commits.size(); i++)
      for (StepCommit.OtherLead other : commits.get(i).others()) {
        of.add(i + 1);
        key.add(Json.text(other.lead().key()));
        address.add(other.lead() instanceof LeadRef.ByEmail(String email) ? email : null);
        set.add(Json.object(other.patch().set()));
        clear.add(other.patch().clear().isEmpty() ? null : Json.array(other.patch().clear()));
        members.add(Codes.members(other.patch()));
      }
    add(
        tuple,
        of.toArray(Integer[]::new),
        key.toArray(String[]::new),
        address.toArray(String[]::new),
        set.toArray(String[]::new),
        clear.toArray(String[]::new),
        members.toArray(String[]::new));
  }

  private void addRecords(Tuple tuple) {
    Map<Records.Address, Integer> index = new LinkedHashMap<>();
    List<Integer> of = new ArrayList<>();
    List<Integer> record = new ArrayList<>();
    List<Long> version = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < commits.size(); i++)
      for (TenantRecord changed : commits.get(i).records()) {
        Integer next = index.size() + 1;
        Integer known =
            index.putIfAbsent(new Records.Address(commits.get(i).tenant(), changed.key()), next);
        of.add(i + 1);
        record.add(known == null ? next : known);
        version.add(changed.version());
        fields.add(Json.object(changed.fields()));
      }
    PostgresRecords.addTo(tuple, List.copyOf(index.keySet()));
    add(
        tuple,
        of.toArray(Integer[]::new),
        record.toArray(Integer[]::new),
        version.toArray(Long[]::new),
        fields.toArray(String[]::new));
  }

  private void addRemovals(Tuple tuple) {
    List<Integer> of = new ArrayList<>();
    List<@Nullable Integer> campaign = new ArrayList<>();
    List<String> by = new ArrayList<>();
    for (int i = 0; i < commits.size(); i++)
      for (StepCommit.Removal removal : commits.get(i).removes()) {
        of.add(i + 1);
        campaign.add(removal.campaign().orElse(null));
        by.add(Json.text(removal.by()));
      }
    add(
        tuple,
        of.toArray(Integer[]::new),
        campaign.toArray(Integer[]::new),
        by.toArray(String[]::new));
  }

  private void addEntries(Tuple tuple) {
    List<Integer> of = new ArrayList<>();
    List<Integer> campaign = new ArrayList<>();
    List<Long> period = new ArrayList<>();
    for (int i = 0; i < commits.size(); i++)
      for (StepCommit.Entry entry : commits.get(i).entries()) {
        of.add(i + 1);
        campaign.add(entry.campaign());
        period.add(AcceptCall.period(entry.qualification()));
      }
    add(
        tuple,
        of.toArray(Integer[]::new),
        campaign.toArray(Integer[]::new),
        period.toArray(Long[]::new));
  }

  private static void add(Tuple tuple, Object... arrays) {
    for (Object array : arrays) tuple.addValue(array);
  }

  /// @param rows of refused commits and of events left in the outbox
  Commits answers(List<Row> rows) {
    List<StepCommit.Result> results =
        new ArrayList<>(Collections.nCopies(commits.size(), new StepCommit.Result.Committed()));
    List<OutboxRow> outbox = new ArrayList<>();
    for (Row row : rows) {
      if (row.getLong("o_outbox") != null) outbox.add(Codes.outbox(row));
      else results.set(row.getInteger("o_index") - 1, refusal(row));
    }
    return new Commits(results, outbox);
  }

  private static StepCommit.Result refusal(Row row) {
    short result = row.getShort("o_result");
    return switch (result) {
      case 1 -> new StepCommit.Result.Conflict();
      case 2 -> new StepCommit.Result.Blocked(Codes.queued(row));
      case 3 -> new StepCommit.Result.Moved(Codes.queued(row));
      case 5 -> new StepCommit.Result.NotQualified();
      case 4 -> new StepCommit.Result.Gone(TaskState.of(row.getShort("o_state")));
      default -> throw new IllegalStateException("commit result " + result);
    };
  }
}
