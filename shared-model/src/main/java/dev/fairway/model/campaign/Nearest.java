package dev.fairway.model.campaign;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// The name somebody probably meant.
public final class Nearest {
  private Nearest() {}

  /// @return the known name with the fewest edits, if that is at most a third of its length
  public static Optional<String> to(String given, Collection<String> known) {
    String best = "";
    int fewest = Integer.MAX_VALUE;
    for (String name : known) {
      int edits = distance(given.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
      if (edits < fewest || (edits == fewest && name.compareTo(best) < 0)) {
        fewest = edits;
        best = name;
      }
    }
    return fewest <= Math.max(1, best.length() / 3) ? Optional.of(best) : Optional.empty();
  }

  /// ` (did you mean "x"?)`, or nothing.
  public static String hint(String given, Collection<String> known) {
    return to(given, known).map(name -> "; did you mean \"" + name + "\"?").orElse("");
  }

  /// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
  private static int distance(String a, String b) {
    if (a.length() > 100 || b.length() > 100) return Integer.MAX_VALUE;
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) d[i][0] = i;
    for (int j = 0; j <= b.length(); j++) d[0][j] = j;
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
    return d[a.length()][b.length()];
  }
}
