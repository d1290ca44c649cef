package dev.fairway.enqueue;

import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.ActiveCampaign;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.TriggerIndex;
import dev.fairway.ports.ByStamp;
import dev.fairway.ports.Campaigns;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/// The index of every tenant's active campaigns.
@Singleton
class Triggers {
  private final ByStamp<TriggerIndex> indexes;

  @Inject
  Triggers(Campaigns campaigns, EnqueueConfig config) {
    this.indexes =
        new ByStamp<>(
            config.cachedTenants(), tenant -> campaigns.active(tenant).map(Triggers::index));
  }

  /// @param tenant as just read: its stamp decides
  Uni<TriggerIndex> of(Tenant tenant) {
    return indexes.of(tenant);
  }

  private static TriggerIndex index(List<Campaigns.Version> versions) {
    return TriggerIndex.of(
        versions.stream()
            .map(version ->
                new ActiveCampaign(
                    version.campaign().number(),
                    version.version(),
                    CampaignJson.read(version.definition())))
            .toList());
  }
}
