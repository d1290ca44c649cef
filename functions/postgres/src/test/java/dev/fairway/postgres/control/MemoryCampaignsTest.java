package dev.fairway.postgres.control;

import dev.fairway.contracts.CampaignsContract;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Tenants;
import dev.fairway.ports.memory.MemoryCampaigns;
import dev.fairway.ports.memory.MemoryTenants;

class MemoryCampaignsTest extends CampaignsContract {
  private final MemoryTenants tenants = new MemoryTenants();
  private final Campaigns campaigns = new MemoryCampaigns(tenants);

  @Override
  protected Tenants tenants() {
    return tenants;
  }

  @Override
  protected Campaigns campaigns() {
    return campaigns;
  }
}
