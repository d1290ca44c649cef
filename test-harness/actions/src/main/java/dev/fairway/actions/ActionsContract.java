package dev.fairway.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.fairway.model.Event;
import dev.fairway.model.Family;
import dev.fairway.model.Lead;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.Memberships;
import dev.fairway.model.Merge;
import dev.fairway.model.Priority;
import dev.fairway.model.TenantRecord;
import dev.fairway.model.campaign.ActionSpec;
import dev.fairway.model.campaign.Assets;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Campaign.Expression;
import dev.fairway.model.campaign.Campaign.Retry;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.Expressions;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Filters;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.model.campaign.Schema;
import dev.fairway.model.campaign.Scope;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What the actions of a family decide, a row a case. The event of every row has `n` = 7 and `word`
/// = "x"; every expression is worth 42, except `none`, which has no value.
public abstract class ActionsContract {
  /// The database's clock in every row.
  protected static final String NOW = "2026-03-01T12:00:00Z";

  private static final Event EVENT =
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

  private static final Expressions EXPRESSIONS =
      new Expressions() {
        @Override
        public Answer answer(Expression expression, Scope scope) {
          return new Answer.Known(false);
        }

        @Override
        public Optional<Object> value(Expression expression, Scope scope) {
          return expression.source().equals("none") ? Optional.empty() : Optional.of(42L);
        }
      };

  /// @param merged what the action was told of a merge that it asked for
  /// @param expected a [StepResult], or (part of) the reason why it is skipped or fails
  protected record Row(
      String sentence,
      DatabaseAction action,
      Lead lead,
      Map<String, Object> with,
      Optional<Merge.Result> merged,
      Object expected) {
    private Row(
        String sentence,
        DatabaseAction action,
        Lead lead,
        Map<String, Object> with,
        Object expected) {
      this(sentence, action, lead, with, Optional.empty(), expected);
    }

    /// The same, when that is known.
    public Row told(Merge.Result result) {
      return new Row(sentence, action, lead, with, Optional.of(result), expected);
    }
  }

  /// Of a lead that has these fields and is a member of nothing.
  protected static Row row(
      String sentence,
      DatabaseAction action,
      Map<String, Object> fields,
      Map<String, Object> with,
      Object expected) {
    return new Row(sentence, action, new Lead(1, "l1", 3, fields), with, expected);
  }

  /// Of a lead that is a member: kind -> name -> attributes.
  protected static Row member(
      String sentence,
      DatabaseAction action,
      Map<String, Object> memberships,
      Map<String, Object> with,
      Object expected) {
    Lead lead = new Lead(1, "l1", 3, Map.of(), Memberships.of(memberships));
    return new Row(sentence, action, lead, with, expected);
  }

  protected abstract Family family();

  /// Of the lead's fields that the rows name.
  protected Map<String, FieldType> fields() {
    return Map.of();
  }

  /// Declarations that the rows name.
  protected Assets assets() {
    return Assets.NONE;
  }

  /// Records of the tenant that the rows find; others there are none.
  protected List<TenantRecord> records() {
    return List.of();
  }

  private TenantRecord record(TenantRecord.Key key) {
    return records().stream()
        .filter(record -> record.key().equals(key))
        .findFirst()
        .orElseGet(() -> TenantRecord.none(key));
  }

  /// Declared reasons to skip that the visit finds, not the action.
  protected Set<String> skippedByTheVisit() {
    return Set.of();
  }

  protected abstract Stream<Row> rows();

  private StepResult decide(Row row) {
    var step =
        new Step(
            "s",
            row.action().name(),
            row.with(),
            List.of(),
            Retry.DEFAULT,
            Optional.empty(),
            Map.of());
    var campaign =
        new Campaign(
            "c",
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Filters.NONE,
            new Qualification.Every(),
            Priority.NORMAL,
            Campaign.OnError.DEAD_LETTER,
            Map.of(),
            fields(),
            assets(),
            List.of(),
            false,
            List.of(step));
    var scope = Scope.of(campaign, EVENT, row.lead(), "acme", ZoneOffset.UTC, Instant.parse(NOW));
    return StepContext.decide(
        campaign, step, row.with(), scope, EXPRESSIONS, this::record, row.merged(), row.action());
  }

