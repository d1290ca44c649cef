package dev.fairway.language;

import dev.fairway.language.ReadResult.Document;
import dev.fairway.model.Event;
import dev.fairway.model.campaign.ActiveCampaign;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.TriggerIndex;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Prints what matching one event costs among 10 and among 5,000 campaigns on its type, three of
/// which match. Run it by hand: a machine's speed proves nothing in a test.
public final class TriggerIndexTiming {
  private static final int EVENTS = 200_000;

  private TriggerIndexTiming() {}

  public static void main(String[] args) {
    TriggerIndex few = index(10);
    TriggerIndex many = index(5_000);
    for (int round = 0; round < 3; round++) {
      long ofFew = nanosPerEvent(few);
      long ofMany = nanosPerEvent(many);
      System.out.printf("10 campaigns: %,d ns, 5,000: %,d ns an event%n", ofFew, ofMany);
    }
  }

  private static TriggerIndex index(int campaigns) {
    List<ActiveCampaign> active = new ArrayList<>();
    for (int i = 0; i < campaigns; i++)
      active.add(new ActiveCampaign(i, 1, campaign(i < 3 ? "hit" : "x" + i)));
    return TriggerIndex.of(active);
  }

  private static Campaign campaign(String form) {
    String yaml =
        """
        apiVersion: fairway.dev/v1
        kind: Campaign
        metadata: { name: a }
        spec:
          triggers: [{ on: person.formFilled, where: 'event.form == "%s"' }]
          flow: [{ step: s, do: person.delete }]
        """
            .formatted(form);
    return switch (CampaignReader.read(yaml, false, Examples.SCHEMA)) {
      case ReadResult.Ok<Document.OfCampaign> ok -> ok.value().campaign();
      case ReadResult.Errors<Document.OfCampaign> errors ->
          throw new IllegalStateException(errors.problems().toString());
    };
  }

  private static long nanosPerEvent(TriggerIndex index) {
    CelExpressions expressions = new CelExpressions((expression, why) -> {});
    Event event =
        new Event(
            "/web",
            "1",
            "person.formFilled",
            Optional.of("ann"),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            Map.of(),
            Map.of("form", "hit"));
    Instant now = Instant.EPOCH;
    int matches = 0;
    long start = System.nanoTime();
    for (int i = 0; i < EVENTS; i++) matches += index.matches(event, expressions, now).size();
    if (matches != 3 * EVENTS) throw new IllegalStateException("matches=" + matches);
    return (System.nanoTime() - start) / EVENTS;
  }
}
