package dev.fairway.console;

import dev.fairway.model.Lead;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Tenant;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Leads;
import dev.fairway.ports.Tenants;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Names in a path, resolved: a thing that is not there is a 404 that says which.
@Singleton
final class Known {
  private final Tenants tenants;
  private final Campaigns campaigns;
  private final Leads leads;

  Known(Tenants tenants, Campaigns campaigns, Leads leads) {
    this.tenants = tenants;
    this.campaigns = campaigns;
    this.leads = leads;
  }

  Uni<Tenant> tenant(String name) {
    return tenants
        .named(List.of(Names.tenant(name)))
        .map(found -> {
          if (found.isEmpty()) throw Refusals.notFound("there is no tenant " + name);
          return found.getFirst();
        });
  }

  Uni<Campaigns.Entry> campaign(Tenant tenant, String name) {
    return campaigns
        .named(tenant.number(), Names.campaign(name))
        .map(found -> found.orElseThrow(() -> noCampaign(tenant, name)));
  }

  Uni<Campaigns.Version> latest(Tenant tenant, String name) {
    return campaigns
        .latest(tenant.number(), Names.campaign(name))
        .map(found -> found.orElseThrow(() -> noCampaign(tenant, name)));
  }

  /// @param wanted empty: the newest
  Uni<Campaigns.Version> version(Tenant tenant, String name, OptionalInt wanted) {
    return latest(tenant, name)
        .flatMap(latest ->
            wanted.isEmpty()
                ? Uni.createFrom().item(latest)
                : campaigns
                    .version(tenant.number(), latest.campaign().number(), wanted.getAsInt())
                    .map(found -> found.orElseThrow(() -> noVersion(latest, wanted.getAsInt()))));
  }

  private static RuntimeException noVersion(Campaigns.Version latest, int wanted) {
    return Refusals.notFound(
        "campaign "
            + latest.campaign().name()
            + " has versions 1 to "
            + latest.version()
            + ", not "
            + wanted);
  }

  static RuntimeException noCampaign(Tenant tenant, String name) {
    return Refusals.notFound("tenant " + tenant.name() + " has no campaign " + name);
  }

  Uni<Lead> lead(Tenant tenant, String id) {
    return find(tenant, id).map(found -> found.orElseThrow(() -> noLead(tenant, id)));
  }

  Uni<Optional<Lead>> find(Tenant tenant, String id) {
    var address = new Leads.Address(tenant.number(), new LeadRef.ById(Names.lead(id)));
    return leads.read(tenant.settings().database(), List.of(address)).map(List::getFirst);
  }

  static RuntimeException noLead(Tenant tenant, String id) {
    return Refusals.notFound("tenant " + tenant.name() + " has no lead " + Names.shown(id));
  }
}
