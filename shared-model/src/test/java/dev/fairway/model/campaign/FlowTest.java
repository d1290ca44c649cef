package dev.fairway.model.campaign;

import static dev.fairway.model.campaign.Samples.campaign;
import static dev.fairway.model.campaign.Samples.scope;
import static dev.fairway.model.campaign.Samples.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.Priority;
import dev.fairway.model.campaign.Campaign.Choice;
import dev.fairway.model.campaign.Campaign.Condition;
import dev.fairway.model.campaign.Campaign.Expression;
import dev.fairway.model.campaign.Campaign.Retry;
import dev.fairway.model.campaign.Campaign.Step;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowTest {
  private static final Campaign NESTED =
      campaign(
          step("a", Map.of()),
          step(
              "b",
              Map.of(
                  "then", List.of(step("b1", Map.of("then", List.of(step("b11", Map.of()))))),
                  "onTimeout", List.of(step("c1", Map.of()), step("c2", Map.of())))),
          step("d", Map.of()));

  @ParameterizedTest
  @CsvSource({"a, b", "b, d", "b1, d", "b11, d", "c1, c2", "c2, d", "d, end"})
  void after_a_nested_flow_the_step_after_its_parent_comes(String id, String next) {
    assertThat(Flow.after(NESTED, id).map(Step::id).orElse("end")).isEqualTo(next);
    assertThat(Flow.step(NESTED, id).map(Step::id)).contains(id);
  }

  @Test
  void a_flow_knows_its_first_step_and_no_others_than_its_own() {
    assertThat(Flow.first(NESTED).id()).isEqualTo("a");
    assertThat(Flow.step(NESTED, "x")).isEmpty();
    assertThatThrownBy(() -> Flow.after(NESTED, "x")).isInstanceOf(IllegalArgumentException.class);
  }

  /// Expressions that are their own truth, or fail.
  static final Expressions WORDS =
      new Expressions() {
        @Override
        public Answer answer(Expression expression, Scope scope) {
          if (expression.source().equals("fails")) return new Answer.Failed("no such thing");
          return new Answer.Known(expression.source().equals("true"));
        }

        @Override
        public Optional<Object> value(Expression expression, Scope scope) {
          return Optional.empty();
        }
      };

  private static Choice when(String source, Map<String, Object> with) {
    Condition condition = new Condition.Cel(new Expression(source, Map.of(), ""));
    return new Choice(Optional.of(condition), with.isEmpty(), with);
  }

  @Test
  void the_first_choice_that_matches_is_merged_key_by_key() {
    Map<String, Object> own = Map.of("attribute", "plan", "value", "x");
    Choice never = when("false", Map.of("value", "1"));
    Choice yes = when("true", Map.of("value", "2"));
    Choice nothing = when("true", Map.of());
    Choice otherwise = new Choice(Optional.empty(), false, Map.of("value", "3"));
    assertThat(Choices.choose(step(own, never, yes, nothing), scope(Map.of()), WORDS))
        .isEqualTo(new Choices.Chosen.Run(Map.of("attribute", "plan", "value", "2"), 2, Map.of()));
    assertThat(Choices.choose(step(own, nothing, yes), scope(Map.of()), WORDS))
        .isEqualTo(new Choices.Chosen.Skip(1, Map.of()));
    assertThat(Choices.choose(step(own, never, otherwise), scope(Map.of()), WORDS))
        .isEqualTo(new Choices.Chosen.Run(Map.of("attribute", "plan", "value", "3"), 2, Map.of()));
    assertThat(Choices.choose(step(own, never), scope(Map.of()), WORDS))
        .isEqualTo(new Choices.Chosen.Run(own, 0, Map.of()));
  }

  @Test
  void a_retry_waits_longer_each_time_within_its_bounds_and_repeatably() {
    Retry retry = new Retry(5, Duration.ofSeconds(5), Duration.ofMinutes(1));
    for (int failures = 1; failures < 100; failures++) {
      long full = failures > 4 ? 60_000 : 5_000L << (failures - 1);
      for (long seed = 0; seed < 50; seed++)
        assertThat(retry.delay(failures, seed).toMillis()).isBetween(full / 2, full);
      assertThat(retry.delay(failures, 7)).isEqualTo(retry.delay(failures, 7));
    }
    assertThat(retry.delay(1, 1)).isNotEqualTo(retry.delay(1, 2));
    assertThat(retry.exhausted(4)).isFalse();
    assertThat(retry.exhausted(5)).isTrue();
  }

  @Test
  void priority_follows_the_actions() {
    Step set = step(Map.of());
    assertThat(Catalogue.STANDARD.priority(List.of(set))).isEqualTo(Priority.LOW);
    assertThat(Catalogue.STANDARD.priority(List.of(set, step("d", Map.of()))))
        .isEqualTo(Priority.NORMAL);
  }

  @ParameterizedTest
  @CsvSource({"+5, 10, 15", "-5, 10, 5", "=5, 10, 5", "=-5, 10, -5", "+0, 10, 10"})
  void a_score_changes(String change, long before, long after) {
    assertThat(ScoreChange.parse(change).orElseThrow().apply(before)).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource({"5", "++5", "5.5", "=", "+", "+9999999999999999", "''"})
  void anything_else_is_no_score_change(String change) {
    assertThat(ScoreChange.parse(change)).isEmpty();
  }

  @Test
  void a_score_never_wraps_around() {
    assertThat(ScoreChange.parse("+5").orElseThrow().apply(Long.MAX_VALUE - 1))
        .isEqualTo(Long.MAX_VALUE);
    assertThat(ScoreChange.parse("-5").orElseThrow().apply(Long.MIN_VALUE + 1))
        .isEqualTo(Long.MIN_VALUE);
  }

  private static Parameters.Resolved resolve(
      String action, Map<String, Object> with, Map<String, FieldType> fields) {
    Scope scope = scope(Map.of("name", "Ann", "n", 5L), Map.of("many", "lots"), Map.of());
    return Parameters.resolve(Catalogue.STANDARD.get(action), with, scope, fields, Assets.NONE);
  }

  @Test
  void parameters_become_values_of_their_type() {
    Map<String, FieldType> fields = Map.of("n", FieldType.INTEGER, "plan", FieldType.STRING);
    assertThat(resolve("person.set", Map.of("attribute", "n", "value", "{{lead.n}}1"), fields))
        .isEqualTo(new Parameters.Resolved.Arguments(Map.of("attribute", "n", "value", 51L)));
    assertThat(resolve("person.set", Map.of("attribute", "n", "value", "NULL"), fields))
        .isEqualTo(new Parameters.Resolved.Arguments(Map.of("attribute", "n")));
    assertThat(resolve("person.set", Map.of("attribute", "plan", "value", "{{lead.x}}"), fields))
        .isEqualTo(new Parameters.Resolved.Arguments(Map.of("attribute", "plan")));
    assertThat(resolve("person.append", Map.of("attribute", "plan", "value", "x"), fields))
        .isInstanceOfSatisfying(
            Parameters.Resolved.Arguments.class,
            arguments -> assertThat(arguments.text("separator")).isEqualTo(", "));
    assertThat(
            resolve(
                "person.upsert",
                Map.of("fields", Map.of("plan", "{{lead.name}}", "n", "NULL")),
                fields))
        .isInstanceOfSatisfying(
            Parameters.Resolved.Arguments.class,
            arguments ->
                assertThat(arguments.fields("fields"))
                    .isEqualTo(new LeadPatch(Map.of("plan", "Ann"), List.of("n"), false)));
    assertThat(resolve("tags.change", Map.of("add", List.of("a", "{{lead.name}}")), fields))
        .isInstanceOfSatisfying(
            Parameters.Resolved.Arguments.class,
            arguments -> assertThat(arguments.texts("add")).containsExactly("a", "Ann"));
    assertThat(resolve("score.change", Map.of("score", "s", "change", "=-2", "max", "9"), fields))
        .isInstanceOfSatisfying(
            Parameters.Resolved.Arguments.class,
            arguments -> {
              assertThat(arguments.scoreChange("change")).isEqualTo(new ScoreChange.Set(-2));
              assertThat(arguments.integer("max")).hasValue(9);
              assertThat(arguments.integer("min")).isEmpty();
            });
  }

  @Test
  void a_token_whose_value_does_not_fit_is_said() {
    assertThat(
            resolve(
                "person.set",
                Map.of("attribute", "n", "value", "{{trigger.many}}"),
                Map.of("n", FieldType.INTEGER)))
        .isInstanceOfSatisfying(
            Parameters.Resolved.Invalid.class,
            invalid ->
                assertThat(invalid.reasons())
                    .containsExactly("value must be a whole number such as 42, not \"lots\""));
  }
}
