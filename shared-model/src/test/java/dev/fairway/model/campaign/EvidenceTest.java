package dev.fairway.model.campaign;

import static dev.fairway.model.campaign.Samples.NOW;
import static dev.fairway.model.campaign.Samples.ZONE;
import static dev.fairway.model.campaign.Samples.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.Lead;
import dev.fairway.model.Memberships;
import dev.fairway.model.campaign.Campaign.Choice;
import dev.fairway.model.campaign.Campaign.Condition;
import dev.fairway.model.campaign.Campaign.Expression;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.Filters.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EvidenceTest {
  private static final Lead LEAD =
      new Lead(
          7,
          "ann",
          1,
          Map.of("title", "Chief", "score", 12L, "long", "x".repeat(99) + "\uD83D\uDE00"),
          new Memberships(
              Map.of(
                  "lists", Map.of("vip", Map.of()),
                  "programs", Map.of("webinar", Map.of("status", "Registered")))));

  private static final Scope SCOPE =
      new Scope(
          LEAD,
          Map.of("form", "Demo"),
          Map.of("source", "/web"),
          "",
          "welcome",
          Optional.empty(),
          Map.of(),
          ZONE,
          NOW,
          Map.of("email", "thanks"),
          Assets.NONE,
          History.NONE,
          Map.of());

  private static Choice cel(String source, String... uses) {
    Map<String, FieldType> types = new TreeMap<>();
    for (String path : uses) types.put(path, FieldType.ANY);
    return choice(new Condition.Cel(new Expression(source, types, "")));
  }

  private static Choice rules(Rule... rules) {
    return choice(new Condition.Rules(new Filters(new Filters.Match.Any(), List.of(rules))));
  }

  private static Choice choice(Condition condition) {
    return new Choice(Optional.of(condition), false, Map.of());
  }

  private static Evidence taken(Choice... choices) {
    Step step = step(Map.of(), choices);
    return Evidence.of(step, Choices.choose(step, SCOPE, FlowTest.WORDS), SCOPE);
  }

  @Test
  void the_values_are_those_of_the_conditions_that_were_looked_at() {
    Evidence evidence =
        taken(
            cel("false", "lead.title", "lead.absent", "event.form", "waited.email"),
            rules(
                new Rule.OfMembership(MembershipRule.LIST, "vip", List.of(), true),
                new Rule.OfMembership(MembershipRule.PROGRAM, "webinar", List.of("Won"), true)),
            cel("true", "lead.score"));
    assertThat(evidence.choice()).isEqualTo(2);
    assertThat(evidence.values())
        .isEqualTo(
            Map.of(
                "lead.title", "Chief",
                "event.form", "Demo",
                "waited.email", "thanks",
                "lists/vip", true,
                "programs/webinar.status", "Registered"));
  }

  @Test
  void a_condition_that_failed_is_told_and_counts_as_false() {
    Evidence evidence = taken(cel("fails"), cel("true", "lead.score"));
    assertThat(evidence.choice()).isEqualTo(2);
    assertThat(evidence.failed()).isEqualTo(Map.of(1, "no such thing"));
    assertThat(evidence.values()).isEqualTo(Map.of("lead.score", 12L));
  }

  @Test
  void it_is_bounded_however_much_the_conditions_read() {
    var fields = new TreeMap<String, Object>();
    for (int i = 10; i < 35; i++) fields.put("f" + i, (long) i);
    Scope scope = SCOPE.with(new Lead(7, "ann", 1, fields));
    String[] paths = fields.keySet().stream().map("lead."::concat).toArray(String[]::new);
    Step step = step(Map.of(), cel("false", paths));
    Evidence evidence = Evidence.of(step, Choices.choose(step, scope, FlowTest.WORDS), scope);
    assertThat(evidence.values()).hasSize(10);
    assertThat(evidence.omitted()).isEqualTo(15);
    assertThat(taken(cel("true", "lead.long")).values().get("lead.long"))
        .isEqualTo("x".repeat(99) + "...");
  }

  @Test
  void it_is_read_as_it_was_written() {
    Evidence evidence = new Evidence(2, Map.of("lead.score", 12L), Map.of(1, "no such thing"), 3);
    assertThat(Evidence.read(Map.of(Evidence.KEY, evidence.write()))).contains(evidence);
    assertThat(Evidence.read(Map.of("other", 1L))).isEmpty();
  }
}
