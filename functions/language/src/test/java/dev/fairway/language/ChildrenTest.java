package dev.fairway.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.language.ReadResult.Document;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildrenTest {
  private final Map<String, Campaign> known = new HashMap<>();

  private Document.OfCampaign campaign(String name, String begins, String... children) {
    StringBuilder source =
        new StringBuilder(
            """
            apiVersion: fairway.dev/v1
            kind: Campaign
            metadata: { name: %s }
            spec:
              %s
              flow:
                - { step: s, do: person.delete }
            """
                .formatted(name, begins));
    for (String child : children)
      source.append(
          "    - { step: s%d, do: campaign.execute, with: { campaign: %s } }\n"
              .formatted(source.length(), child));
    if (CampaignReader.read(source.toString(), false, Examples.SCHEMA)
        instanceof ReadResult.Ok<Document.OfCampaign>(var read, List<Problem> warnings)) {
      known.put(name, read.campaign());
      return read;
    }
    throw new AssertionError(source);
  }

  private Document.OfCampaign child(String name, String... children) {
    return campaign(name, "executable: true", children);
  }

  private Document.OfCampaign parent(String... children) {
    return campaign("p", "triggers: [{ on: order.paid }]", children);
  }

  private List<Problem> problems(Document.OfCampaign read) {
    return Children.problems(read.campaign().name(), read.children(), known);
  }

  @Test
  void a_campaign_may_run_those_that_are_executable_one_several_times() {
    child("a", "b", "b");
    Campaign b = child("b").campaign();
    assertThat(problems(parent("a", "b"))).isEmpty();
    assertThat(b.executable()).isTrue();
    assertThat(CampaignJson.read(CampaignJson.write(b))).isEqualTo(b);
  }

  @Test
  void what_is_not_there_or_not_executable_is_told_where_it_is_named() {
    campaign("other", "triggers: [{ on: order.paid }]");
    assertThat(problems(parent("other", "nobody")))
        .containsExactly(
            new Problem(
                "spec.flow[1].with.campaign",
                8,
                "campaign other is not executable: it must say executable: true, not triggers",
                List.of()),
            new Problem(
                "spec.flow[2].with.campaign", 9, "there is no campaign \"nobody\"", List.of()));
  }

  @Test
  void campaigns_that_come_back_to_themselves_are_told_with_the_way() {
    Document.OfCampaign a = child("a", "b", "c");
    child("b", "c");
    Document.OfCampaign c = child("c", "a");
    assertThat(problems(a))
        .extracting(Problem::message)
        .containsExactly(
            "campaign a never ends: a > b > c > a", "campaign a never ends: a > c > a");
    assertThat(problems(c))
        .extracting(Problem::message)
        .containsExactly("campaign c never ends: c > a > b > c");
    assertThat(problems(parent("a"))).as("the others' business").isEmpty();
  }
}
