package dev.fairway.postgres.control;

import dev.fairway.contracts.TenantsContract;
import dev.fairway.ports.Tenants;
import dev.fairway.ports.memory.MemoryTenants;

class MemoryTenantsTest extends TenantsContract {
  private final Tenants tenants = new MemoryTenants();

  @Override
  protected Tenants tenants() {
    return tenants;
  }
}
