package dev.fairway.enqueue;

import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.ActiveCampaign;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.TriggerIndex;
import dev.fairway.ports.ByStamp;
import dev.fairway.ports.Campaigns;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What every tenant's campaigns and declarations say of its events.
@Singleton
class Triggers {
  private final ByStamp<Spoken> spoken;

  /// @param triggers of the active campaigns
  /// @param unrecorded event types that stay out of the history
  /// @param awaited event types that steps of any campaign wait for
  /// @param numbers of the campaigns that filters name
  record Spoken(
      TriggerIndex triggers,
      Set<String> unrecorded,
      Set<String> awaited,
      Map<String, Integer> numbers) {}

  @Inject
  Triggers(Campaigns campaigns, EnqueueConfig config) {
    this.spoken =
        new ByStamp<>(
            config.cachedTenants(),
            tenant ->
                Uni.combine()
                    .all()
                    .unis(
                        campaigns.active(tenant).map(Triggers::active),
                        campaigns.assets(tenant).map(Triggers::unrecorded),
                        campaigns.awaited(tenant))
                    .asTuple()
                    .chain(read ->
                        numbers(campaigns, tenant, read.getItem1())
                            .map(numbers ->
                                new Spoken(
                                    TriggerIndex.of(read.getItem1()),
                                    read.getItem2(),
                                    read.getItem3(),
                                    numbers))));
  }

  private static Uni<Map<String, Integer>> numbers(
      Campaigns campaigns, int tenant, List<ActiveCampaign> active) {
    Set<String> named =
        active.stream()
            .flatMap(each -> each.past().campaigns().stream())
            .collect(Collectors.toSet());
    return campaigns.numbers(tenant, named);
  }

  /// @param tenant as just read: its stamp decides
  Uni<Spoken> of(Tenant tenant) {
    return spoken.of(tenant);
  }

  private static List<ActiveCampaign> active(List<Campaigns.Version> versions) {
    return versions.stream()
        .map(version ->
            new ActiveCampaign(
                version.campaign().number(),
                version.version(),
                CampaignJson.read(version.definition())))
        .toList();
  }

  private static Set<String> unrecorded(List<Campaigns.Asset> assets) {
    return assets.stream()
        .filter(asset -> asset.kind().equals("EventType"))
        .map(asset -> Declaration.of(asset.kind(), asset.name(), asset.spec()))
        .filter(each -> each instanceof Declaration.EventType type && !type.activity())
        .map(Declaration::name)
        .collect(Collectors.toUnmodifiableSet());
  }
}
