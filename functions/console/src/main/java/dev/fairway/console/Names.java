package dev.fairway.console;

import dev.fairway.model.TaskId;
import dev.fairway.model.TenantRecord.Key;
import dev.fairway.model.campaign.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What names and ids may be. Those in a path that break the rule are refused as malformed, so that
/// nobody looks for a thing that cannot exist.
final class Names {
  private static final Pattern TENANT = Pattern.compile("[a-z0-9-]{1,40}");
  private static final int LEAD_BYTES = 200;

  private Names() {}

  static String tenant(String name) {
    if (!TENANT.matcher(name).matches())
      throw Refusals.malformed("a tenant's name is 1 to 40 of a-z, 0-9 and -, not " + shown(name));
    return name;
  }

  static String campaign(String name) {
    if (!Parameters.NAME.matcher(name).matches())
      throw Refusals.malformed(
          "a campaign's name is 1 to 80 of a-z, 0-9 and -, not " + shown(name));
    return name;
  }

  static String lead(String id) {
    leadProblem(id)
        .ifPresent(problem -> {
          throw Refusals.malformed(problem);
        });
    return id;
  }

  static Optional<String> leadProblem(String id) {
    boolean printable = id.codePoints().noneMatch(Names::unprintable);
    int bytes = id.getBytes(StandardCharsets.UTF_8).length;
    if (printable && !id.isBlank() && bytes <= LEAD_BYTES) return Optional.empty();
    return Optional.of("a lead's id is printable text of 1 to 200 bytes (UTF-8)");
  }

  static String key(String key) {
    boolean printable = key.codePoints().noneMatch(Names::unprintable);
    if (printable && key.equals(key.strip()) && !key.isEmpty() && key.length() <= Key.LONGEST)
      return key;
    throw Refusals.malformed(
        "a key is printable text of 1 to " + Key.LONGEST + " characters, no space at either end");
  }

  static Key company(String name) {
    return Key.company(key(name.strip())).orElseThrow();
  }

  static TaskId task(String id) {
    try {
      return TaskId.parse(id);
    } catch (IllegalArgumentException e) {
      throw Refusals.malformed(
          "a task's id is a UUID such as 123e4567-e89b-12d3-a456-426614174000, not " + shown(id));
    }
  }

  private static boolean unprintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.UNASSIGNED,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /// As a message may repeat it: it comes from outside.
  static String shown(String text) {
    String plain = text.codePoints().anyMatch(Names::unprintable) ? "?" : text;
    return '"' + (plain.length() > 60 ? plain.substring(0, 60) + "..." : plain) + '"';
  }

  static List<String> labels(Enum<?>[] constants) {
    return java.util.Arrays.stream(constants).map(Names::label).toList();
  }

  static String label(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT);
  }
}
