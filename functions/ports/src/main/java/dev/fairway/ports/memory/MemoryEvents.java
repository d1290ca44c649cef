package dev.fairway.ports.memory;

import dev.fairway.ports.Events;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// Keeps what was sent; its Broker can be away.
public final class MemoryEvents implements Events {
  public record Internal(
      String type, Map<String, String> extensions, String partitionKey, String json) {}

  private final List<Internal> sent = new CopyOnWriteArrayList<>();
  private final List<Map<String, Object>> published = new CopyOnWriteArrayList<>();
  private volatile boolean away;

  @Override
  public Uni<Void> internal(
      String type, Map<String, String> extensions, String partitionKey, String json) {
    return Uni.createFrom()
        .voidItem()
        .invoke(() -> sent.add(new Internal(type, extensions, partitionKey, json)));
  }

  @Override
  public Uni<Void> publish(Map<String, Object> event) {
    return away
        ? Uni.createFrom().failure(new IOException("the broker is away"))
        : Uni.createFrom().voidItem().invoke(() -> published.add(event));
  }

  /// Whether publishing fails from now on.
  public void away(boolean away) {
    this.away = away;
  }

  /// What was sent so far, and forgets it.
  public List<Internal> take() {
    List<Internal> taken = List.copyOf(sent);
    sent.removeAll(taken);
    return taken;
  }

  public List<Map<String, Object>> published() {
    return List.copyOf(published);
  }
}
