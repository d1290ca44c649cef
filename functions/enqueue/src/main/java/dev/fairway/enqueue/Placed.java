package dev.fairway.enqueue;

import dev.fairway.model.Arrival;
import dev.fairway.model.Arrival.Candidate;
import dev.fairway.model.Event;
import dev.fairway.model.StepCommit;
import dev.fairway.model.TaskId;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.ActiveCampaign;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.Flow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// An event whose tenant is known, with its place among the requests gathered.
///
/// @param request place of its request
/// @param index its place in that
record Placed(int request, int index, Submission submission, Tenant tenant) {
  String database() {
    return tenant.settings().database();
  }

  Event event() {
    return submission.event();
  }

  /// With the campaigns it triggers.
  ///
  /// @param now the database's clock
  record Matched(Placed place, List<ActiveCampaign> campaigns, Instant now) {
    boolean asksForLead() {
      return campaigns.stream().anyMatch(active -> !active.campaign().filters().rules().isEmpty());
    }

    /// What the journal is asked about the campaigns left. An effect of a campaign stands in the
    /// history already, with its step; and its lead exists, or was erased and must not come back.
    Asked asked(long epoch, Duration remembered) {
      Event event = place.event();
      boolean effect = event.source().equals(StepCommit.Outgoing.SOURCE);
      boolean expired = isExpired(event, remembered);
      Arrival arrival =
          new Arrival(
              place.tenant().number(),
              epoch,
              place.submission().lead(),
              effect ? Tenant.UnknownLead.IGNORE : place.tenant().settings().unknownLead(),
              event,
              ContentDigest.of(event),
              !effect,
              campaigns.stream().map(active -> candidate(active, expired)).toList());
      return new Asked(
          place, arrival, campaigns.stream().map(active -> active.campaign().name()).toList());
    }

    private boolean isExpired(Event event, Duration remembered) {
      Instant oldest = now.minus(remembered);
      return event.expiry().filter(now::isAfter).isPresent()
          || event.time().filter(oldest::isAfter).isPresent();
    }

    private Candidate candidate(ActiveCampaign active, boolean expired) {
      Event event = place.event();
      Step first = Flow.first(active.campaign());
      return new Candidate(
          TaskId.of(place.tenant().name(), event.source(), event.id(), active.campaign().name()),
          active.number(),
          active.version(),
          active.campaign().qualification(),
          first.id(),
          Catalogue.STANDARD.family(first),
          active.campaign().priority(),
          expired);
    }
  }

  /// With what the journal is asked.
  ///
  /// @param campaigns names, one per candidate
  record Asked(Placed place, Arrival arrival, List<String> campaigns) {
    /// Tasks that need room in the fair queue.
    int wanted() {
      return (int) arrival.candidates().stream().filter(task -> !task.expired()).count();
    }

    /// The same at another epoch of the tenant's flow.
    Asked at(long epoch) {
      Arrival old = arrival;
      return new Asked(
          place,
          new Arrival(
              old.tenant(),
              epoch,
              old.lead(),
              old.unknownLead(),
              old.event(),
              old.digest(),
              old.activity(),
              old.candidates()),
          campaigns);
    }
  }
}
