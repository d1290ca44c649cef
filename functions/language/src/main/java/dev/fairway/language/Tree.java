package dev.fairway.language;

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
