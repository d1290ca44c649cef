package dev.fairway.local.knative;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The durable memory of the Brokers: an event is acknowledged only after an fsync has covered it,
/// and what was unfinished when the process died is pending again at the next start.
///
/// Segments of appended records, `length crc bytes`. One thread writes; every append that waits
/// while it is busy shares the next fsync. A segment goes when everything before it and in it is
/// finished; what lingers in an old one is written again at the head, so that the disk follows what
/// is pending and not what has passed.
final class EventLog implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(EventLog.class.getName());
  private static final int HEADER = 8;
  private static final int MAX_RECORD = 64 << 20;
  private static final int STAGING = 1 << 20;
  private static final int MAX_SEALED = 4;
  private static final int NOTES_WAIT_MS = 50;

  private final Path folder;
  private final Context loop;
  private final long segmentBytes;
  private final long memoryBytes;
  private final FileLock lock;
  private final LinkedBlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
  private final Thread writer;

  // of the loop
  private final Map<Long, PendingEvent> pending = new LinkedHashMap<>();
  private final TreeMap<Integer, Integer> unfinished = new TreeMap<>();
  private long nextSequence = 1;
  private long heldBytes;
  private final List<LogRecord.Finished> notes = new ArrayList<>();
  private boolean relocating;
  private @Nullable IOException broken;

  // of the writer
  private FileChannel channel;
  private int segment;
  private int oldest;
  private long position;
  private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING);

  private volatile long appends;
  private volatile long syncs;

  /// Something for the writer to do.
  private sealed interface Entry {
    /// @param moves whether the event lies in an older segment already
    record Append(
        PendingEvent event, LogRecord.Accepted record, boolean moves, Promise<Void> durable)
        implements Entry {}

    record Notes(List<LogRecord.Finished> records) implements Entry {}

    /// Everything in segments before this one is finished.
    record DropBefore(int segment) implements Entry {}

    record Stop() implements Entry {}
  }

  /// Where an append came to lie.
  private record Placed(Entry.Append append, int segment, long offset, int size) {}

  private EventLog(Path folder, Context loop, long segmentBytes, long memoryBytes)
      throws IOException {
    this.folder = Files.createDirectories(folder);
    this.loop = loop;
    this.segmentBytes = segmentBytes;
    this.memoryBytes = memoryBytes;
    this.lock = lock(folder);
    int last = recover();
    this.segment = last + 1;
    this.channel = newSegment(segment);
    this.writer = Thread.ofPlatform().name("event-log").daemon().unstarted(this::write);
  }

  static EventLog open(Path folder, Context loop) {
    return open(folder, loop, 64 << 20, 64 << 20);
  }

  /// @param segmentBytes after which a new segment is begun
  /// @param memoryBytes of pending events kept in memory; beyond it they are read when delivered
  static EventLog open(Path folder, Context loop, long segmentBytes, long memoryBytes) {
    try {
      EventLog log = new EventLog(folder, loop, segmentBytes, memoryBytes);
      log.writer.start();
      return log;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the event log in " + folder, e);
    }
  }

  private static FileLock lock(Path folder) throws IOException {
    FileChannel file =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = file.tryLock();
      if (lock != null) return lock;
    } catch (OverlappingFileLockException e) {
      LOG.log(System.Logger.Level.DEBUG, "locked within this process", e);
    }
    file.close();
    throw new IllegalStateException(folder + " is in use by another running engine");
  }

  // --- the loop's side

  /// Completes on the loop once the event is on disk.
  Future<PendingEvent> append(
      String broker, int hops, Collection<String> triggers, WireEvent event) {
    if (broken != null) return Future.failedFuture(broken);
    List<String> names = List.copyOf(triggers);
    long sequence = nextSequence++;
    PendingEvent stored =
        new PendingEvent(sequence, broker, hops, new LinkedHashSet<>(names), event);
    Promise<Void> durable = Promise.promise();
    passNotes();
    queue.add(
        new Entry.Append(
            stored, new LogRecord.Accepted(sequence, broker, hops, names, event), false, durable));
    return durable
        .future()
        .map(done -> {
          pending.put(sequence, stored);
          return stored;
        });
  }

  /// A Trigger is done with an event. Not awaited: a crash may repeat the delivery.
  void finished(PendingEvent event, String trigger) {
    if (!event.triggers.remove(trigger)) return;
    if (notes.isEmpty()) loop.owner().setTimer(NOTES_WAIT_MS, timer -> passNotes());
    notes.add(new LogRecord.Finished(event.sequence, trigger));
    if (!event.triggers.isEmpty()) return;
    pending.remove(event.sequence);
    if (event.event() != null) heldBytes -= event.size;
    unfinished.merge(event.segment, -1, Integer::sum);
    dropFinishedSegments();
  }

  /// Hands what Triggers have finished to the writer.
  void passNotes() {
    if (notes.isEmpty()) return;
    queue.add(new Entry.Notes(List.copyOf(notes)));
    notes.clear();
  }

  /// The event itself, from memory or from disk.
  WireEvent event(PendingEvent stored) {
    WireEvent event = stored.event();
    return event != null ? event : load(stored);
  }

  /// Everything acknowledged and unfinished.
  List<PendingEvent> pending() {
    return List.copyOf(pending.values());
  }

  int pendingCount() {
    return pending.size();
  }

  Optional<String> trouble() {
    return Optional.ofNullable(broken).map(e -> "the event log cannot be written: " + e);
  }

  long appends() {
    return appends;
  }

  long syncs() {
    return syncs;
  }

  private void placed(List<Placed> batch, int current) {
    unfinished.putIfAbsent(current, 0);
    for (Placed placed : batch) {
      PendingEvent event = placed.append.event;
      if (event.triggers.isEmpty()) continue; // finished while it was being moved
      if (event.event() != null) {
        if (placed.append.moves) heldBytes -= event.size;
        if (heldBytes + placed.size > memoryBytes) event.forget();
        else heldBytes += placed.size;
      }
      event.segment = placed.segment;
      event.offset = placed.offset;
      event.size = placed.size;
      unfinished.merge(placed.segment, 1, Integer::sum);
    }
    for (Placed placed : batch) placed.append.durable.complete();
    dropFinishedSegments();
  }

  private void dropFinishedSegments() {
    int first = unfinished.firstKey();
    while (unfinished.size() > 1 && unfinished.firstEntry().getValue() == 0)
      unfinished.pollFirstEntry();
    if (unfinished.firstKey() != first) queue.add(new Entry.DropBefore(unfinished.firstKey()));
    if (unfinished.size() > MAX_SEALED + 1 && !relocating) relocate(unfinished.firstKey());
  }

  /// Writes what lingers in an old segment again at the head.
  private void relocate(int old) {
    relocating = true;
    passNotes();
    List<Future<?>> moves = new ArrayList<>();
    for (PendingEvent event : pending()) {
      if (event.segment != old) continue;
      Promise<Void> durable = Promise.promise();
      WireEvent body = event(event);
      LogRecord.Accepted record =
          new LogRecord.Accepted(
              event.sequence, event.broker, event.hops, List.copyOf(event.triggers), body);
      queue.add(new Entry.Append(event, record, true, durable));
      moves.add(durable.future());
    }
    Future.join(moves)
        .onComplete(moved -> {
          relocating = false;
          if (moved.failed()) return;
          unfinished.put(old, 0);
          dropFinishedSegments();
        });
  }

  private WireEvent load(PendingEvent stored) {
    try (FileChannel file = FileChannel.open(path(stored.segment), StandardOpenOption.READ)) {
      byte[] bytes = new byte[stored.size - HEADER];
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining())
        if (file.read(buffer, stored.offset + HEADER + buffer.position()) < 0)
          throw new IOException("segment " + stored.segment + " ends early");
      if (LogRecord.read(bytes) instanceof LogRecord.Accepted accepted) return accepted.event();
      throw new IllegalStateException("no event at " + stored.segment + ":" + stored.offset);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // --- the writer's side

  private void write() {
    List<Entry> batch = new ArrayList<>();
    boolean running = true;
    while (running) {
      batch.clear();
      try {
        Entry first = queue.poll(1, TimeUnit.SECONDS);
        if (first == null) continue;
        batch.add(first);
        queue.drainTo(batch, 10_000);
        running = !(batch.getLast() instanceof Entry.Stop);
        writeBatch(batch);
      } catch (IOException e) {
        fail(batch, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void writeBatch(List<Entry> batch) throws IOException {
    List<Placed> placed = new ArrayList<>();
    for (Entry entry : batch) {
      switch (entry) {
        case Entry.Append append -> {
          long offset = position;
          int size = put(append.record, append.record.event().data().getByteBuf().nioBuffer());
          placed.add(new Placed(append, segment, offset, size));
        }
        case Entry.Notes notes -> {
          for (LogRecord.Finished record : notes.records) put(record, ByteBuffer.allocate(0));
        }
        case Entry.DropBefore drop -> {
          for (; oldest < drop.segment; oldest++) Files.deleteIfExists(path(oldest));
        }
        case Entry.Stop stop -> LOG.log(System.Logger.Level.DEBUG, "event log stops");
      }
    }
    flush();
    int current = segment;
    if (!placed.isEmpty()) {
      channel.force(false);
      appends += placed.size();
      syncs++;
      loop.runOnContext(done -> placed(placed, current));
    }
    if (position > segmentBytes) roll();
  }

  private int put(LogRecord record, ByteBuffer data) throws IOException {
    byte[] head = record.head();
    int length = head.length + data.remaining();
    if (length > MAX_RECORD) throw new IOException("an event of " + length + " bytes is too large");
    CRC32C crc = new CRC32C();
    crc.update(head);
    crc.update(data.duplicate());
    if (staging.remaining() < HEADER + head.length) flush();
    staging.putInt(length).putInt((int) crc.getValue()).put(head);
    if (staging.remaining() >= data.remaining()) staging.put(data);
    else {
      flush();
      while (data.hasRemaining()) channel.write(data);
    }
    position += HEADER + length;
    return HEADER + length;
  }

  private void flush() throws IOException {
    staging.flip();
    while (staging.hasRemaining()) channel.write(staging);
    staging.clear();
  }

  private void roll() throws IOException {
    channel.force(false);
    channel.close();
    segment++;
    channel = newSegment(segment);
    position = 0;
  }

  private void fail(List<Entry> batch, IOException cause) {
    LOG.log(System.Logger.Level.ERROR, "the event log cannot be written", cause);
    List<Entry> failed = List.copyOf(batch);
    loop.runOnContext(done -> {
      broken = cause;
      for (Entry entry : failed)
        if (entry instanceof Entry.Append append) append.durable.tryFail(cause);
    });
  }

  // --- files

  private Path path(int number) {
    return folder.resolve("%08d.log".formatted(number));
  }

  private FileChannel newSegment(int number) throws IOException {
    FileChannel created =
        FileChannel.open(path(number), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
    return created;
  }

  private int recover() throws IOException {
    List<Integer> numbers;
    try (var files = Files.list(folder)) {
      numbers =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> name.endsWith(".log"))
              .map(name -> Integer.valueOf(name.substring(0, 8)))
              .sorted()
              .toList();
    }
    oldest = numbers.isEmpty() ? 1 : numbers.getFirst();
    for (int number : numbers) {
      unfinished.put(number, 0);
      recover(number);
    }
    for (PendingEvent event : pending.values()) unfinished.merge(event.segment, 1, Integer::sum);
    return numbers.isEmpty() ? 0 : numbers.getLast();
  }

  /// Reads a segment up to its end or to the record that a crash tore, which nobody was told of.
  private void recover(int number) throws IOException {
    try (FileChannel file = FileChannel.open(path(number), StandardOpenOption.READ)) {
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(Channels.newInputStream(file), STAGING));
      long offset = 0;
      long size = file.size();
      while (offset + HEADER <= size) {
        int length = in.readInt();
        int crc = in.readInt();
        if (length < 0 || length > MAX_RECORD || offset + HEADER + length > size) break;
        byte[] bytes = in.readNBytes(length);
        CRC32C check = new CRC32C();
        check.update(bytes);
        if ((int) check.getValue() != crc) break;
        recovered(LogRecord.read(bytes), number, offset, HEADER + length);
        offset += HEADER + length;
      }
      if (offset < size)
        LOG.log(
            System.Logger.Level.INFO,
            "event log: segment {0} ends with {1} bytes of an unacknowledged write",
            number,
            size - offset);
    }
  }

  private void recovered(LogRecord record, int number, long offset, int size) {
    switch (record) {
      case LogRecord.Accepted accepted -> {
        PendingEvent event =
            new PendingEvent(
                accepted.sequence(),
                accepted.broker(),
                accepted.hops(),
                new LinkedHashSet<>(accepted.triggers()),
                accepted.event());
        event.segment = number;
        event.offset = offset;
        event.size = size;
        event.forget();
        pending.put(event.sequence, event);
        nextSequence = Math.max(nextSequence, event.sequence + 1);
      }
      case LogRecord.Finished finished -> {
        nextSequence = Math.max(nextSequence, finished.sequence() + 1);
        PendingEvent event = pending.get(finished.sequence());
        if (event == null) return;
        event.triggers.remove(finished.trigger());
        if (event.triggers.isEmpty()) pending.remove(finished.sequence());
      }
    }
  }

  /// Writes what is queued, then lets go of the folder.
  @Override
  public void close() {
    queue.add(new Entry.Stop());
    try {
      writer.join();
      channel.close();
      lock.channel().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
