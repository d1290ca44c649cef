package dev.fairway.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairway.language.ReadResult.Document;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Filters;
import dev.fairway.model.campaign.Operator;
import dev.fairway.model.campaign.Problem;
import dev.fairway.model.campaign.SpecialRule;
import dev.fairway.model.campaign.TimeFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperatorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// A field of each type.
  private static final Map<FieldType, String> FIELDS =
      Map.ofEntries(
          Map.entry(FieldType.STRING, "plan"),
          Map.entry(FieldType.TEXT, "trail"),
          Map.entry(FieldType.EMAIL, "email"),
          Map.entry(FieldType.PHONE, "phone"),
          Map.entry(FieldType.URL, "page"),
          Map.entry(FieldType.STRINGS, "tags"),
          Map.entry(FieldType.INTEGER, "n"),
          Map.entry(FieldType.FLOAT, "ratio"),
          Map.entry(FieldType.SCORE, "behaviour"),
          Map.entry(FieldType.BOOLEAN, "unsubscribed"),
          Map.entry(FieldType.DATE, "renewsOn"),
          Map.entry(FieldType.DATETIME, "seenAt"));

  private static String literal(FieldType type) {
    return switch (type) {
      case STRING, TEXT, EMAIL, PHONE, URL, STRINGS, ANY -> "ab";
      case INTEGER, SCORE -> "5";
      case FLOAT -> "5.0";
      case BOOLEAN -> "true";
      case DATE -> "2026-06-01";
      case DATETIME -> "2026-06-01T12:00:00Z";
    };
  }

  private static String operand(Operator op, FieldType type) {
    String one = literal(type);
    return switch (op.operands()) {
      case NONE -> "";
      case ONE -> ", value: " + one;
      case TWO, SOME -> ", value: [\"" + one + "\", \"" + one + "\"]";
      case DURATION -> ", value: 1mo2d12h";
      case FRAME -> ", value: this quarter";
    };
  }

  @ParameterizedTest
  @EnumSource(Operator.class)
  void a_rule_survives_its_stored_form(Operator op) throws JsonProcessingException {
    List<String> rules = new ArrayList<>();
    FIELDS.forEach((type, field) -> {
      if (op.suits(type))
        rules.add("{ field: %s, op: %s%s }".formatted(field, op.label(), operand(op, type)));
    });
    assertThat(rules).isNotEmpty();
    survives(rules);
  }

  @ParameterizedTest
  @EnumSource(SpecialRule.class)
  void a_special_rule_survives_its_stored_form(SpecialRule rule) throws JsonProcessingException {
    String operand = rule.field().isEmpty() ? "percent: 20" : "is: true";
    survives(List.of("{ special: %s, %s }".formatted(rule.label(), operand)));
  }

  private static void survives(List<String> rules) throws JsonProcessingException {
    Campaign campaign = Examples.campaign("{ rules: [" + String.join(", ", rules) + "] }");
    assertThat(campaign.filters().rules()).hasSameSizeAs(rules);
    String json = JSON.writeValueAsString(CampaignJson.write(campaign));
    assertThat(CampaignJson.read(JSON.readValue(json, new TypeReference<>() {})))
        .isEqualTo(campaign);
  }

  @Test
  void a_special_rule_is_one_of_a_standard_field() {
    assertThat(
            Examples.campaign("{ rules: [{ special: marketing suspended, is: false }] }").filters())
        .isEqualTo(
            Examples.campaign("{ rules: [{ field: suspended, op: is, value: false }] }").filters());
    assertThat(Examples.campaign("{ rules: [{ special: random sample, percent: 7 }] }").filters())
        .isEqualTo(new Filters(new Filters.Match.All(), List.of(new Filters.Rule.RandomSample(7))));
  }

  /// An operand that its kind of field cannot be compared with, and what has to be said of it.
  private static String[] wrong(Operator op) {
    return switch (op) {
      case IS, IS_NOT -> new String[] {"n", "many", "must be a whole number", "integer"};
      case IS_EMPTY, IS_NOT_EMPTY -> new String[] {"plan", "x", "takes no value", ""};
      case CONTAINS, NOT_CONTAINS, STARTS_WITH, NOT_STARTS_WITH ->
          new String[] {"plan", "\"\"", "must not be empty", "is empty"};
      case GREATER_THAN, LESS_THAN, AT_LEAST, AT_MOST ->
          new String[] {"ratio", "much", "must be a number such as 4.5", "float"};
      case BETWEEN -> new String[] {"n", "[1, x]", "must be a whole number", "integer"};
      case BEFORE, AFTER, ON_OR_BEFORE, ON_OR_AFTER ->
          new String[] {"renewsOn", "30d", "must be a date such as 2026-03-01", "date"};
      case IN_PAST, IN_PAST_BEFORE, IN_FUTURE, IN_FUTURE_AFTER ->
          new String[] {"seenAt", "30days", "unknown unit \"days\"; did you mean d?", "mo"};
      case IN_TIME_FRAME ->
          new String[] {"seenAt", "lst week", "did you mean \"last week\"?", "next month"};
    };
  }

  @ParameterizedTest
  @EnumSource(Operator.class)
  void a_wrong_operand_is_refused_with_its_place_and_what_is_allowed(Operator op) {
    String[] wrong = wrong(op);
    String rules = "{ rules: [{ field: %s, op: %s,\n value: %s }] }";
    String source = Examples.source(rules.formatted(wrong[0], op.label(), wrong[1]));
    List<Problem> problems =
        switch (CampaignReader.read(source, false, Examples.SCHEMA)) {
          case ReadResult.Ok<Document.OfCampaign> ok -> List.of();
          case ReadResult.Errors<Document.OfCampaign> errors -> errors.problems();
        };
    assertThat(problems).hasSize(1);
    Problem problem = problems.getFirst();
    assertThat(problem.path()).startsWith("spec.filters.rules[0].value");
    assertThat(problem.line()).isEqualTo(7);
    assertThat(problem.message()).contains(wrong[2]);
    if (!wrong[3].isEmpty()) assertThat(problem.allowed()).contains(wrong[3]);
  }

  @Test
  void the_page_for_authors_lists_all_of_them() throws IOException {
    String page = Files.readString(Path.of("CAMPAIGNS.md"));
    assertThat(Operator.labels()).allSatisfy(label -> assertThat(page).contains("`" + label + "`"));
    assertThat(SpecialRule.labels()).allSatisfy(label -> assertThat(page).contains(label));
    assertThat(TimeFrame.labels()).allSatisfy(label -> assertThat(page).contains(label));
  }
}
