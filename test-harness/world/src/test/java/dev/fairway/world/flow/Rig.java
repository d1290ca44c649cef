package dev.fairway.world.flow;

import dev.fairway.amqp.BufferProcess;
import dev.fairway.local.stores.AmqpBroker;
import dev.fairway.local.stores.Ports;
import dev.fairway.local.stores.Stores;
import dev.fairway.model.Priority;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Campaign.OnError;
import dev.fairway.model.campaign.Campaign.Retry;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.Campaign.Trigger;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Filters;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.memory.MemoryCampaigns;
import dev.fairway.ports.memory.MemoryTenants;
import dev.fairway.postgres.Databases;
import dev.fairway.postgres.PostgresFlows;
import dev.fairway.postgres.PostgresJournal;
import dev.fairway.postgres.PostgresLeads;
import dev.fairway.postgres.PostgresRecords;
import dev.fairway.visit.VisitProcess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.commons.io.file.PathUtils;

/// Real PostgreSQL and Artemis, for all scenes. Tenants and campaigns are the twins': nothing about
/// the flow is in them.
final class Rig implements AutoCloseable {
  static final String DATABASE = "leads1";
  static final String TYPE = "person.formFilled";
  static final String CAMPAIGN = "count";
  static final List<String> STEPS = List.of("one", "two");

  private final Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final Stores stores;
  final AmqpBroker broker;
  final PostgresJournal journal;
  final PostgresFlows flows;
  final PostgresLeads leads;
  final PostgresRecords records;
  final MemoryTenants tenants = new MemoryTenants();
  final MemoryCampaigns campaigns = new MemoryCampaigns(tenants);

  Rig() {
    try {
      folder = Files.createTempDirectory("fairway-flow");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    stores = Stores.start(Stores.Options.temporary(folder.resolve("stores"), false));
    broker = AmqpBroker.start(folder.resolve("artemis"), Ports.free().amqp());
    Map<String, String> secrets = Objects.requireNonNull(stores.secrets().get("fairway-stores"));
    String uris = Objects.requireNonNull(secrets.get("databases"));
    var databases = new Databases(vertx, new SimpleMeterRegistry(), uris, 4);
    journal = new PostgresJournal(databases);
    flows = new PostgresFlows(databases);
    leads = new PostgresLeads(databases);
    records = new PostgresRecords(databases);
    // the first queue ever is a case of its own, and would make the first scene another one
    long generation = Stage.done(journal.rebuildStarted(DATABASE)).orElseThrow();
    Stage.await(journal.rebuildEnded(DATABASE, generation));
  }

  /// One that sends events of [#TYPE], each of which makes one task of [#STEPS], one visit each.
  Tenant tenant(String name, int window, int quota) {
    var settings =
        new Tenant.Settings(
            1,
            quota,
            0,
            100,
            OptionalInt.of(window),
            10_000,
            DATABASE,
            ZoneOffset.UTC,
            Tenant.UnknownLead.CREATE,
            new Tenant.CommunicationLimit(0, 0),
            90,
            Tenant.State.ACTIVE);
    int number = Stage.done(tenants.put(name, settings)).number();
    var campaign =
        new Campaign(
            CAMPAIGN,
            List.of(new Trigger(TYPE, Optional.empty(), List.of())),
            Filters.NONE,
            new Qualification.Every(),
            Priority.NORMAL,
            OnError.DEAD_LETTER,
            Map.of(),
            Map.of(),
            List.of(step("one", VisitProcess.SCORING), step("two", VisitProcess.PERSON)));
    Stage.done(campaigns.put(number, CAMPAIGN, CampaignJson.write(campaign), ""));
    Stage.done(campaigns.state(number, CAMPAIGN, Campaigns.State.ACTIVE));
    return Stage.done(tenants.numbered(List.of(number))).getFirst();
  }

  private static Step step(String id, String action) {
    return new Step(id, action, Map.of(), List.of(), Retry.DEFAULT, Optional.empty(), Map.of());
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
    try {
      PathUtils.deleteDirectory(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("left behind: " + folder, e);
    }
  }
}
