package dev.fairway.visit;

import dev.fairway.model.OpenTask;
import dev.fairway.model.OpenTask.Heard;
import dev.fairway.model.Wait;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Campaign.Exit;
import dev.fairway.model.campaign.Campaign.Expression;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.Choices;
import dev.fairway.model.campaign.Expressions;
import dev.fairway.model.campaign.Scope;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// What a task that waits has heard so far, and what that means to it.
record Hearing(
    OpenTask task, Wait in, Campaign campaign, Step step, Scope scope, Expressions expressions) {

  /// What a wait must listen to: what its step waits for, and what takes leads out of the flow.
  static List<String> types(Campaign campaign, List<String> on) {
    Set<String> types = new LinkedHashSet<>(on);
    campaign.exits().forEach(exit -> types.addAll(exit.on()));
    return List.copyOf(types);
  }

  /// The first event that takes the lead out of the flow.
  Optional<Heard> exit() {
    return first(event ->
        campaign.exits().stream()
            .anyMatch(exit -> exit.on().contains(event.type()) && holds(exit, event)));
  }

  private boolean holds(Exit exit, Heard event) {
    return holds(exit.where(), event);
  }

  private boolean holds(Optional<Expression> where, Heard event) {
    return where.map(cel -> expressions.test(cel, scope.about(event.data()))).orElse(true);
  }

  /// The first event that the step waits for.
  Optional<Heard> right() {
    var with = Choices.parameters(step, in.choice());
    List<?> on = with.get("on") instanceof List<?> types ? types : List.of();
    Optional<Expression> where =
        with.get("where") instanceof Expression expression
            ? Optional.of(expression)
            : Optional.empty();
    return first(event ->
        on.contains(event.type()) && !event.at().isBefore(in.from()) && holds(where, event));
  }

  /// What the step waits for the lead to be, if it is so.
  Optional<Expression> met() {
    return condition().filter(until -> expressions.test(until, scope));
  }

  private Optional<Expression> condition() {
    return Choices.parameters(step, in.choice()).get("until") instanceof Expression until
        ? Optional.of(until)
        : Optional.empty();
  }

  private Optional<Heard> first(Predicate<Heard> right) {
    Optional<Heard> trigger =
        in.heard().isEmpty()
            ? task.heard().stream().filter(this::likeTheTrigger).findFirst()
            : Optional.empty();
    return task.heard().stream()
        .filter(event -> trigger.filter(event::equals).isEmpty())
        .filter(right)
        .findFirst();
  }

  /// What brought the lead into the campaign ends no wait in it: the first of its kind, when the
  /// task listens for the first time.
  private boolean likeTheTrigger(Heard event) {
    return event.at().equals(task.acceptedAt())
        && event.type().equals(task.event().type())
        && event.data().equals(task.event().data());
  }

  /// There may be more.
  boolean full() {
    return task.heard().size() >= Heard.MOST;
  }

  /// The wait, once none of it was right.
  Wait inVain() {
    List<Long> all = new ArrayList<>(in.heard());
    for (Heard event : task.heard()) all.add(event.seq());
    return in.heard(all);
  }
}
