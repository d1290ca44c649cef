package dev.fairway.enqueue;

import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.ActiveCampaign;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.TriggerIndex;
import dev.fairway.ports.Campaigns;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The index of every tenant's active campaigns, as new as the tenant's stamp: read once per
/// change, kept for the tenants used last.
@Singleton
class Triggers {
  private record Kept(long stamp, TriggerIndex index) {}

  private final Campaigns campaigns;
  private final Map<Integer, Kept> kept;

  @Inject
  Triggers(Campaigns campaigns, EnqueueConfig config) {
    this.campaigns = campaigns;
    int most = config.cachedTenants();
    this.kept =
        new LinkedHashMap<>(64, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Integer, Kept> eldest) {
            return size() > most;
          }
        };
  }

  /// @param tenant as just read: its stamp decides
  Uni<TriggerIndex> of(Tenant tenant) {
    synchronized (kept) {
      Kept known = kept.get(tenant.number());
      if (known != null && known.stamp() >= tenant.stamp())
        return Uni.createFrom().item(known.index());
    }
    return campaigns
        .active(tenant.number())
        .map(Triggers::index)
        .invoke(index -> keep(tenant, index));
  }

  /// What was read is at least as new as the stamp, never older.
  private void keep(Tenant tenant, TriggerIndex index) {
    synchronized (kept) {
      Kept known = kept.get(tenant.number());
      if (known == null || known.stamp() < tenant.stamp())
        kept.put(tenant.number(), new Kept(tenant.stamp(), index));
    }
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
