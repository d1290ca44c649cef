package dev.fairway.model.campaign;

import dev.fairway.model.Lead;
import dev.fairway.model.Priority;
import dev.fairway.model.campaign.Campaign.Choice;
import dev.fairway.model.campaign.Campaign.OnError;
import dev.fairway.model.campaign.Campaign.Retry;
import dev.fairway.model.campaign.Campaign.Step;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Small pieces for the tests of this package.
final class Samples {
  static final Instant NOW = Instant.parse("2026-06-01T23:30:15.5Z");
  static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  private Samples() {}

  static Scope scope(Map<String, Object> lead, Map<String, Object> event, Map<String, String> own) {
    return new Scope(new Lead(7, "ann", 1, lead), event, Map.of(), "welcome", own, ZONE, NOW);
  }

  static Scope scope(Map<String, Object> lead) {
    return scope(lead, Map.of(), Map.of());
  }

  static Step step(String id, Map<String, List<Step>> nested) {
    return new Step(
        id, "person.delete", Map.of(), List.of(), Retry.DEFAULT, Optional.empty(), nested);
  }

  static Step step(Map<String, Object> with, Choice... choices) {
    return new Step(
        "s", "person.set", with, List.of(choices), Retry.DEFAULT, Optional.empty(), Map.of());
  }

  static Campaign campaign(Step... steps) {
    return new Campaign(
        "a",
        List.of(),
        Filters.NONE,
        new Qualification.Once(),
        Priority.NORMAL,
        OnError.DEAD_LETTER,
        Map.of(),
        Map.of(),
        List.of(steps));
  }
}
