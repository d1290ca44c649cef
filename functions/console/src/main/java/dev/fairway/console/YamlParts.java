package dev.fairway.console;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The documents of a file, verbatim, so that each campaign keeps its own source. YAML forbids a
/// line that begins with `---` inside a document, so splitting there is exact.
///
/// @param parts texts of one document each, or of comments alone
record YamlParts(List<String> parts) {
  private static final Pattern MARKER = Pattern.compile("(?m)^---(?=\\s|$)");

  static YamlParts of(String text, boolean json) {
    if (json) return new YamlParts(List.of(text));
    var parts = new ArrayList<String>();
    int start = 0;
    var marker = MARKER.matcher(text);
    while (marker.find()) {
      if (marker.start() > start) parts.add(text.substring(start, marker.start()));
      start = marker.start();
    }
    parts.add(text.substring(start));
    return new YamlParts(parts);
  }

  /// The document of the campaign with this name, which the file has.
  String of(String campaign) {
    if (parts.size() == 1) return parts.getFirst();
    Pattern kind = Pattern.compile("(?m)\\bkind['\"]?:\\s*['\"]?Campaign\\b");
    Pattern name =
        Pattern.compile("\\bname['\"]?:\\s*['\"]?" + Pattern.quote(campaign) + "(?![a-z0-9-])");
    return parts.stream()
        .filter(part -> kind.matcher(part).find() && name.matcher(part).find())
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("campaign " + campaign + " is in no part of its file"));
  }
}
