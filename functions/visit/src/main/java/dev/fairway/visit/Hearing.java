package dev.fairway.visit;

import dev.fairway.model.OpenTask;
import dev.fairway.model.OpenTask.Heard;
import dev.fairway.model.Wait;
import dev.fairway.model.campaign.Campaign.Expression;
import dev.fairway.model.campaign.Expressions;
import dev.fairway.model.campaign.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a task that waits for an event has heard so far, and whether it is that.
///
/// @param in the wait it is in
/// @param with parameters of the step that waits
record Hearing(OpenTask task, Wait in, Map<String, Object> with) {

  /// The first event for which the step's condition holds.
  Optional<Heard> right(Scope scope, Expressions expressions) {
    Optional<Expression> where =
        with.get("where") instanceof Expression expression
            ? Optional.of(expression)
            : Optional.empty();
    for (Heard event : task.heard())
      if (!isTrigger(event)
          && where.map(cel -> expressions.test(cel, scope.about(event.data()))).orElse(true))
        return Optional.of(event);
    return Optional.empty();
  }

  /// What brought the lead into the campaign ends no wait in it.
  private boolean isTrigger(Heard event) {
    return event.at().equals(task.acceptedAt())
        && event.type().equals(task.event().type())
        && event.data().equals(task.event().data());
  }

  /// The wait, once none of it was right.
  Wait inVain() {
    List<Long> all = new ArrayList<>(in.heard());
    for (Heard event : task.heard()) all.add(event.seq());
    return in.heard(all);
  }
}
