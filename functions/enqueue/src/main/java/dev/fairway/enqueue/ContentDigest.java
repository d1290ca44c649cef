package dev.fairway.enqueue;

import dev.fairway.model.Digest;
import dev.fairway.model.Digest16;
import dev.fairway.model.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What tells a redelivery from another event under the same id: attributes and data, whatever the
/// order of keys and the mode of transport. Every value is preceded by its kind and length, so that
/// different contents cannot run together into the same bytes.
final class ContentDigest {
  private final MessageDigest digest = Digest.sha256();

  private ContentDigest() {}

  static Digest16 of(Event event) {
    Map<String, @Nullable Object> attributes = new TreeMap<>();
    event
        .extensions()
        .forEach((name, value) -> {
          if (!onTheWay(name)) attributes.put(name, value);
        });
    attributes.put("type", event.type());
    attributes.put("subject", event.subject().orElse(null));
    attributes.put("time", event.time().map(Object::toString).orElse(null));
    attributes.put("expirytime", event.expiry().map(Object::toString).orElse(null));
    attributes.put("depth", (long) event.depth());
    var content = new ContentDigest();
    content.add(attributes);
    content.add(event.data());
    ByteBuffer hash = ByteBuffer.wrap(content.digest.digest());
    return new Digest16(hash.getLong(), hash.getLong());
  }

  /// Brokers and tracing add or change these between sender and us.
  private static boolean onTheWay(String extension) {
    return extension.startsWith("knative")
        || extension.equals("tracestate")
        || extension.equals("partitionkey")
        || extension.equals("recordedtime");
  }

  private void add(@Nullable Object value) {
    switch (value) {
      case null -> kind('0', 0);
      case Map<?, ?> map -> {
        kind('m', map.size());
        Map<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((key, member) -> sorted.put(String.valueOf(key), member));
        sorted.forEach((key, member) -> {
          add(key);
          add(member);
        });
      }
      case List<?> list -> {
        kind('l', list.size());
        for (Object element : list) add(element);
      }
      case Long number -> kind('i', number);
      case Double number -> kind('d', Double.doubleToLongBits(number));
      case Boolean flag -> kind('b', flag ? 1 : 0);
      default -> {
        byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
        kind('s', text.length);
        digest.update(text);
      }
    }
  }

  private void kind(char kind, long number) {
    digest.update(ByteBuffer.allocate(9).put((byte) kind).putLong(number).flip());
  }
}
