package dev.fairway.postgres.control;

import dev.fairway.contracts.CampaignsContract;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Tenants;

class ControlCampaignsTest extends CampaignsContract {
  private final Tenants tenants = new ControlTenants(ControlServer.SHARED.control);
  private final Campaigns campaigns = new ControlCampaigns(ControlServer.SHARED.control);

  ControlCampaignsTest() {
    ControlServer.SHARED.empty();
  }

  @Override
  protected Tenants tenants() {
    return tenants;
  }

  @Override
  protected Campaigns campaigns() {
    return campaigns;
  }
}
