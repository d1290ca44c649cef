package dev.fairway.console;

import dev.fairway.model.Lead;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.History;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Leads;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/// What a lead has done, as far as rules ask for it.
@Singleton
final class Pasts {
  private final Campaigns campaigns;
  private final Leads leads;

  Pasts(Campaigns campaigns, Leads leads) {
    this.campaigns = campaigns;
    this.leads = leads;
  }

  /// Of the whole time that some rule looks back; nothing of a lead that is made up.
  Uni<History> of(Tenant owner, Lead lead, History.Need need, Instant now) {
    if (need.isEmpty() || lead.number() == 0) return Uni.createFrom().item(History.empty(need));
    return campaigns
        .numbers(owner.number(), need.campaigns())
        .map(numbers -> new Leads.Question(owner.number(), lead.number(), need, now, numbers))
        .flatMap(asked -> leads.past(owner.settings().database(), List.of(asked), List.of()))
        .map(past -> past.histories().getFirst());
  }
}
