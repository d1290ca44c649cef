package dev.fairway.model.campaign;

import dev.fairway.model.campaign.Campaign.Choice;
import dev.fairway.model.campaign.Campaign.Condition;
import dev.fairway.model.campaign.Campaign.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which parameters a step runs with: those of its first choice that matches, else its own.
public final class Choices {
  private Choices() {}

  /// Either way `failed` says which conditions could not be answered, by the number of their
  /// choice, and why; they count as false.
  public sealed interface Chosen {
    /// 1-based number of the choice; 0 = the step's own parameters
    int choice();

    Map<Integer, String> failed();

    record Run(Map<String, Object> with, int choice, Map<Integer, String> failed)
        implements Chosen {}

    /// The choice says: nothing.
    record Skip(int choice, Map<Integer, String> failed) implements Chosen {}
  }

  public static Chosen choose(Step step, Scope scope, Expressions expressions) {
    List<Choice> choices = step.choices();
    if (choices.isEmpty()) return new Chosen.Run(step.with(), 0, Map.of());
    Map<Integer, String> failed = new LinkedHashMap<>();
    for (int i = 0; i < choices.size(); i++) {
      Choice choice = choices.get(i);
      switch (answer(choice, step.id(), scope, expressions)) {
        case Expressions.Answer.Failed(String why) -> failed.put(i + 1, why);
        case Expressions.Answer.Known(boolean holds) -> {
          if (!holds) continue;
          if (choice.nothing()) return new Chosen.Skip(i + 1, failed);
          return new Chosen.Run(merge(step.with(), choice.with()), i + 1, failed);
        }
      }
    }
    return new Chosen.Run(step.with(), 0, failed);
  }

  /// A sample is drawn for the step: independent of the one that let the lead in.
  private static Expressions.Answer answer(
      Choice choice, String step, Scope scope, Expressions expressions) {
    if (choice.when().isEmpty()) return new Expressions.Answer.Known(true);
    return switch (choice.when().get()) {
      case Condition.Cel(var expression) -> expressions.answer(expression, scope);
      case Condition.Rules(Filters filters) ->
          new Expressions.Answer.Known(filters.test(scope, scope.campaign() + "/" + step));
    };
  }

  /// What must be known of a lead's past to choose in any step of the campaign.
  public static History.Need past(Campaign campaign) {
    return Flow.all(campaign.flow())
        .flatMap(step -> step.choices().stream())
        .flatMap(choice -> choice.when().stream())
        .map(when ->
            when instanceof Condition.Rules(Filters filters)
                ? filters.past(campaign.assets())
                : History.Need.NONE)
        .reduce(History.Need.NONE, History.Need::and);
  }

  /// Parameters of a choice that was taken before; 0: the step's own.
  public static Map<String, Object> parameters(Step step, int choice) {
    return choice == 0 ? step.with() : merge(step.with(), step.choices().get(choice - 1).with());
  }

  /// `over` wins, key by key.
  public static Map<String, Object> merge(Map<String, Object> own, Map<String, Object> over) {
    if (over.isEmpty()) return own;
    Map<String, Object> merged = new LinkedHashMap<>(own);
    merged.putAll(over);
    return merged;
  }
}
