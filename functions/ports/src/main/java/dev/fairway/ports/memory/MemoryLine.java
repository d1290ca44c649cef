package dev.fairway.ports.memory;

import dev.fairway.model.QueuedTask;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One lead's tasks in order: the head, which alone may run, and those behind it.
final class MemoryLine {
  static final int MOST = 100;

  @Nullable Head head;
  final TreeMap<Long, Behind> behind = new TreeMap<>();

  /// The journal has tasks of this lead that the line had no room for.
  boolean more;

  int size() {
    return (head == null ? 0 : 1) + behind.size();
  }

  /// @return last position it knows, or `none` if it is empty
  long last(long none) {
    if (!behind.isEmpty()) return behind.lastKey();
    return head == null ? none : head.entry().task().position();
  }

  /// Put a task behind the head; what exceeds the line's room stays in the journal.
  void push(Entry entry, long now) {
    long position = entry.task().position();
    if (behind.containsKey(position)) return;
    if (more && size() > 0 && position > last(position)) return;
    behind.put(position, new Behind(entry, now));
    if (behind.size() >= MOST) {
      behind.pollLastEntry();
      more = true;
    }
  }

  /// @param notBefore milliseconds since the epoch; 0: at once
  /// @param stood how long it was behind others, in milliseconds
  record Entry(QueuedTask task, long notBefore, long stood) {
    Entry(QueuedTask task, long notBefore) {
      this(task, notBefore, 0);
    }
  }

  record Behind(Entry entry, long since) {
    Entry until(long now) {
      return new Entry(entry.task(), entry.notBefore(), Math.max(0, now - since));
    }
  }

  sealed interface State {
    record Ready(long score, Seated seated) implements State {}

    record Leased(String token, double charged, long deadline) implements State {}

    record Delayed(long due) implements State {}
  }

  /// What was over when a task became ready.
  ///
  /// @param stops how long its tenant had been stopped
  /// @param pool how long its pool had been without room
  /// @param credit how long its lane had been without credit
  record Seated(MemoryStops.Reading stops, long pool, long credit) {}

  record Head(Entry entry, State state) {}
}
