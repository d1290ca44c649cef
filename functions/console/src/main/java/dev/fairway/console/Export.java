package dev.fairway.console;

import dev.fairway.language.DocumentWriter;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.ports.Campaigns.State;
import dev.fairway.ports.Campaigns.Version;
import dev.fairway.runtime.Json;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a tenant declared, as one file. Every document begins with `---`: so each campaign's source
/// comes back from it as it stands here, and an export of what was applied is the same file.
///
/// @param campaigns in their newest versions
record Export(List<Declaration> declarations, List<Version> campaigns) {
  private static final String HEADER =
      "# Declarations, then campaigns in their newest versions; applied, campaigns are drafts.\n";
  private static final Pattern MARKER =
      Pattern.compile("(?<![^\r\n])---(?<rest>[ \t][^\r\n]*)?(?:\r\n|\r|\n|$)");
  private static final Pattern BARE = Pattern.compile("\\s*(#.*)?");

  /// What JSON may hold raw in its texts and YAML may not.
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\x7f-\\x9f\\ufffe\\uffff]");

  Export {
    declarations =
        declarations.stream()
            .sorted(Comparator.comparing(Declaration::kind).thenComparing(Declaration::name))
            .toList();
    campaigns =
        campaigns.stream().sorted(Comparator.comparing(each -> each.campaign().name())).toList();
  }

  String yaml() {
    var file = new StringBuilder(HEADER);
    for (Version each : campaigns)
      if (each.campaign().state() == State.ACTIVE) file.append(active(each));
    for (Declaration each : declarations) file.append("---\n").append(DocumentWriter.write(each));
    for (Version each : campaigns) file.append(document(each.source()));
    return file.toString();
  }

  private static String active(Version version) {
    int active = version.campaign().activeVersion();
    String other = active == version.version() ? "" : "; here is version " + version.version();
    return "# Active: %s, version %d%s\n".formatted(version.campaign().name(), active, other);
  }

  /// The source of one campaign; what stands before its marker goes behind it.
  private static String document(String source) {
    String text = isJson(source) ? yaml(source) : source;
    if (text.startsWith("\ufeff")) text = text.substring(1);
    Matcher marker = MARKER.matcher(text);
    if (!marker.find()) return ended("---\n" + text);
    String rest = marker.group("rest");
    boolean bare = rest == null || BARE.matcher(rest).matches();
    String before = bare ? comments(text.substring(0, marker.start())) : "";
    return ended(ended(marker.group()) + before + text.substring(marker.end()));
  }

  private static String comments(String preamble) {
    var comments = new StringBuilder();
    preamble
        .lines()
        .filter(line -> line.startsWith("#"))
        .forEach(line -> comments.append(line).append('\n'));
    return comments.toString();
  }

  private static String ended(String text) {
    return text.endsWith("\n") || text.endsWith("\r") ? text : text + "\n";
  }

  private static boolean isJson(String source) {
    if (!source.stripLeading().startsWith("{")) return false;
    try {
      return Json.read(source.getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?>;
    } catch (Json.Invalid e) {
      return false;
    }
  }

  /// JSON is YAML but for raw tabs, which stand only between its tokens, and for some characters,
  /// which stand only in its texts.
  private static String yaml(String json) {
    return UNPRINTABLE
        .matcher(json.replace('\t', ' '))
        .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
  }
}
