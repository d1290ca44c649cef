package dev.fairway.manifests;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the deploy page tells people to create themselves: rows `| Secret | name | key |` of its
/// table. Both must hold, or the page is wrong: what is asked for is in it, and what is in it is
/// asked for.
final class Given {
  static final Path PAGE = Path.of("knative", "README.md");

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (Secret|ConfigMap) \\| `([^`]+)` \\| `([^`]+)` \\|");

  private final Set<String> promised = new TreeSet<>();
  private final Set<String> asked = new TreeSet<>();

  Given(String page) {
    Matcher row = ROW.matcher(page);
    while (row.find()) promised.add(text(row.group(1), row.group(2), row.group(3)));
  }

  private static String text(String kind, String name, String key) {
    return kind + " " + name + " key " + key;
  }

  boolean has(String kind, String name, String key) {
    asked.add(text(kind, name, key));
    return promised.contains(text(kind, name, key));
  }

  void checkAllAsked(Findings findings) {
    for (String each : promised)
      if (!asked.contains(each))
        findings.add(Layer.ACROSS, PAGE.toString(), "nobody asks for " + each);
  }
}
