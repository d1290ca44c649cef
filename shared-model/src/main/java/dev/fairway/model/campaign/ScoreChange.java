package dev.fairway.model.campaign;

import java.util.Optional;
import java.util.regex.Pattern;

/// What `score.change` does to a score: `+5`, `-5`, `=5`, `=-5`.
public sealed interface ScoreChange {
  record Add(long delta) implements ScoreChange {}

  record Set(long value) implements ScoreChange {}

  Pattern FORM = Pattern.compile("(\\+|-|=-|=\\+|=)\\d{1,15}");

  /// The change of `score`, kept within the range of a long.
  default long apply(long score) {
    return switch (this) {
      case Set(long value) -> value;
      case Add(long delta) -> {
        long sum = score + delta;
        boolean overflow = ((score ^ sum) & (delta ^ sum)) < 0;
        yield overflow ? (delta > 0 ? Long.MAX_VALUE : Long.MIN_VALUE) : sum;
      }
    };
  }

  static Optional<ScoreChange> parse(String text) {
    String change = text.strip();
    if (!FORM.matcher(change).matches()) return Optional.empty();
    return Optional.of(
        change.startsWith("=")
            ? new Set(Long.parseLong(change.substring(1)))
            : new Add(Long.parseLong(change)));
  }
}
