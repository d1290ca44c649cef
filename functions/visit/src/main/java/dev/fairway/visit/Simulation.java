package dev.fairway.visit;

import dev.fairway.model.Event;
import dev.fairway.model.Lead;
import dev.fairway.model.Merge;
import dev.fairway.model.OpenTask;
import dev.fairway.model.OpenTask.Heard;
import dev.fairway.model.StepCommit;
import dev.fairway.model.StepCommit.Activity;
import dev.fairway.model.StepCommit.OtherLead;
import dev.fairway.model.StepCommit.Outgoing;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.model.TenantRecord;
import dev.fairway.model.Wait;
import dev.fairway.model.campaign.ActiveCampaign;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.Expressions;
import dev.fairway.model.campaign.Flow;
import dev.fairway.model.campaign.History;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.ports.Records.Address;
import dev.fairway.visit.Definitions.Home;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What would become of a lead in a campaign: one task in memory, run by the code that runs tasks,
/// its clock moved to the end of each wait. Nothing is stored, and nothing read but records that
/// steps ask for. Used once.
public final class Simulation {
  /// A flow that goes on for longer is cut off, and says so.
  static final int MAX_STEPS = 1_000;

  private static final int ELSEWHERE = -1;

  /// Where it is played.
  ///
  /// @param listened types of events that some campaign of the tenant listens to
  /// @param maxDepth campaigns that an event may stand from the outside
  /// @param children active campaigns that steps may run
  /// @param stored what the tenant has under these keys, in that order
  public record Stage(
      String tenant,
      ZoneId zone,
      Set<String> listened,
      int maxDepth,
      List<ActiveCampaign> children,
      Function<List<TenantRecord.Key>, List<TenantRecord>> stored,
      Map<String, DatabaseAction> actions,
      Expressions expressions) {}

  /// An event about the lead while it is in the campaign.
  ///
  /// @param after its entry; empty: as soon as the task waits for such an event
  public record Later(String type, Map<String, Object> data, Optional<Duration> after) {}

  /// @param at the clock when it was done
  public record Did(Instant at, Activity activity) {}

  /// @param lead as the flow leaves it, or as it was erased
  /// @param stopped effects that would be too deep to trigger campaigns
  /// @param state of the task at the end; WAITING: for an event that does not come
  /// @param step at which it stands if it did not run to its end
  /// @param end in words
  /// @param at the clock at the end
  /// @param unheard what was to come later and did not
  public record Played(
      List<Did> steps,
      Lead lead,
      List<OtherLead> others,
      List<Outgoing> events,
      int stopped,
      TaskState state,
      String step,
      String end,
      Instant at,
      List<Later> unheard) {}

  private final Stage stage;
  private final Campaign campaign;
  private final List<Later> later;
  private final List<Heard> history = new ArrayList<>();
  private final List<Did> steps = new ArrayList<>();
  private final List<OtherLead> others = new ArrayList<>();
  private final List<Outgoing> events = new ArrayList<>();
  private int stopped;

  /// Companies and objects as they are stored, and as the flow leaves them.
  private final RecordBook book = new RecordBook();

  /// Until when the lead may not enter a child again.
  private final Map<Integer, Instant> entered = new HashMap<>();

  private boolean merging;
  private OpenTask task;
  private History past;

  /// @param past what the lead had done before, as far as the campaign's choices ask for it
  /// @param event by which the lead enters
  /// @param later what else comes about it
  public Simulation(
      Stage stage,
      Campaign campaign,
      Lead lead,
      History past,
      Event event,
      Instant now,
      List<Later> later) {
    this.stage = stage;
    this.campaign = campaign;
    this.past = past.entered(campaign.name(), now);
    this.later = new ArrayList<>(later);
    this.task = entered(stage, campaign, lead, event, now);
    hear(event.type(), event.data(), now);
    passes(now);
  }

  private static OpenTask entered(
      Stage stage, Campaign campaign, Lead lead, Event event, Instant now) {
    Campaign.Step first = Flow.first(campaign);
    return new OpenTask(
        TaskId.of(stage.tenant(), event.source(), event.id(), campaign.name()),
        0,
        0,
        0,
        1,
        campaign.priority(),
        TaskState.READY,
        first.id(),
        Catalogue.STANDARD.family(campaign, first),
        0,
        0,
        0,
        event,
        Map.of(),
        lead,
        now,
        now,
        List.of());
  }

  public Played play() {
    for (int visits = 0; visits < MAX_STEPS && steps.size() < MAX_STEPS; visits++) {
      StepCommit commit = visit();
      StepCommit.Next next = commit.next();
      switch (next.state()) {
        case READY -> opened(commit, task.now());
        case RETRYING -> opened(commit, next.due().orElse(task.now()));
        case WAITING -> {
          Optional<Instant> until = ends(next);
          if (until.isEmpty()) return played(commit, unending(next));
          opened(commit, until.get());
        }
        case DONE, DEAD, DELETED, NOT_QUALIFIED, EXPIRED, ABORTED, IN_DOUBT -> {
          return played(commit, next.error().orElse("it ends"));
        }
      }
    }
    return played(TaskState.READY, "cut off after " + steps.size() + " steps");
  }

  private static String unending(StepCommit.Next next) {
    return Wait.of(next.memory()).filter(Wait::watches).isPresent()
        ? "it waits for another change of the lead, without a timeout"
        : "it waits for an event, without a timeout: say in events what comes";
  }

