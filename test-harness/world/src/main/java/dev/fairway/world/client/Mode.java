package dev.fairway.world.client;

/// How events travel over HTTP.
public enum Mode {
  BINARY,
  STRUCTURED,
  BATCH
}
