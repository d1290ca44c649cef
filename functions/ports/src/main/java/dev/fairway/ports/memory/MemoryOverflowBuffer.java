package dev.fairway.ports.memory;

import dev.fairway.model.Arrival;
import dev.fairway.ports.OverflowBuffer;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The twin of the buffers; its broker can be away.
public final class MemoryOverflowBuffer implements OverflowBuffer {
  private final Map<Integer, List<Message>> waiting = new HashMap<>();
  private final Set<Integer> pulling = new HashSet<>();
  private boolean away;

  public synchronized void away(boolean away) {
    this.away = away;
  }

  /// Messages of the tenant, given out or not.
  public synchronized int size(int tenant) {
    return waiting.getOrDefault(tenant, List.of()).size();
  }

  @Override
  public synchronized boolean isAvailable() {
    return !away;
  }

  @Override
  public Uni<Void> send(int tenant, List<Arrival> arrivals) {
    return add(
        tenant, new Message.Arrivals(arrivals.stream().map(arrival -> arrival.at(0)).toList()));
  }

  @Override
  public Uni<Void> mark(int tenant, long epoch) {
    return add(tenant, new Message.Marker(epoch));
  }

  private Uni<Void> add(int tenant, Message message) {
    return Uni.createFrom()
        .emitter(emitter -> {
          synchronized (this) {
            if (away) emitter.fail(new IOException("the buffer is away"));
            else {
              waiting.computeIfAbsent(tenant, number -> new ArrayList<>()).add(message);
              emitter.complete(null);
            }
          }
        });
  }

  @Override
  public Uni<Pulled> pull(int tenant, int atMost) {
    return Uni.createFrom()
        .emitter(emitter -> {
          synchronized (this) {
            if (away) emitter.fail(new IOException("the buffer is away"));
            else emitter.complete(pulled(tenant, atMost));
          }
        });
  }

  private Pulled pulled(int tenant, int atMost) {
    boolean mine = pulling.add(tenant);
    List<Message> queue = waiting.getOrDefault(tenant, List.of());
    List<Message> given =
        mine ? List.copyOf(queue.subList(0, Math.min(atMost, queue.size()))) : List.of();
    return new Pulled() {
      private int settled;

      @Override
      public List<Message> messages() {
        return given;
      }

      @Override
      public Uni<Void> settle(int first) {
        return Uni.createFrom().voidItem().invoke(() -> forget(first));
      }

      private void forget(int first) {
        synchronized (MemoryOverflowBuffer.this) {
          for (; settled < first; settled++) queue.removeFirst();
        }
      }

      @Override
      public Uni<Void> close() {
        return Uni.createFrom().voidItem().invoke(this::release);
      }

      private void release() {
        synchronized (MemoryOverflowBuffer.this) {
          if (mine) pulling.remove(tenant);
        }
      }
    };
  }
}
