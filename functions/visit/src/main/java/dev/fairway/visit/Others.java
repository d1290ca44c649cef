package dev.fairway.visit;

import dev.fairway.model.campaign.ActiveCampaign;
import java.util.Optional;

/// What a visit knows of the campaigns that its task's steps name.
interface Others {
  /// @return empty if there is no such campaign
  Optional<Integer> number(String name);

  /// The version that new entries begin with.
  Optional<ActiveCampaign> active(String name);
}
