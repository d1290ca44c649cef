package dev.fairway.visit;

import dev.fairway.model.Family;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Memberships;
import dev.fairway.model.Memberships.Kind;
import dev.fairway.model.Merge;
import dev.fairway.model.OpenTask;
import dev.fairway.model.OpenTask.Heard;
import dev.fairway.model.Outcome;
import dev.fairway.model.StepCommit;
import dev.fairway.model.StepCommit.Activity;
import dev.fairway.model.TaskState;
import dev.fairway.model.TenantRecord;
import dev.fairway.model.Wait;
import dev.fairway.model.campaign.ActiveCampaign;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Campaign.Expression;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.Choices;
import dev.fairway.model.campaign.Choices.Chosen;
import dev.fairway.model.campaign.Evidence;
import dev.fairway.model.campaign.Expressions;
import dev.fairway.model.campaign.Flow;
import dev.fairway.model.campaign.History;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.model.campaign.Scope;
import dev.fairway.runtime.LogLine;
import dev.fairway.visit.Definitions.Home;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/// One task's visit to one family: runs as many of its steps as belong here, on a copy of the lead,
/// and says what to commit. A decision: no input, no output, repeatable. It throws
/// [RecordBook.Unread] if it needs a record that is not read yet.
final class Visit {
  private static final Logger LOG = Logger.getLogger(Visit.class);

  /// Steps in one visit; a longer flow comes again, so that no task holds its batch up.
  static final int MAX_STEPS = 50;

  static final String BRANCHED = "flow.branched";
  static final String JUMPED = "flow.jumped";
  static final String EXECUTED = "campaign.executed";
  static final String REMOVED = "flow.removed";
  static final String EXITED = StepCommit.Removal.TYPE;
  static final String WAITED = "wait.ended";

  /// @param outcome what to tell the fair queue once the commit succeeded
  /// @param stopped effects that would have triggered campaigns, had they not been too deep
  /// @param at the database's clock when the task was read
  /// @param again once committed, the task is read again at once
  /// @param merge to be done first; then nothing is committed, and the task is read again
  record Decided(
      StepCommit commit,
      Outcome outcome,
      int stopped,
      Instant at,
      boolean again,
      Optional<Merge> merge) {
    private Decided(StepCommit commit, Outcome outcome, int stopped, Instant at) {
      this(commit, outcome, stopped, at, false, Optional.empty());
    }

    Decided andAgain() {
      return new Decided(commit, outcome, stopped, at, true, merge);
    }

    Decided first(Merge wanted) {
      return new Decided(commit, outcome, stopped, at, true, Optional.of(wanted));
    }
  }

  private final OpenTask task;
  private final Course course;
  private final Family family;
  private final Map<String, DatabaseAction> actions;
  private final Expressions expressions;
  private final Others others;
  private final Set<Integer> refused;
  private final Changes changes;
  private final FlowMemory memory;

  private String at;
  private int lastChoice;

  /// @param history of the lead, as far as the campaign's choices ask for it
  /// @param book where records of the tenant are asked for
  /// @param maxDepth campaigns that an event may stand from the outside
  /// @param children campaigns of the frames in the task's memory
  /// @param refused campaigns that the lead may not enter, as a commit has told
  Visit(
      OpenTask task,
      Campaign campaign,
      List<Campaign> children,
      History history,
      Family family,
      Home home,
      RecordBook book,
      Others others,
      Set<Integer> refused,
      int maxDepth,
      Map<String, DatabaseAction> actions,
      Expressions expressions) {
    this.task = task;
    this.others = others;
    this.refused = refused;
    this.family = family;
    this.actions = actions;
    this.expressions = expressions;
    this.memory = new FlowMemory(task.memory());
    this.course = new Course(campaign, memory, children);
    Scope scope =
        Scope.of(campaign, task.event(), task.lead(), home.name(), home.zone(), task.now())
            .with(history)
            .waited(memory.waited());
    this.changes =
        new Changes(
            task,
            scope,
            campaign.readsCompany() || children.stream().anyMatch(Campaign::readsCompany),
            book,
            home.triggers(),
            maxDepth);
    this.at = task.at();
  }

