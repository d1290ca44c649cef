package dev.fairway.local.knative;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// How attribute values travel in HTTP headers (CloudEvents HTTP binding, 3.1.3.2).
final class PercentEncoding {
  private PercentEncoding() {}

  static String encode(String value) {
    if (value.chars().allMatch(PercentEncoding::isPlain)) return value;
    StringBuilder out = new StringBuilder(value.length() + 16);
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      int c = b & 0xff;
      if (isPlain(c)) out.append((char) c);
      else out.append('%').append(hex(c >> 4)).append(hex(c & 15));
    }
    return out.toString();
  }

  private static boolean isPlain(int c) {
    return c > 0x20 && c < 0x7f && c != '"' && c != '%';
  }

  private static char hex(int digit) {
    return "0123456789ABCDEF".charAt(digit);
  }

  /// A percent sign that begins no encoding stands for itself.
  static String decode(String value) {
    if (value.indexOf('%') < 0) return value;
    ByteArrayOutputStream out = new ByteArrayOutputStream(value.length());
    byte[] in = value.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < in.length; i++) {
      int high = in[i] == '%' && i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(in[i + 2], 16);
      if (low < 0) out.write(in[i]);
      else {
        out.write(high << 4 | low);
        i += 2;
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
