package dev.fairway.console;

import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Cycles;
import dev.fairway.model.campaign.Problem;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Campaigns.State;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Warns of campaigns that trigger one another without end.
@Singleton
final class Circles {
  private final Campaigns campaigns;

  Circles(Campaigns campaigns) {
    this.campaigns = campaigns;
  }

  Uni<List<Problem>> through(Tenant tenant, Map<String, Object> definition) {
    return through(tenant, List.of(CampaignJson.read(definition)));
  }

  /// @param given count in place of those of their names that are there
  Uni<List<Problem>> through(Tenant tenant, List<Campaign> given) {
    if (given.stream().noneMatch(Cycles::emits)) return Uni.createFrom().item(List.of());
    return others(tenant)
        .map(known -> {
          Map<String, Campaign> all = new LinkedHashMap<>(known);
          for (Campaign each : given) all.put(each.name(), each);
          List<Problem> warnings = new ArrayList<>();
          for (Campaign each : given)
            for (List<String> cycle : Cycles.through(each, all.values()))
              warnings.add(warning(each, cycle));
          return warnings;
        });
  }

  /// Those that run, and drafts that never did.
  private Uni<Map<String, Campaign>> others(Tenant tenant) {
    return Uni.combine()
        .all()
        .unis(campaigns.newest(tenant.number()), campaigns.active(tenant.number()))
        .with((newest, active) -> {
          Map<String, Campaign> all = new LinkedHashMap<>();
          for (Campaigns.Version each : newest)
            if (each.campaign().state() == State.DRAFT) put(all, each);
          for (Campaigns.Version each : active) put(all, each);
          return all;
        });
  }

  private static void put(Map<String, Campaign> all, Campaigns.Version version) {
    all.put(version.campaign().name(), CampaignJson.read(version.definition()));
  }

  private static Problem warning(Campaign campaign, List<String> cycle) {
    return new Problem(
        "spec.flow",
        0,
        "campaign "
            + campaign.name()
            + " may trigger itself: "
            + String.join(" -> ", cycle)
            + " (conditions are not looked at and may exclude it; depth ends such a chain)",
        List.of());
  }
}