  /// The campaign was deleted under its tasks: they keep what is needed to see why.
  static Decided undefined(OpenTask task) {
    String reason = "version " + task.version() + " of its campaign no longer exists";
    StepCommit commit =
        StepCommit.of(
            task,
            LeadPatch.NONE,
            List.of(),
            List.of(),
            List.of(),
            0,
            dead(task, task.at(), task.memory(), reason));
    return new Decided(commit, new Outcome.Dead(reason), 0, task.now());
  }

  Decided decide() {
    while (changes.executed() < MAX_STEPS) {
      Optional<Step> step = Flow.step(course.whole(), at);
      if (step.isEmpty()) return dead("step " + at + " is not in this version of the campaign");
      if (!Catalogue.STANDARD.control(step.get())) {
        Family owner = Catalogue.STANDARD.family(course.whole(), step.get());
        if (owner != family) return next(owner);
      }
      Optional<Decided> end = execute(step.get());
      if (end.isPresent()) return end.get();
    }
    return next(family);
  }

  /// @return empty if the visit goes on with another step
  private Optional<Decided> execute(Step step) {
    Optional<Wait> wait = memory.waitAt(step);
    if (wait.isPresent()) return waited(step, wait.get());
    StepResult result;
    try {
      result = attempt(step);
    } catch (RecordBook.Unread unread) {
      throw unread;
    } catch (RuntimeException bug) {
      new LogLine("visit", "step-threw")
          .with("task", task.task())
          .with("action", step.action())
          .to(LOG, Logger.Level.ERROR, bug);
      return Optional.of(retry(step, bug));
    }
    return take(step, result);
  }

  private Optional<Decided> take(Step step, StepResult result) {
    return switch (result) {
      case StepResult.Recorded(TenantRecord changed, StepResult rest) -> {
        changes.apply(changed);
        yield take(step, rest);
      }
      case StepResult.Changed(LeadPatch patch, List<StepResult.Fact> facts) -> {
        Optional<Kind> overfilled = scope().lead().memberships().overfilledBy(patch);
        if (overfilled.isPresent())
          yield failed(
              step, "a lead has at most " + Memberships.MOST + " " + overfilled.get().label());
        changes.apply(patch);
        changes.tell(facts);
        yield passed(step, facts);
      }
      case StepResult.ChangedOther(
              LeadRef lead,
              LeadPatch patch,
              String type,
              Map<String, Object> attributes) -> {
        changes.apply(new StepCommit.OtherLead(lead, patch));
        List<StepResult.Fact> facts = List.of(new StepResult.Fact(type, attributes));
        changes.tell(facts);
        yield passed(step, facts);
      }
      case StepResult.Merging merging -> Optional.of(merges(merging));
      case StepResult.Skipped(String reason) -> skipped(step, reason);
      case StepResult.Branched(String key, Map<String, Object> attributes) ->
          entered(
              step,
              step.nested().getOrDefault(key, List.of()),
              new StepResult.Fact(BRANCHED, attributes));
      case StepResult.Jumped(String target) -> jumped(step, target);
      case StepResult.Waiting(Instant end) -> waits(step, end);
      case StepResult.Listening(List<String> on, String since, Optional<Instant> end) ->
          begun(step, on, Optional.empty(), end, since(since));
      case StepResult.Watching(Expression condition, Optional<Instant> end) ->
          begun(step, List.of(), Optional.of(condition), end, task.now());
      case StepResult.Executed(String campaign, boolean parent) -> executes(step, campaign, parent);
      case StepResult.Removed(String target) -> removed(step, target);
      case StepResult.Exited(String reason) -> exited(step, Map.of("reason", reason));
      case StepResult.Failed(String reason) -> failed(step, reason);
    };
  }

