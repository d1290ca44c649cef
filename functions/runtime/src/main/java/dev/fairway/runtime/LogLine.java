package dev.fairway.runtime;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// What happened, as fields in the order written: a line of `key=value` where a human reads, an
/// object's members where a machine does ([JsonLayout]). Values that could be mistaken for
/// structure are quoted, so nothing a sender writes can forge a key or a line.
public final class LogLine {
  private static final String CALLER = LogLine.class.getName();

  private final Map<String, Object> fields = new LinkedHashMap<>();

  /// @param room which function
  /// @param event what happened, as a word
  public LogLine(String room, String event) {
    with("room", room).with("event", event);
  }

  public LogLine with(String key, @Nullable Object value) {
    fields.put(
        key,
        value instanceof Long || value instanceof Integer || value instanceof Boolean
            ? value
            : String.valueOf(value));
    return this;
  }

  public void to(Logger log, Logger.Level level) {
    to(log, level, null);
  }

  /// The line travels as the message's one parameter, so that a layout can see its fields.
  public void to(Logger log, Logger.Level level, @Nullable Throwable failure) {
    log.logf(CALLER, level, failure, "%s", this);
  }

  Map<String, Object> fields() {
    return fields;
  }

  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(160);
    fields.forEach((key, value) -> {
      if (!line.isEmpty()) line.append(' ');
      line.append(key).append('=');
      String text = value.toString();
      if (plain(text)) line.append(text);
      else quote(line, text);
    });
    return line.toString();
  }

  private static boolean plain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 127 || c == '"' || c == '=') return false;
    }
    return !text.isEmpty();
  }

  private static void quote(StringBuilder line, String text) {
    line.append('"');
    text.chars()
        .forEach(c -> {
          if (c == '"' || c == '\\') line.append('\\').append((char) c);
          else if (c < ' ' || (c >= 127 && c < 160) || c == 0x2028 || c == 0x2029)
            line.append("\\u%04x".formatted(c));
          else line.append((char) c);
        });
    line.append('"');
  }
}
