package dev.fairway.runtime;

/// One line of `key=value`, in the order written. Values that could be mistaken for structure are
/// quoted, so nothing a sender writes can forge a key or a line.
public final class LogLine {
  private final StringBuilder line = new StringBuilder(160);

  public LogLine with(String key, Object value) {
    if (!line.isEmpty()) line.append(' ');
    line.append(key).append('=');
    String text = String.valueOf(value);
    if (plain(text)) line.append(text);
    else quote(text);
    return this;
  }

  private static boolean plain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 127 || c == '"' || c == '=') return false;
    }
    return !text.isEmpty();
  }

  private void quote(String text) {
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

  @Override
  public String toString() {
    return line.toString();
  }
}