  private StepResult attempt(Step step) {
    Chosen chosen = Choices.choose(step, scope(), expressions);
    if (!step.choices().isEmpty()) changes.decided(Evidence.of(step, chosen, scope()));
    return switch (chosen) {
      case Chosen.Skip(int choice, var failed) ->
          new StepResult.Skipped("choice " + choice + " says nothing");
      case Chosen.Run(Map<String, Object> with, int choice, var failed) -> {
        lastChoice = choice;
        yield StepContext.decide(
            course.owner(),
            step,
            with,
            scope(),
            expressions,
            changes::record,
            memory.takeMerged(),
            action(step));
      }
    };
  }

  private DatabaseAction action(Step step) {
    DatabaseAction action = actions.get(step.action());
    if (action == null)
      throw new IllegalStateException("family " + family + " has no action " + step.action());
    return action;
  }

  private Optional<Decided> entered(Step step, List<Step> flow, StepResult.Fact fact) {
    if (flow.isEmpty()) return passed(step, List.of(fact));
    changes.note(step, fact);
    changes.passed();
    go(flow.getFirst().id());
    return Optional.empty();
  }

  private Optional<Decided> jumped(Step step, String target) {
    if (!memory.mayVisit(target))
      return failed(
          step,
          "step "
              + target
              + " was jumped to "
              + FlowMemory.MAX_VISITS
              + " times without a wait of an hour or more");
    changes.note(step, new StepResult.Fact(JUMPED, Map.of("to", target)));
    changes.passed();
    go(target);
    return Optional.empty();
  }

  private Optional<Decided> waits(Step step, Instant until) {
    return until.isAfter(task.now())
        ? begun(step, List.of(), Optional.empty(), Optional.of(until), task.now())
        : passed(step, List.of(new StepResult.Fact(WAITED, Map.of("until", until.toString()))));
  }

  /// Out of the line until then. It counts as executed, so that a visit which comes late cannot
  /// begin the wait again. One that listens is committed first, and the task read again at once:
  /// only then is it known what has come before.
  private Optional<Decided> begun(
      Step step,
      List<String> on,
      Optional<Expression> condition,
      Optional<Instant> until,
      Instant from) {
    Campaign campaign = course.owner();
    List<String> types = Hearing.types(campaign, on);
    Instant since = campaign.exits().isEmpty() ? from : task.acceptedAt();
    Wait wait =
        new Wait(
            step.id(),
            task.now(),
            until,
            types,
            since,
            from,
            List.of(),
            lastChoice,
            condition.isPresent());
    Map<String, Object> told = new LinkedHashMap<>();
    if (!on.isEmpty()) told.put("on", on);
    condition.ifPresent(cel -> told.put("condition", cel.source()));
    until.ifPresent(end -> told.put("until", end.toString()));
    changes.note(step, new StepResult.Fact(Activity.WAITS, told));
    changes.passed();
    memory.waits(wait);
    return Optional.of(wait.listens() ? again() : waiting(step, wait));
  }

  private Scope scope() {
    return course.see(changes.scope());
  }

  private Decided again() {
    return next(family).andAgain();
  }

  private Instant since(String word) {
    return switch (word) {
      case "entry" -> task.acceptedAt();
      case "now" -> task.now();
      default -> changes.executed() > 0 ? task.now() : memory.stepped().orElse(task.acceptedAt());
    };
  }

  /// The journal brings a task back when its time has come, or something that it listens to, or
  /// when the lead that it watches has changed.
  private Optional<Decided> waited(Step step, Wait wait) {
    Hearing hearing = new Hearing(task, wait, course.owner(), step, scope(), expressions);
    Optional<Heard> exit = hearing.exit();
    if (exit.isPresent()) {
      memory.waitEnded(wait, task.now());
      return exited(step, Map.of("reason", "exitOn", "event", exit.get().type()));
    }
    Optional<Heard> right = hearing.right();
    Optional<Expression> met = hearing.met();
    if (right.isEmpty()
        && met.isEmpty()
        && wait.until().filter(until -> !until.isAfter(task.now())).isEmpty()) {
      Wait longer = hearing.inVain();
      memory.waits(longer);
      return Optional.of(hearing.full() ? again() : waiting(step, longer));
    }
    memory.waitEnded(wait, task.now());
    right.ifPresent(event -> memory.waited(event.data()));
    changes.waited(memory.waited());
    return right
        .map(
            event -> ended(step, Catalogue.THEN, Map.of("event", event.type(), "seq", event.seq())))
        .or(() -> met.map(cel -> ended(step, Catalogue.THEN, Map.of("condition", cel.source()))))
        .orElseGet(() -> ended(step, Catalogue.ON_TIMEOUT, Map.of()));
  }

