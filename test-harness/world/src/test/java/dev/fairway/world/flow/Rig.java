package dev.fairway.world.flow;

import dev.fairway.amqp.BufferProcess;
import dev.fairway.local.stores.AmqpBroker;
import dev.fairway.local.stores.Ports;
import dev.fairway.local.stores.Stores;
import dev.fairway.ports.memory.MemoryCampaigns;
import dev.fairway.ports.memory.MemoryTenants;
import dev.fairway.postgres.Databases;
import dev.fairway.postgres.PostgresFlows;
import dev.fairway.postgres.PostgresJournal;
import dev.fairway.postgres.PostgresLeads;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.mutiny.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/// Real PostgreSQL and Artemis, for all scenes of a test class. Tenants and campaigns are the
/// twins': nothing about the flow is in them.
final class Rig implements AutoCloseable {
  static final String DATABASE = "leads1";

  private final Vertx vertx = Vertx.vertx();
  private final Stores stores;
  final AmqpBroker broker;
  final PostgresJournal journal;
  final PostgresFlows flows;
  final PostgresLeads leads;
  final MemoryTenants tenants = new MemoryTenants();
  final MemoryCampaigns campaigns = new MemoryCampaigns(tenants);

  Rig(Path folder) {
    stores = Stores.start(Stores.Options.temporary(folder.resolve("stores"), false));
    broker = AmqpBroker.start(folder.resolve("artemis"), Ports.free().amqp());
    Map<String, String> secrets = Objects.requireNonNull(stores.secrets().get("fairway-stores"));
    String uris = Objects.requireNonNull(secrets.get("databases"));
    var databases = new Databases(vertx, new SimpleMeterRegistry(), uris, 4);
    journal = new PostgresJournal(databases);
    flows = new PostgresFlows(databases);
    leads = new PostgresLeads(databases);
  }

  BufferProcess buffer() {
    return BufferProcess.of(vertx.getDelegate(), broker.appUri());
  }

  static String queue(int tenant) {
    return "fairway.buffer." + tenant;
  }

  @Override
  public void close() {
    vertx.closeAndAwait();
    broker.close();
    stores.close();
  }
}
