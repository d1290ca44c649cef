package dev.fairway.enqueue;

import dev.fairway.ports.Audit;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Events;
import dev.fairway.ports.FairQueue;
import dev.fairway.ports.Flows;
import dev.fairway.ports.Leads;
import dev.fairway.ports.OverflowBuffer;
import dev.fairway.ports.Runs;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.Tenants;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// The function over the twins of its stores.
@Alternative
@Priority(1)
@Singleton
class Twins {
  static final World WORLD = new World();

  @Produces
  @Singleton
  Audit audit() {
    return WORLD.audit;
  }

  @Produces
  @Singleton
  Tenants tenants() {
    return WORLD.tenants;
  }

  @Produces
  @Singleton
  Campaigns campaigns() {
    return WORLD.campaigns;
  }

  @Produces
  @Singleton
  Runs runs() {
    return WORLD.runs;
  }

  @Produces
  @Singleton
  TaskJournal journal() {
    return WORLD.journal;
  }

  @Produces
  @Singleton
  Leads leads() {
    return WORLD.journal;
  }

  @Produces
  @Singleton
  Flows flows() {
    return WORLD.journal;
  }

  @Produces
  @Singleton
  OverflowBuffer buffer() {
    return WORLD.buffer;
  }

  @Produces
  @Singleton
  FairQueue queue() {
    return WORLD.queue;
  }

  @Produces
  @Singleton
  Events events() {
    return WORLD.events;
  }
}
