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
import dev.fairway.model.campaign.Schema;
import dev.fairway.ports.Leads.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

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
  /// @param heard what its tenant's campaigns and declarations make of it
  /// @param now the database's clock
  record Matched(Placed place, List<ActiveCampaign> campaigns, Heard heard, Instant now) {
    /// @param creationTold some campaign listens for leads that are created
    /// @param activity events of this type belong into the history
    /// @param awaited its tasks may wait for events of this type
    /// @param numbers of the campaigns that filters name
    record Heard(
        boolean creationTold, boolean activity, boolean awaited, Map<String, Integer> numbers) {}

    /// An effect of a campaign stands in the history already, with its step; that a run takes a
    /// lead in is nothing the lead has done.
    boolean recorded() {
      return !ours() && heard.activity();
    }

    /// Its lead is known, or was erased and must not come back.
    private boolean ours() {
      return effect() || scheduled();
    }

    /// Of a run: nobody else can send it.
    boolean scheduled() {
      return place.event().type().equals(Schema.SCHEDULED);
    }

    private boolean effect() {
      return place.event().source().equals(StepCommit.Outgoing.SOURCE);
    }

    Address address() {
      return new Address(place.tenant().number(), place.submission().lead());
    }

    boolean asksForLead() {
      return campaigns.stream().anyMatch(active -> !active.campaign().filters().rules().isEmpty());
    }

    /// With the epoch of the tenant's flow, as far as is known here.
    ///
    /// @param remembered how old an event may be
    Asked asked(long epoch, Duration remembered) {
      return new Asked(this, epoch, isExpired(place.event(), remembered));
    }

    private boolean isExpired(Event event, Duration remembered) {
      Instant oldest = now.minus(remembered);
      return event.expiry().filter(now::isAfter).isPresent()
          || event.time().filter(oldest::isAfter).isPresent();
    }
  }

  /// What the journal will be asked if there is room.
  record Asked(Matched matched, long epoch, boolean expired) {
    Placed place() {
      return matched.place();
    }

    /// Tasks that need room in the fair queue.
    int wanted() {
      return expired ? 0 : matched.campaigns().size();
    }

    /// Names, one per candidate.
    List<String> campaigns() {
      return matched.campaigns().stream().map(active -> active.campaign().name()).toList();
    }

    /// The same at another epoch of the tenant's flow.
    Asked at(long other) {
      return new Asked(matched, other, expired);
    }

    /// Costs hashing: only for what found room.
    Arrival arrival() {
      Placed place = place();
      return new Arrival(
          place.tenant().number(),
          epoch,
          place.submission().lead(),
          matched.ours() ? Tenant.UnknownLead.IGNORE : place.tenant().settings().unknownLead(),
          place.event(),
          ContentDigest.of(place.event()),
          matched.recorded(),
          matched.heard().creationTold(),
          matched.campaigns().stream().map(this::candidate).toList(),
          matched.heard().awaited());
    }

    private Candidate candidate(ActiveCampaign active) {
      Event event = place().event();
      Step first = Flow.first(active.campaign());
      return new Candidate(
          TaskId.of(place().tenant().name(), event.source(), event.id(), active.campaign().name()),
          active.number(),
          active.version(),
          active.campaign().qualification(),
          first.id(),
          Catalogue.STANDARD.family(active.campaign(), first),
          active.campaign().priority(),
          expired);
    }
  }
}
