package dev.fairway.runtime;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/// W3C trace context: one trace id from the HTTP request to the commit.
public final class Trace {
  private static final Pattern TRACEPARENT =
      Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private Trace() {}

  /// The first sound one of header and extension; an unsound one is ignored, as the standard asks.
  public static String of(Optional<String> header, Optional<String> extension) {
    return header
        .filter(Trace::sound)
        .or(() -> extension.filter(Trace::sound))
        .orElseGet(Trace::begin);
  }

  static boolean sound(String traceparent) {
    return TRACEPARENT.matcher(traceparent).matches();
  }

  private static String begin() {
    var random = ThreadLocalRandom.current();
    return "00-%016x%016x-%016x-01"
        .formatted(random.nextLong() | 1, random.nextLong(), random.nextLong() | 1);
  }

  /// The 32 digits that logs and activities show.
  public static String id(String traceparent) {
    return traceparent.substring(3, 35);
  }
}
