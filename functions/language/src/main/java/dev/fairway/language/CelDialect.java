package dev.fairway.language;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Our CEL: its limits, and the functions added to the standard ones. Loading this class loads CEL;
/// who has no expression never does.
final class CelDialect {
  /// Characters of one expression.
  static final int MAX_SOURCE = 2_000;

  static final int MAX_REGEX_SIZE = 500;

  /// CEL's own defaults are no limits at all.
  static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .maxExpressionCodePointSize(MAX_SOURCE)
          .maxParseRecursionDepth(32)
          .maxParseErrorRecoveryLimit(10)
          .comprehensionMaxIterations(1_000)
          .maxRegexProgramSize(MAX_REGEX_SIZE)
          .build();

  /// What an absent date is, so that it is before every other; see `ScopeVariables`.
  static final Instant NO_TIME = Instant.parse("0001-01-01T00:00:00Z");

  /// Stands in for the standard `matches`, which compiles its pattern at every call.
  static final String MATCHES = "textMatches";

  private static final int MAX_PATTERNS = 1_000;
  private static final ConcurrentMap<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

  /// Programs carry their checked form, so one runtime runs them all.
  static final CelRuntime RUNTIME =
      CelRuntimeFactory.plannerRuntimeBuilder()
          .setOptions(OPTIONS)
          .addFunctionBindings(bindings())
          .addLibraries(CelExtensions.strings())
          .build();

  private CelDialect() {}

  static List<CelFunctionDecl> declarations() {
    return List.of(
        texts("iContains"),
        texts("iEquals"),
        texts(MATCHES),
        CelFunctionDecl.newFunctionDeclaration(
            "date",
            CelOverloadDecl.newGlobalOverload(
                "date_string", SimpleType.TIMESTAMP, SimpleType.STRING)));
  }

  private static CelFunctionDecl texts(String name) {
    return CelFunctionDecl.newFunctionDeclaration(
        name,
        CelOverloadDecl.newGlobalOverload(
            name + "_string_string", SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING),
        CelOverloadDecl.newMemberOverload(
            "string_" + name + "_string", SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING));
  }

  private static List<CelFunctionBinding> bindings() {
    List<CelFunctionBinding> bindings = new ArrayList<>();
    bindings.addAll(texts("iContains", (a, b) -> fold(a).contains(fold(b))));
    bindings.addAll(texts("iEquals", (a, b) -> fold(a).equals(fold(b))));
    bindings.addAll(texts(MATCHES, (text, regex) -> pattern(regex).matcher(text).find()));
    bindings.addAll(
        CelFunctionBinding.fromOverloads(
            "date",
            CelFunctionBinding.from("date_string", String.class, text -> startOfDay(text))));
    return bindings;
  }

  private static List<CelFunctionBinding> texts(
      String name, CelFunctionOverload.Binary<String, String> meaning) {
    return List.copyOf(
        CelFunctionBinding.fromOverloads(
            name,
            CelFunctionBinding.from(name + "_string_string", String.class, String.class, meaning),
            CelFunctionBinding.from(
                "string_" + name + "_string", String.class, String.class, meaning)));
  }

  private static String fold(String text) {
    return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  static Instant startOfDay(String date) {
    return LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static Pattern pattern(String regex) {
    Pattern known = PATTERNS.get(regex);
    if (known != null) return known;
    Pattern pattern = Pattern.compile(regex);
    if (pattern.programSize() > MAX_REGEX_SIZE)
      throw new IllegalArgumentException("pattern too large: " + pattern.programSize());
    if (PATTERNS.size() >= MAX_PATTERNS) PATTERNS.clear();
    PATTERNS.put(regex, pattern);
    return pattern;
  }

  /// @return what is wrong with a pattern, if anything
  static Optional<String> patternProblem(String regex) {
    try {
      int size = Pattern.compile(regex).programSize();
      return size <= MAX_REGEX_SIZE
          ? Optional.empty()
          : Optional.of("the pattern \"" + regex + "\" is too large");
    } catch (PatternSyntaxException e) {
      return Optional.of("\"" + regex + "\" is no pattern: " + e.getDescription());
    }
  }
}
