package dev.fairway.postgres.control;

import dev.fairway.contracts.TenantsContract;
import dev.fairway.ports.Tenants;

class ControlTenantsTest extends TenantsContract {
  private final Tenants tenants = new ControlTenants(ControlServer.SHARED.control);

  ControlTenantsTest() {
    ControlServer.SHARED.empty();
  }

  @Override
  protected Tenants tenants() {
    return tenants;
  }
}
