package dev.fairway.action.person;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.Event;
import dev.fairway.model.Family;
import dev.fairway.model.Lead;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Priority;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Campaign.Expression;
import dev.fairway.model.campaign.Campaign.Retry;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.Expressions;
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

class PersonActionsTest {
  private static final Map<String, FieldType> FIELDS =
      Map.of(
          "title",
          FieldType.STRING,
          "trail",
          FieldType.TEXT,
          "size",
          FieldType.INTEGER,
          "tags",
          FieldType.STRINGS,
          "since",
          FieldType.DATE,
          "email",
          FieldType.EMAIL);

  /// Every expression is worth 42, except one that has no value.
  private static final Expressions EXPRESSIONS =
      new Expressions() {
        @Override
        public boolean test(Expression expression, Scope scope) {
          return false;
        }

        @Override
        public Optional<Object> value(Expression expression, Scope scope) {
          return expression.source().equals("none") ? Optional.empty() : Optional.of(42L);
        }
      };

  private static Map<String, Object> expression(String field, String source) {
    return Map.of("attribute", field, "expression", new Expression(source, Map.of(), ""));
  }

  private static Map<String, Object> person(String email) {
    return Map.of("fields", Map.of("email", email, "title", "Chief"));
  }

  private static StepResult data(String field, Map<String, Object> change, Object after) {
    return StepResult.set(field, after, "person.dataChanged", change);
  }

  static Stream<Arguments> rows() {
    var set = new PersonSet();
    var append = new PersonAppend();
    var clear = new PersonClear();
    var compute = new PersonCompute();
    var tags = new TagsChange();
    var upsert = new PersonUpsert();
    return Stream.of(
        Arguments.of(
            "set sets",
            set,
            Map.of(),
            Map.of("attribute", "title", "value", "Chief"),
            data("title", Map.of("attribute", "title", "newValue", "Chief"), "Chief")),
        Arguments.of(
            "set reads the value as the field's type",
            set,
            Map.of("size", 3L),
            Map.of("attribute", "size", "value", "{{trigger.n}}"),
            data("size", Map.of("attribute", "size", "oldValue", 3L, "newValue", 7L), 7L)),
        Arguments.of(
            "set of what is there changes nothing",
            set,
            Map.of("size", 7L),
            Map.of("attribute", "size", "value", "7"),
            "unchanged"),
        Arguments.of(
            "set to NULL unsets",
            set,
            Map.of("size", 7L),
            Map.of("attribute", "size", "value", "NULL"),
            StepResult.cleared(
                "size", "person.dataChanged", Map.of("attribute", "size", "oldValue", 7L))),
        Arguments.of(
            "set refuses what does not fit the type",
            set,
            Map.of(),
            Map.of("attribute", "size", "value", "{{trigger.word}}"),
            "value"),
        Arguments.of(
            "append begins",
            append,
            Map.of(),
            Map.of("attribute", "trail", "value", "a"),
            data("trail", Map.of("attribute", "trail", "newValue", "a"), "a")),
        Arguments.of(
            "append continues behind the separator",
            append,
            Map.of("trail", "a"),
            Map.of("attribute", "trail", "value", "{{trigger.n}}", "separator", "|"),
            data("trail", Map.of("attribute", "trail", "oldValue", "a", "newValue", "a|7"), "a|7")),
        Arguments.of(
            "append to a list adds an element",
            append,
            Map.of("tags", List.of("a")),
            Map.of("attribute", "tags", "value", "b"),
            data(
                "tags",
                Map.of(
                    "attribute", "tags", "oldValue", List.of("a"), "newValue", List.of("a", "b")),
                List.of("a", "b"))),
        Arguments.of(
            "append of nothing is skipped",
            append,
            Map.of("trail", "a"),
            Map.of("attribute", "trail", "value", ""),
            "nothing to append"),
        Arguments.of(
            "clear unsets",
            clear,
            Map.of("title", "Chief"),
            Map.of("attribute", "title"),
            StepResult.cleared(
                "title", "person.dataChanged", Map.of("attribute", "title", "oldValue", "Chief"))),
        Arguments.of(
            "clear of what is not set changes nothing",
            clear,
            Map.of(),
            Map.of("attribute", "title"),
            "unchanged"),
        Arguments.of(
            "compute takes the expression's value",
            compute,
            Map.of(),
            expression("size", "6 * 7"),
            data("size", Map.of("attribute", "size", "newValue", 42L), 42L)),
        Arguments.of(
            "compute without a value fails",
            compute,
            Map.of(),
            expression("size", "none"),
            "no value"),
        Arguments.of(
            "compute refuses a value of another type",
            compute,
            Map.of(),
            expression("since", "6 * 7"),
            "since"),
        Arguments.of(
            "delete erases",
            new PersonDelete(),
            Map.of("title", "Chief"),
            Map.of(),
            new StepResult.Changed(
                new LeadPatch(Map.of(), List.of(), true), "person.deleted", Map.of())),
        Arguments.of(
            "upsert changes another lead",
            upsert,
            Map.of("email", "a@x.example"),
            person("b@x.example"),
            new StepResult.ChangedOther(
                new LeadRef.ByEmail("b@x.example"),
                new LeadPatch(Map.of("email", "b@x.example", "title", "Chief"), List.of(), false),
                "person.upserted",
                Map.of("lookup", "email", "value", "b@x.example"))),
        Arguments.of(
            "upsert of the task's own lead changes that one",
            upsert,
            Map.of("email", "B@x.example"),
            person("b@x.example"),
            new StepResult.Changed(
                new LeadPatch(Map.of("email", "b@x.example", "title", "Chief"), List.of(), false),
                "person.upserted",
                Map.of("lookup", "email", "value", "b@x.example"))),
        Arguments.of(
            "upsert without the address fails",
            upsert,
            Map.of(),
            person("{{lead.email}}"),
            "fields.email is empty"),
        Arguments.of(
            "tags are added once and removed",
            tags,
            Map.of("tags", List.of("a", "b")),
            Map.of("add", List.of("b", "c"), "remove", List.of("a")),
            data(
                "tags",
                Map.of(
                    "attribute",
                    "tags",
                    "oldValue",
                    List.of("a", "b"),
                    "newValue",
                    List.of("b", "c")),
                List.of("b", "c"))),
        Arguments.of(
            "tags that are there already change nothing",
            tags,
            Map.of("tags", List.of("a")),
            Map.of("add", List.of("a")),
            "unchanged"),
        Arguments.of(
            "the last tag removed unsets the field",
            tags,
            Map.of("tags", List.of("a")),
            Map.of("remove", List.of("a")),
            StepResult.cleared(
                "tags",
                "person.dataChanged",
                Map.of("attribute", "tags", "oldValue", List.of("a")))));
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
    return StepContext.decide(campaign, step, with, scope, EXPRESSIONS, action);
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
                .filter(name -> Catalogue.STANDARD.get(name).family() == Family.PERSON)
                .toList());
  }
}
