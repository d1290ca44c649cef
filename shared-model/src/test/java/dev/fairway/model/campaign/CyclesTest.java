package dev.fairway.model.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.Priority;
import dev.fairway.model.campaign.Campaign.Choice;
import dev.fairway.model.campaign.Campaign.OnError;
import dev.fairway.model.campaign.Campaign.Retry;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.Campaign.Trigger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CyclesTest {
  private static Campaign campaign(String name, String on, Step... flow) {
    return new Campaign(
        name,
        List.of(new Trigger(on, Optional.empty(), List.of())),
        Filters.NONE,
        new Qualification.Every(),
        Priority.NORMAL,
        OnError.DEAD_LETTER,
        Map.of(),
        Map.of(),
        List.of(flow));
  }

  private static Step step(String action, Map<String, Object> with) {
    return new Step("s", action, with, List.of(), Retry.DEFAULT, Optional.empty(), Map.of());
  }

  private static final Step SCORES = step("score.change", Map.of());
  private static final Step SETS = step("person.set", Map.of());
  private static final Step JOINS = step("list.add", Map.of());

  private static List<String> through(Campaign campaign, Campaign... others) {
    return Cycles.through(campaign, List.of(others)).stream()
        .map(way -> String.join(" -> ", way))
        .toList();
  }

  @Test
  void a_circle_of_two_is_told_from_where_one_looks() {
    Campaign a = campaign("a", "person.dataChanged", SCORES);
    Campaign b = campaign("b", "person.scoreChanged", SETS);
    assertThat(through(a, b))
        .containsExactly("a -> person.scoreChanged -> b -> person.dataChanged -> a");
    assertThat(through(b, a, b))
        .containsExactly("b -> person.dataChanged -> a -> person.scoreChanged -> b");
  }

  @Test
  void a_longer_one_is_found_and_so_is_a_campaign_that_hears_itself() {
    Campaign a = campaign("a", "list.added", SCORES);
    Campaign b = campaign("b", "person.scoreChanged", SETS);
    Campaign c = campaign("c", "person.dataChanged", step("wait.for", Map.of()), JOINS);
    assertThat(through(a, c, b))
        .containsExactly(
            "a -> person.scoreChanged -> b -> person.dataChanged -> c -> list.added -> a");
    assertThat(through(campaign("own", "list.added", JOINS)))
        .containsExactly("own -> list.added -> own");
  }

  @Test
  void a_chain_that_does_not_come_back_is_none_even_if_it_ends_in_a_circle() {
    Campaign a = campaign("a", "person.formFilled", SCORES);
    Campaign b = campaign("b", "person.scoreChanged", SETS);
    Campaign c = campaign("c", "person.dataChanged", SETS);
    assertThat(through(a, b, c)).isEmpty();
    assertThat(through(c, a, b)).containsExactly("c -> person.dataChanged -> c");
  }

  @Test
  void events_that_a_step_names_count_by_each_of_its_choices() {
    Step emits = step("event.emit", Map.of("type", "order.shipped"));
    Step logs = step("activity.log", Map.of("type", "activity.custom.met"));
    assertThat(through(campaign("a", "order.shipped", emits)))
        .containsExactly("a -> order.shipped -> a");
    assertThat(through(campaign("a", "activity.custom.met", logs)))
        .containsExactly("a -> activity.custom.met -> a");
    assertThat(through(campaign("a", "order.paid", emits))).isEmpty();
  }

  @Test
  void steps_inside_a_branch_count() {
    Step branch =
        new Step(
            "s",
            "split",
            Map.of(),
            List.of(),
            Retry.DEFAULT,
            Optional.empty(),
            Map.of("1", List.of(SCORES)));
    assertThat(through(campaign("a", "person.scoreChanged", branch)))
        .containsExactly("a -> person.scoreChanged -> a");
  }

  @Test
  void a_request_leads_to_the_campaign_that_it_names_and_to_no_other() {
    Campaign a =
        campaign("a", "person.formFilled", step("campaign.request", Map.of("campaign", "b")));
    Campaign b =
        campaign("b", "campaign.requested", step("campaign.request", Map.of("campaign", "c")));
    Campaign c =
        campaign("c", "campaign.requested", step("campaign.request", Map.of("campaign", "b")));
    assertThat(through(b, a, c))
        .containsExactly("b -> campaign.requested -> c -> campaign.requested -> b");
    assertThat(through(a, b, c)).isEmpty();
    Step chosen =
        new Step(
            "s",
            "campaign.request",
            Map.of("campaign", "nobody"),
            List.of(new Choice(Optional.empty(), false, Map.of("campaign", "d"))),
            Retry.DEFAULT,
            Optional.empty(),
            Map.of());
    assertThat(through(campaign("d", "campaign.requested", chosen)))
        .containsExactly("d -> campaign.requested -> d");
    Step token = step("campaign.request", Map.of("campaign", "{{my.next}}"));
    assertThat(through(campaign("e", "campaign.requested", token)))
        .containsExactly("e -> campaign.requested -> e");
  }
}
