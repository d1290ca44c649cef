package dev.fairway.console;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One page of a list.
///
/// @param next hand it back as `cursor`; null on the last page
record Page<T>(List<T> items, @Nullable String next) {

  /// What was asked for.
  ///
  /// @param after key of the last item of the page before
  record Request(int limit, Optional<String> after) {
    static final int MOST = 1_000;
    private static final int DEFAULT = 100;

    /// @param limit 1..1000, 100 if not given
    /// @param cursor `next` of the page before
    static Request of(@Nullable String limit, @Nullable String cursor) {
      return new Request(
          limit == null ? DEFAULT : limit(limit), Optional.ofNullable(cursor).map(Request::key));
    }

    private static int limit(String text) {
      try {
        int limit = Integer.parseInt(text);
        if (limit >= 1 && limit <= MOST) return limit;
      } catch (NumberFormatException e) {
        throw wrongLimit(text);
      }
      throw wrongLimit(text);
    }

    private static RuntimeException wrongLimit(String text) {
      return Refusals.malformed("limit is 1 to " + MOST + ", not " + Names.shown(text));
    }

    private static String key(String cursor) {
      try {
        String key = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        if (!key.isEmpty() && cursorOf(key).equals(cursor)) return key;
      } catch (IllegalArgumentException e) {
        throw wrongCursor();
      }
      throw wrongCursor();
    }

    static RuntimeException wrongCursor() {
      return Refusals.malformed("cursor is not one that a list answered as next");
    }

    /// Ask the store for this many: the one too many tells whether there is a next page.
    int probe() {
      return limit + 1;
    }

    <R> Page<R> page(List<R> probed, Function<R, String> key) {
      if (probed.size() <= limit) return new Page<>(probed, null);
      List<R> items = probed.subList(0, limit);
      return new Page<>(items, cursorOf(key.apply(items.getLast())));
    }
  }

  private static String cursorOf(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  <R> Page<R> map(Function<T, R> view) {
    return new Page<>(items.stream().map(view).toList(), next);
  }

  /// The same page with other items.
  <R> Page<R> with(List<R> others) {
    return new Page<>(others, next);
  }
}