  @TestFactory
  Stream<DynamicTest> an_action_decides_by_the_lead_and_its_parameters() {
    return rows()
        .map(row -> dynamicTest(row.action().name() + ": " + row.sentence(), () -> check(row)));
  }

  private void check(Row row) {
    switch (decide(row)) {
      case StepResult.Skipped(String reason) when row.expected() instanceof String said ->
          assertThat(reason).as(row.sentence()).isEqualTo(said);
      case StepResult.Failed(String reason) when row.expected() instanceof String said ->
          assertThat(reason).as(row.sentence()).contains(said);
      case StepResult result -> assertThat(result).as(row.sentence()).isEqualTo(row.expected());
    }
  }

  @Test
  void every_action_of_the_family_has_rows() {
    assertThat(rows().map(row -> row.action().name()).distinct())
        .containsExactlyInAnyOrderElementsOf(
            Catalogue.STANDARD.names().stream()
                .filter(name -> Catalogue.STANDARD.get(name).family() == family())
                .toList());
  }

  /// Of all that the rows decide.
  private Stream<StepResult> decided(String action) {
    return rows().filter(row -> row.action().name().equals(action)).map(this::decide);
  }

  private static Stream<StepResult.Fact> told(StepResult result) {
    return switch (result) {
      // a lead that is erased leaves no event
      case StepResult.Changed(LeadPatch patch, List<StepResult.Fact> facts) ->
          patch.erase() ? Stream.empty() : facts.stream();
      case StepResult.Recorded(TenantRecord changed, StepResult rest) -> told(rest);
      case StepResult.ChangedOther other ->
          Stream.of(new StepResult.Fact(other.type(), other.attributes()));
      default -> Stream.empty();
    };
  }

  /// Without events whose type the step itself names.
  private Stream<StepResult.Fact> toldOfItself(Row row) {
    return told(decide(row)).filter(fact -> !row.with().containsValue(fact.type()));
  }

  private Stream<ActionSpec> specs() {
    return Catalogue.STANDARD.names().stream()
        .map(Catalogue.STANDARD::get)
        .filter(spec -> spec.family() == family());
  }

  @TestFactory
  Stream<DynamicTest> an_action_emits_what_it_declares_and_nothing_else() {
    return specs()
        .map(spec ->
            dynamicTest(
                spec.name(),
                () ->
                    assertThat(
                            rows()
                                .filter(row -> row.action().name().equals(spec.name()))
                                .flatMap(this::toldOfItself)
                                .map(StepResult.Fact::type)
                                .distinct())
                        .containsExactlyInAnyOrderElementsOf(spec.meaning().emits())));
  }

  /// A declared reason names what varies in it as `{...}`.
  @TestFactory
  Stream<DynamicTest> an_action_skips_for_the_reasons_it_declares_and_no_other() {
    return specs()
        .map(spec ->
            dynamicTest(
                spec.name(),
                () ->
                    assertThat(
                            decided(spec.name())
                                .filter(StepResult.Skipped.class::isInstance)
                                .map(StepResult.Skipped.class::cast)
                                .map(skipped -> declared(spec, skipped.reason()))
                                .distinct())
                        .containsExactlyInAnyOrderElementsOf(
                            spec.meaning().skips().stream()
                                .filter(reason -> !skippedByTheVisit().contains(reason))
                                .toList())));
  }

  private static String declared(ActionSpec spec, String reason) {
    return spec.meaning().skips().stream()
        .filter(
            form -> reason.matches("\\Q" + form.replaceAll("\\{[a-z]+}", "\\\\E.+\\\\Q") + "\\E"))
        .findFirst()
        .orElse("undeclared: " + reason);
  }

  /// Or a campaign that triggers on it could not name what it carries.
  @Test
  void every_event_carries_what_its_type_declares_and_nothing_else() {
    rows()
        .flatMap(this::toldOfItself)
        .forEach(fact -> {
          Map<String, FieldType> declared =
              Optional.ofNullable(Schema.STANDARD.eventTypes().get(fact.type()))
                  .map(Schema.EventType::data)
                  .orElse(Map.of());
          assertThat(declared.keySet()).as(fact.type()).containsAll(fact.attributes().keySet());
        });
  }
}
