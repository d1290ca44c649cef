package dev.fairway.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.language.ReadResult.Document;
import dev.fairway.model.Event;
import dev.fairway.model.campaign.ActiveCampaign;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Campaign.Expression;
import dev.fairway.model.campaign.Expressions;
import dev.fairway.model.campaign.Scope;
import dev.fairway.model.campaign.TriggerIndex;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TriggerIndexTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private final AtomicInteger evaluations = new AtomicInteger();
  private final Expressions counting =
      new Expressions() {
        private final CelExpressions cel =
            new CelExpressions((expression, why) -> {
              throw new AssertionError(expression.source() + ": " + why);
            });

        @Override
        public Answer answer(Expression expression, Scope scope) {
          evaluations.incrementAndGet();
          return cel.answer(expression, scope);
        }

        @Override
        public Optional<Object> value(Expression expression, Scope scope) {
          return cel.value(expression, scope);
        }
      };

  private static Campaign campaign(String on, String where) {
    String yaml =
        """
        apiVersion: fairway.dev/v1
        kind: Campaign
        metadata: { name: a }
        spec:
          triggers:
            - on: %s
              where: '%s'
          flow: [{ step: s, do: person.delete }]
        """
            .formatted(on, where);
    return switch (CampaignReader.read(yaml, false, Examples.SCHEMA)) {
      case ReadResult.Ok<Document.OfCampaign> ok -> ok.value().campaign();
      case ReadResult.Errors<Document.OfCampaign> errors ->
          throw new AssertionError(errors.problems().toString());
    };
  }

  private static Event event(String type, Map<String, Object> data) {
    return new Event(
        "/web",
        "1",
        type,
        Optional.of("ann"),
        Optional.empty(),
        Optional.empty(),
        0,
        Optional.empty(),
        Map.of(),
        data);
  }

  private List<Integer> matches(TriggerIndex index, Event event) {
    return index.matches(event, counting, NOW).stream().map(ActiveCampaign::number).toList();
  }

  /// Three campaigns for the form `hit`, and the others each for a form of its own.
  private static TriggerIndex forms(int campaigns) {
    Campaign hit = campaign("person.formFilled", "event.form == \"hit\" && event.page != \"\"");
    Campaign other = campaign("person.formFilled", "event.form == \"other\" && event.page != \"\"");
    List<ActiveCampaign> active = new ArrayList<>();
    for (int i = 0; i < 3; i++) active.add(new ActiveCampaign(i, 1, hit));
    for (int i = 3; i < campaigns; i++)
      active.add(new ActiveCampaign(i, 1, guardedBy(other, "x" + i)));
    return TriggerIndex.of(active);
  }

  /// Compiling thousands of sources would only measure the compiler.
  private static Campaign guardedBy(Campaign campaign, String form) {
    Campaign.Trigger trigger = campaign.triggers().getFirst();
    Campaign.Trigger own =
        new Campaign.Trigger(
            trigger.on(),
            trigger.where(),
            List.of(new Campaign.Guard("event.form", List.of(form))));
    return new Campaign(
        form,
        List.of(own),
        campaign.filters(),
        campaign.qualification(),
        campaign.priority(),
        campaign.onError(),
        campaign.tokens(),
        campaign.fields(),
        campaign.flow());
  }

  @Test
  void an_event_with_three_matches_evaluates_as_much_among_5000_campaigns_as_among_10() {
    Event event = event("person.formFilled", Map.of("form", "hit", "page", "/p"));
    assertThat(matches(forms(10), event)).containsExactly(0, 1, 2);
    int few = evaluations.getAndSet(0);
    assertThat(matches(forms(5_000), event)).containsExactly(0, 1, 2);
    assertThat(evaluations.get()).isEqualTo(few).isEqualTo(3);
  }

  @Test
  void the_most_selective_guard_serves() {
    List<ActiveCampaign> active = new ArrayList<>();
    for (int i = 0; i < 20; i++)
      active.add(
          new ActiveCampaign(
              i,
              1,
              campaign(
                  "order.paid", "ce.source == \"/web\" && event.item == \"i%d\"".formatted(i))));
    assertThat(matches(TriggerIndex.of(active), event("order.paid", Map.of("item", "i7"))))
        .containsExactly(7);
    assertThat(evaluations).hasValue(1);
  }

  @Test
  void guards_never_hide_a_match() {
    List<String> wheres =
        List.of(
            "event.amount == 5",
            "event.amount == 5.0",
            "5 == event.amount || event.item == \"never\"",
            "event.amount in [4, 5.0]",
            "event.item == \"\"",
            "event.item in [\"\", \"x\"]",
            "!(event.item == \"x\")",
            "event.amount > 4.5 && ce.subject == \"ann\"",
            "event.amount == 6");
    List<ActiveCampaign> active = new ArrayList<>();
    for (String where : wheres)
      active.add(new ActiveCampaign(active.size(), 1, campaign("order.paid", where)));
    TriggerIndex index = TriggerIndex.of(active);
    assertThat(matches(index, event("order.paid", Map.of("amount", 5L))))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(matches(index, event("order.paid", Map.of("amount", 5.0))))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(matches(index, event("order.lost", Map.of("amount", 5L)))).isEmpty();
    assertThat(index.listensTo("order.lost")).isFalse();
  }

  @Test
  void a_guard_looks_where_the_expression_looks() {
    List<ActiveCampaign> active =
        List.of(
            new ActiveCampaign(0, 1, campaign("shop.ordered", "event.a.b == \"x\"")),
            new ActiveCampaign(1, 1, campaign("shop.ordered", "event.a.b == \"y\"")),
            new ActiveCampaign(2, 1, campaign("shop.ordered", "ce.source == \"/web\"")));
    Map<String, Object> data = Map.of("a", Map.of("b", "x"), "a.b", "y");
    assertThat(matches(TriggerIndex.of(active), event("shop.ordered", data))).containsExactly(0, 2);
    assertThat(evaluations).hasValue(2);
  }
}