  private Optional<Decided> ended(Step step, String key, Map<String, Object> attributes) {
    return entered(
        step, step.nested().getOrDefault(key, List.of()), new StepResult.Fact(WAITED, attributes));
  }

  /// A transaction of its own, since it moves tasks of both leads: steps before it are committed
  /// first.
  private Decided merges(StepResult.Merging merging) {
    if (changes.executed() > 0) return again();
    return next(family)
        .first(
            new Merge(
                task.tenant(),
                new LeadRef.ById(task.lead().id()),
                merging.winner(),
                merging.overwrite(),
                Optional.of(new Merge.ByStep(task.task(), task.progress()))));
  }

  private Optional<Decided> exited(Step step, Map<String, Object> attributes) {
    changes.note(step, new StepResult.Fact(EXITED, attributes));
    changes.passed();
    return course
        .frame()
        .map(child -> behind(child.step()))
        .orElseGet(() -> Optional.of(done(TaskState.DONE)));
  }

  private Optional<Decided> removed(Step step, String target) {
    boolean all = target.equals("all");
    Optional<Integer> number =
        target.equals("this")
            ? Optional.of(course.frame().map(Frame::campaign).orElse(task.campaign()))
            : others.number(target);
    if (all || number.filter(this::inside).isPresent()) {
      changes.remove(all ? Optional.empty() : number);
      changes.note(
          step,
          new StepResult.Fact(
              EXITED, Map.of("reason", "removed", "by", changes.scope().campaign())));
      changes.passed();
      return Optional.of(done(TaskState.DONE));
    }
    if (number.isEmpty()) return skipped(step, "there is no campaign " + target);
    changes.remove(number);
    return passed(step, List.of(new StepResult.Fact(REMOVED, Map.of("campaign", target))));
  }

  /// The task is of this campaign, or runs it.
  private boolean inside(int campaign) {
    return campaign == task.campaign()
        || memory.frames().stream().anyMatch(frame -> frame.campaign() == campaign);
  }

  /// One entry a commit: if it is refused, it is known which.
  private Optional<Decided> executes(Step step, String name, boolean parent) {
    if (course.full())
      return failed(step, "campaigns run one another at most " + Course.MAX_DEPTH + " deep");
    Optional<ActiveCampaign> active = others.active(name);
    if (active.isEmpty()) return skipped(step, "campaign " + name + " is not active");
    Campaign child = active.get().campaign();
    if (!child.executable()) return skipped(step, "campaign " + name + " is not executable");
    if (!child.filters().test(scope().in(child, parent)))
      return skipped(step, "campaign " + name + ": its filters leave the lead out");
    if (!(child.qualification() instanceof Qualification.Every)) {
      if (refused.contains(active.get().number()))
        return skipped(step, "campaign " + name + ": the lead was there already")
            .or(() -> Optional.of(again()));
      if (changes.enters()) return Optional.of(again());
      changes.enter(new StepCommit.Entry(active.get().number(), child.qualification()));
    }
    changes.note(
        step,
        new StepResult.Fact(
            EXECUTED, Map.of("campaign", name, "version", (long) active.get().version())));
    changes.passed();
    Frame frame = new Frame(step.id(), active.get().number(), active.get().version(), parent);
    if (child.readsCompany()) changes.readCompany();
    at = course.enter(frame, child);
    return Optional.empty();
  }

