package dev.fairway.world;

import java.util.SplittableRandom;

/// How large and how random a check is. Small by default; `-Pchaos` turns every dial up, and
/// `-Dfairway.world.<name>=<n>` turns one.
public final class Dial {
  private Dial() {}

  public static boolean full() {
    return Boolean.getBoolean("fairway.world.full");
  }

  public static int of(String name, int small, int full) {
    return Integer.getInteger("fairway.world." + name, full() ? full : small);
  }

  /// The seed of a run, said aloud: what happened can be asked for again.
  public static long seed(String check) {
    long seed =
        Long.getLong("fairway.world.seed", new SplittableRandom().nextLong() & 0xffff_ffffL);
    say(check, "seed=" + seed + " (again: -Dfairway.world.seed=" + seed + ")");
    return seed;
  }

  public static void say(String check, String line) {
    System.out.println("[" + check + "] " + line);
  }
}
