package dev.fairway.local.knative;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One record of the event log.
sealed interface LogRecord {

  /// An event was acknowledged; a later record of the same sequence replaces it.
  record Accepted(long sequence, String broker, int hops, List<String> triggers, WireEvent event)
      implements LogRecord {}

  /// A Trigger is done with an event.
  record Finished(long sequence, String trigger) implements LogRecord {}

  byte ACCEPTED = 1;
  byte FINISHED = 2;

  /// Everything but an event's data, which follows it in the log as it is.
  default byte[] head() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      switch (this) {
        case Accepted accepted -> {
          out.writeByte(ACCEPTED);
          out.writeLong(accepted.sequence);
          write(out, accepted.broker);
          out.writeShort(accepted.hops);
          out.writeShort(accepted.triggers.size());
          for (String trigger : accepted.triggers) write(out, trigger);
          write(out, accepted.event.attributes());
          write(out, accepted.event.tracing());
        }
        case Finished finished -> {
          out.writeByte(FINISHED);
          out.writeLong(finished.sequence);
          write(out, finished.trigger);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static LogRecord read(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    byte kind = in.readByte();
    long sequence = in.readLong();
    if (kind == FINISHED) return new Finished(sequence, text(in));
    if (kind != ACCEPTED) throw new IOException("unknown kind of record: " + kind);
    String broker = text(in);
    int hops = in.readUnsignedShort();
    int count = in.readUnsignedShort();
    List<String> triggers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) triggers.add(text(in));
    WireEvent event = new WireEvent(texts(in), texts(in), Buffer.buffer(in.readAllBytes()));
    return new Accepted(sequence, broker, hops, triggers, event);
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static void write(DataOutputStream out, Map<String, String> texts) throws IOException {
    out.writeShort(texts.size());
    for (var entry : texts.entrySet()) {
      write(out, entry.getKey());
      write(out, entry.getValue());
    }
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }

  private static Map<String, String> texts(DataInputStream in) throws IOException {
    int count = in.readUnsignedShort();
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) texts.put(text(in), text(in));
    return texts;
  }
}
