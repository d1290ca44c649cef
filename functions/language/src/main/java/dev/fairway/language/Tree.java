package dev.fairway.language;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A document as written: every scalar is text still, until its place says what it is.
sealed interface Tree {
  /// 1-based.
  int line();

  /// @param bare not in quotes: `null` and `true` may mean themselves
  record Scalar(String text, boolean bare, int line) implements Tree {
    boolean nothing() {
      return bare && (text.equals("null") || text.equals("~") || text.equals("NULL"));
    }
  }

  record Items(List<Tree> items, int line) implements Tree {}

  /// In the order written.
  ///
  /// @param keyLines line of each key
  record Entries(Map<String, Tree> entries, Map<String, Integer> keyLines, int line)
      implements Tree {}

  /// Without its lines: lists and maps of text, as a declaration keeps it. What stands for nothing
  /// becomes `NULL`, which says the same in quotes.
  default Object written() {
    return switch (this) {
      case Scalar scalar -> scalar.nothing() ? "NULL" : scalar.text();
      case Items list -> list.items().stream().map(Tree::written).toList();
      case Entries map -> {
        Map<String, Object> written = new LinkedHashMap<>();
        map.entries().forEach((key, value) -> written.put(key, value.written()));
        yield written;
      }
    };
  }

  /// The reverse of [#written], all of it on one line.
  static Tree of(Object written, int line) {
    return switch (written) {
      case List<?> list -> {
        List<Tree> items = new ArrayList<>();
        for (Object item : list) items.add(of(item, line));
        yield new Items(items, line);
      }
      case Map<?, ?> map -> {
        Map<String, Tree> entries = new LinkedHashMap<>();
        map.forEach((key, value) -> entries.put(String.valueOf(key), of(value, line)));
        yield new Entries(entries, Map.of(), line);
      }
      default -> new Scalar(String.valueOf(written), false, line);
    };
  }

  /// A source that is no document at all.
  final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;
    private final int line;

    Unreadable(String message, int line) {
      super(message);
      this.line = line;
    }

    int line() {
      return line;
    }
  }
}