  private StepCommit visit() {
    Visit.Decided decided = decided();
    book.decided(decided.commit());
    merging = decided.merge().isPresent();
    StepCommit commit = decided.commit();
    for (Activity activity : commit.activities()) {
      steps.add(new Did(task.now(), activity));
      did(activity.type(), activity.attributes(), task.now());
    }
    others.addAll(commit.others());
    for (StepCommit.Entry entry : commit.entries())
      entered.put(
          entry.campaign(),
          entry.qualification() instanceof Qualification.Per(Duration period)
              ? task.now().plus(period)
              : Instant.MAX);
    events.addAll(commit.events());
    stopped += decided.stopped();
    return commit;
  }

  private Visit.Decided decided() {
    Home home = new Home(stage.tenant(), stage.zone(), stage.listened());
    while (true) {
      try {
        return new Visit(
                task,
                campaign,
                children(),
                past,
                task.family(),
                home,
                book,
                new Known(),
                refused(),
                stage.maxDepth(),
                stage.actions(),
                stage.expressions())
            .decide();
      } catch (RecordBook.Unread unread) {
        book.read(stage.stored().apply(book.missing().stream().map(Address::key).toList()));
      }
    }
  }

  private Set<Integer> refused() {
    return entered.keySet().stream()
        .filter(child -> entered.getOrDefault(child, Instant.MIN).isAfter(task.now()))
        .collect(Collectors.toSet());
  }

  private List<Campaign> children() {
    return FlowMemory.frames(task.memory()).stream().map(frame -> child(frame.campaign())).toList();
  }

  private Campaign child(int number) {
    return stage.children().stream()
        .filter(child -> child.number() == number)
        .map(ActiveCampaign::campaign)
        .findFirst()
        .orElseThrow();
  }

  /// Whatever a step takes the lead out of is there: nothing is looked for.
  private final class Known implements Others {
    @Override
    public Optional<Integer> number(String name) {
      return name.equals(campaign.name())
          ? Optional.of(task.campaign())
          : active(name).map(ActiveCampaign::number).or(() -> Optional.of(ELSEWHERE));
    }

    @Override
    public Optional<ActiveCampaign> active(String name) {
      return stage.children().stream()
          .filter(child -> child.campaign().name().equals(name))
          .findFirst();
    }
  }

  /// The time at which a wait is looked at again: when something comes that it listens to, or when
  /// it is over.
  private Optional<Instant> ends(StepCommit.Next next) {
    List<String> on = Wait.of(next.memory()).map(Wait::on).orElse(List.of());
    Optional<Later> first =
        later.stream()
            .filter(event -> on.contains(event.type()))
            .min(Comparator.comparing(this::time))
            .filter(event -> next.due().filter(time(event)::isAfter).isEmpty());
    if (first.isEmpty()) return next.due();
    Instant time = time(first.get());
    if (first.get().after().isEmpty()) {
      later.remove(first.get());
      hear(first.get().type(), first.get().data(), time);
    }
    return Optional.of(time);
  }

  private Instant time(Later event) {
    return event.after().map(task.acceptedAt()::plus).orElse(task.now());
  }

  /// What has its time comes then, whether or not it is waited for.
  private void passes(Instant now) {
    later.stream()
        .filter(event -> event.after().isPresent() && !time(event).isAfter(now))
        .sorted(Comparator.comparing(this::time))
        .forEach(event -> hear(event.type(), event.data(), time(event)));
    later.removeIf(event -> event.after().isPresent() && !time(event).isAfter(now));
  }

  private void hear(String type, Map<String, Object> data, Instant at) {
    history.add(new Heard(history.size() + 1L, type, at, data));
    did(type, data, at);
  }

  private void did(String type, Map<String, Object> data, Instant at) {
    past = past.and(History.of(type, new History.Done(at, data)));
  }

  /// The task as it would be read after the commit.
  private void opened(StepCommit commit, Instant now) {
    passes(now);
    StepCommit.Next next = commit.next();
    List<Heard> heard =
        Wait.of(next.memory())
            .map(wait ->
                history.stream()
                    .filter(event -> wait.concerns(event.seq(), event.type(), event.at()))
                    .limit(Heard.MOST)
                    .toList())
            .orElse(List.of());
    task =
        new OpenTask(
            task.task(),
            task.tenant(),
            task.campaign(),
            task.version(),
            task.position(),
            task.priority(),
            TaskState.READY,
            next.at(),
            next.family(),
            task.progress() + commit.executed(),
            next.attempts(),
            task.lost(),
            task.event(),
            merging ? merged(next.memory()) : next.memory(),
            task.lead().after(commit.patch()),
            task.acceptedAt(),
            now,
            heard);
  }

  /// The winner is not looked for: the lead stays what it is, and the flow goes on.
  private static Map<String, Object> merged(Map<String, Object> memory) {
    Map<String, Object> told = new LinkedHashMap<>(memory);
    told.put(Merge.RESULT, Merge.Result.MERGED.label());
    return told;
  }

  private Played played(StepCommit last, String end) {
    opened(last, task.now());
    return played(last.next().state(), end);
  }

  private Played played(TaskState state, String end) {
    return new Played(
        steps, task.lead(), others, events, stopped, state, task.at(), end, task.now(), later);
  }
}
