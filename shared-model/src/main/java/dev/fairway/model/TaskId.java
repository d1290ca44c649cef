package dev.fairway.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// A task's identity: 128 bits of SHA-256 over tenant, event source, event id and campaign name,
/// each preceded by its length. A redelivered event therefore makes the same task, wherever it
/// arrives.
public record TaskId(UUID value) implements Comparable<TaskId> {

  public static TaskId of(String tenant, String source, String eventId, String campaign) {
    var digest = Digest.sha256();
    for (String part : new String[] {tenant, source, eventId, campaign}) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
      digest.update(bytes);
    }
    ByteBuffer hash = ByteBuffer.wrap(digest.digest());
    return new TaskId(new UUID(hash.getLong(), hash.getLong()));
  }

  /// @throws IllegalArgumentException if `text` is not a task id
  public static TaskId parse(String text) {
    return new TaskId(UUID.fromString(text));
  }

  /// Unsigned, as PostgreSQL sorts `uuid`: locks are taken in this order.
  @Override
  public int compareTo(TaskId other) {
    int high =
        Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(
            value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
