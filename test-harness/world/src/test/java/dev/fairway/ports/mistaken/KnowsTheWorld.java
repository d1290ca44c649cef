package dev.fairway.ports.mistaken;

import dev.fairway.world.client.Walk;

/// Wrong on purpose: a port that knows the harness.
public final class KnowsTheWorld {
  private KnowsTheWorld() {}

  public static Object plan() {
    return Walk.PLAN;
  }
}