  private Optional<Decided> skipped(Step step, String reason) {
    return passed(step, List.of(why(Activity.SKIPPED, step, reason)));
  }

  private Decided waiting(Step step, Wait wait) {
    return commit(
        new StepCommit.Next(
            TaskState.WAITING,
            at,
            Catalogue.STANDARD.family(course.whole(), step),
            wait.until(),
            0,
            memory.content(),
            Optional.empty()),
        wait.until()
            .<Outcome>map(Outcome.WaitUntil::new)
            .orElseGet(() -> new Outcome.Done(TaskState.WAITING)));
  }

  private Optional<Decided> passed(Step step, List<StepResult.Fact> facts) {
    for (StepResult.Fact fact : facts) changes.note(step, fact);
    changes.passed();
    if (changes.erased()) return Optional.of(done(TaskState.DELETED));
    return behind(step.id());
  }

  private Optional<Decided> behind(String step) {
    Optional<Step> after = Flow.after(course.whole(), step);
    if (after.isEmpty()) return Optional.of(done(TaskState.DONE));
    go(after.get().id());
    return Optional.empty();
  }

  private void go(String step) {
    at = step;
    course.to(step);
  }

  private Optional<Decided> failed(Step step, String reason) {
    return switch (step.onError().orElse(course.owner().onError())) {
      case CONTINUE -> passed(step, List.of(why(Activity.FAILED, step, reason)));
      case STOP -> {
        changes.note(step, why(Activity.FAILED, step, reason));
        yield Optional.of(done(TaskState.DONE));
      }
      case DEAD_LETTER -> {
        changes.note(step, why(Activity.FAILED, step, reason));
        yield Optional.of(dead(step.action() + ": " + reason));
      }
    };
  }

  /// A bug of ours may pass with the next version: try again, then do as `onError` says.
  private Decided retry(Step step, RuntimeException bug) {
    int attempts = (changes.executed() == 0 ? task.attempts() : 0) + 1;
    String error = step.action() + ": " + bug.getClass().getSimpleName();
    if (step.retry().exhausted(attempts))
      return failed(step, error + " after " + attempts + " attempts").orElseGet(this::decide);
    Instant due =
        task.now()
            .plus(
                step.retry()
                    .delay(
                        attempts, task.task().hashCode() + task.progress() + changes.executed()));
    return commit(
        new StepCommit.Next(
            TaskState.RETRYING,
            at,
            family,
            Optional.of(due),
            attempts,
            memory.content(),
            Optional.of(error)),
        new Outcome.RetryAfter(due));
  }

  private Decided next(Family owner) {
    boolean waitsNext =
        Flow.step(course.whole(), at)
            .filter(step -> step.action().equals(Catalogue.WAIT_UNTIL))
            .isPresent();
    if (changes.executed() > 0 && waitsNext) memory.stepped(task.now());
    return commit(
        new StepCommit.Next(
            TaskState.READY, at, owner, Optional.empty(), 0, memory.content(), Optional.empty()),
        new Outcome.Next(owner));
  }

  private Decided done(TaskState state) {
    return commit(
        new StepCommit.Next(state, at, family, Optional.empty(), 0, Map.of(), Optional.empty()),
        new Outcome.Done(state));
  }

  private Decided dead(String reason) {
    return commit(dead(task, at, memory.content(), reason), new Outcome.Dead(reason));
  }

  private static StepCommit.Next dead(
      OpenTask task, String at, Map<String, Object> memory, String reason) {
    return new StepCommit.Next(
        TaskState.DEAD,
        at,
        task.family(),
        Optional.empty(),
        task.attempts() + 1,
        memory,
        Optional.of(reason));
  }

  private Decided commit(StepCommit.Next next, Outcome outcome) {
    return new Decided(changes.commit(next), outcome, changes.stopped(), task.now());
  }

  private static StepResult.Fact why(String type, Step step, String reason) {
    return new StepResult.Fact(type, Map.of("action", step.action(), "reason", reason));
  }
}
