package dev.fairway.world;

import java.util.concurrent.atomic.AtomicLong;

/// Names no earlier test of this engine has used.
final class Fresh {
  private static final AtomicLong NEXT = new AtomicLong();

  private Fresh() {}

  static String name(String what) {
    return what + "-" + NEXT.incrementAndGet();
  }
}
