package dev.fairway.postgres.control;

import dev.fairway.contracts.RunsContract;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Runs;
import dev.fairway.ports.Tenants;
import java.time.Duration;

class ControlRunsTest extends RunsContract {
  private final Tenants tenants = new ControlTenants(ControlServer.SHARED.control);
  private final Campaigns campaigns = new ControlCampaigns(ControlServer.SHARED.control);
  private final ControlRuns runs = new ControlRuns(ControlServer.SHARED.control);

  ControlRunsTest() {
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

  @Override
  protected Runs runs() {
    return runs;
  }

  @Override
  protected void advance(Duration by) {
    ControlServer.SHARED.execute(
        "control",
        "update fairway.clock_offset set moved_by = moved_by + interval '"
            + by.toSeconds()
            + " s'");
  }
}
