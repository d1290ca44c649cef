package dev.fairway.postgres.control;

import dev.fairway.contracts.RunsContract;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Runs;
import dev.fairway.ports.Tenants;
import dev.fairway.ports.memory.MemoryCampaigns;
import dev.fairway.ports.memory.MemoryRuns;
import dev.fairway.ports.memory.MemoryTenants;
import java.time.Duration;
import java.time.Instant;

class MemoryRunsTest extends RunsContract {
  private final MemoryTenants tenants = new MemoryTenants();
  private final Campaigns campaigns = new MemoryCampaigns(tenants);
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private final MemoryRuns runs = new MemoryRuns(tenants, campaigns, () -> now);

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
    now = now.plus(by);
  }
}
