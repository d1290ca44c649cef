package dev.fairway.action.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.contracts.NoExpressions;
import dev.fairway.model.Event;
import dev.fairway.model.Family;
import dev.fairway.model.Lead;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.Priority;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Campaign.Retry;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Filters;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.model.campaign.Scope;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScoringActionsTest {
  private static final Map<String, FieldType> FIELDS = Map.of("behaviour", FieldType.SCORE);

  private static StepResult scored(long before, long after) {
    return StepResult.set(
        "behaviour",
        after,
        "person.scoreChanged",
        Map.of("score", "behaviour", "oldValue", before, "newValue", after));
  }

  private static Map<String, Object> change(String change) {
    return Map.of("score", "behaviour", "change", change);
  }

  static Stream<Arguments> rows() {
    var change = new ScoreChange();
    return Stream.of(
        Arguments.of("an unset score counts as 0", change, Map.of(), change("+5"), scored(0, 5)),
        Arguments.of(
            "points are added", change, Map.of("behaviour", 10L), change("+5"), scored(10, 15)),
        Arguments.of(
            "points are taken away", change, Map.of("behaviour", 3L), change("-5"), scored(3, -2)),
        Arguments.of(
            "a score is set", change, Map.of("behaviour", 3L), change("=-5"), scored(3, -5)),
        Arguments.of(
            "a token gives the points", change, Map.of(), change("+{{trigger.n}}"), scored(0, 7)),
        Arguments.of(
            "no change is no event", change, Map.of("behaviour", 5L), change("=5"), "unchanged"),
        Arguments.of(
            "what is no change fails", change, Map.of(), change("{{trigger.word}}"), "change"),
        Arguments.of(
            "the score stays above min",
            change,
            Map.of("behaviour", 3L),
            Map.of("score", "behaviour", "change", "-5", "min", "0"),
            scored(3, 0)),
        Arguments.of(
            "the score stays below max",
            change,
            Map.of("behaviour", 98L),
            Map.of("score", "behaviour", "change", "+5", "max", "100"),
            scored(98, 100)),
        Arguments.of(
            "reset sets 0",
            new ScoreReset(),
            Map.of("behaviour", 9L),
            Map.of("score", "behaviour"),
            scored(9, 0)),
        Arguments.of(
            "reset of 0 changes nothing",
            new ScoreReset(),
            Map.of(),
            Map.of("score", "behaviour"),
            "unchanged"),
        Arguments.of(
            "a moment is noted",
            new MomentAdd(),
            Map.of(),
            Map.of("type", "Web", "description", "demo {{trigger.n}}"),
            new StepResult.Changed(
                LeadPatch.NONE,
                "person.interestingMoment",
                Map.of("type", "Web", "description", "demo 7"))));
  }

  private static StepResult decide(
      DatabaseAction action, Map<String, Object> lead, Map<String, Object> with) {
    var step =
        new Step("s", action.name(), with, List.of(), Retry.DEFAULT, Optional.empty(), Map.of());
    var campaign =
        new Campaign(
            "c",
            List.of(),
            Filters.NONE,
            new Qualification.Every(),
            Priority.NORMAL,
            Campaign.OnError.DEAD_LETTER,
            Map.of(),
            FIELDS,
            List.of(step));
    var event =
        new Event(
            "/web",
            "e1",
            "form",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            Map.of(),
            Map.of("n", 7L, "word", "x"));
    var scope =
        Scope.of(campaign, event, new Lead(1, "l1", 3, lead), ZoneOffset.UTC, Instant.EPOCH);
    return StepContext.decide(campaign, step, with, scope, NoExpressions.ONLY, action);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void an_action_decides_by_the_lead_and_its_parameters(
      String sentence,
      DatabaseAction action,
      Map<String, Object> lead,
      Map<String, Object> with,
      Object expected) {
    StepResult result = decide(action, lead, with);
    switch (expected) {
      case String reason when result instanceof StepResult.Skipped(String said) ->
          assertThat(said).isEqualTo(reason);
      case String reason when result instanceof StepResult.Failed(String said) ->
          assertThat(said).contains(reason);
      default -> assertThat(result).isEqualTo(expected);
    }
  }

  private static String name(Arguments row) {
    return row.get()[1] instanceof DatabaseAction action ? action.name() : "no action";
  }

  @Test
  void every_action_of_the_family_has_rows() {
    assertThat(rows().map(row -> name(row)).distinct())
        .containsExactlyInAnyOrderElementsOf(
            Catalogue.STANDARD.names().stream()
                .filter(name -> Catalogue.STANDARD.get(name).family() == Family.SCORING)
                .toList());
  }
}
