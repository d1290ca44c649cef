package dev.fairway.world.history;

/// One event, however often it was delivered.
public record EventKey(String tenant, String source, String id) {
  @Override
  public String toString() {
    return tenant + "/" + source + "#" + id;
  }
}
