package dev.fairway.language;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelProtoAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.fairway.model.campaign.Campaign.Expression;
import dev.fairway.model.campaign.Campaign.Guard;
import dev.fairway.model.campaign.Declaration.Asset;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Schema;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Parses expressions, checks their types against what is declared, and keeps the checked form.
final class ExpressionReader {
  /// Where an expression stands decides what it may look at.
  enum Use {
    TRIGGER,
    LEAD
  }

  /// @param named declarations that it asks about
  record Checked(
      Expression expression, List<Guard> guards, CelType result, Collection<Asset> named) {}

  private static final CelCompiler BASE =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setOptions(CelDialect.OPTIONS)
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addFunctionDeclarations(CelDialect.declarations())
          .addLibraries(CelExtensions.strings())
          .build();

  private static final MapType ANYTHING = MapType.create(SimpleType.STRING, SimpleType.DYN);

  private ExpressionReader() {}

  /// An expression that is true or false.
  static Optional<Checked> condition(Place place, Schema.Names names, Use use) {
    Optional<Checked> checked = place.text().flatMap(text -> compile(place, text, names, use));
    if (checked.isEmpty()) return checked;
    CelType result = checked.get().result();
    if (result.equals(SimpleType.BOOL) || result.equals(SimpleType.DYN)) return checked;
    place.problem("must be true or false, but is " + label(result), List.of("boolean"));
    return Optional.empty();
  }

  /// An expression whose value a field of this type can hold.
  static Optional<Checked> value(Place place, Schema.Names names, FieldType type) {
    Optional<Checked> checked = place.text().flatMap(text -> compile(place, text, names, Use.LEAD));
    if (checked.isEmpty()) return Optional.empty();
    CelType result = checked.get().result();
    if (suits(result, type)) return checked;
    place.problem(
        "must yield a " + type.label() + ", but yields " + label(result), List.of(type.label()));
    return Optional.empty();
  }

  private static boolean suits(CelType result, FieldType type) {
    if (result.equals(SimpleType.DYN)) return true;
    return switch (type) {
      case STRING, TEXT, EMAIL, PHONE, URL -> result.equals(SimpleType.STRING);
      case INTEGER, SCORE, FLOAT ->
          Set.of(SimpleType.INT, SimpleType.UINT, SimpleType.DOUBLE).contains(result);
      case BOOLEAN -> result.equals(SimpleType.BOOL);
      case DATE, DATETIME -> result.equals(SimpleType.TIMESTAMP);
      case STRINGS ->
          result instanceof ListType list
              && (list.elemType().equals(SimpleType.STRING)
                  || list.elemType().equals(SimpleType.DYN));
      case ANY -> true;
    };
  }

  private static Optional<Checked> compile(
      Place place, String source, Schema.Names names, Use use) {
    if (source.isBlank()) {
      place.problem("an expression must not be empty");
      return Optional.empty();
    }
    if (source.length() > CelDialect.MAX_SOURCE) {
      place.problem("longer than " + CelDialect.MAX_SOURCE + " characters");
      return Optional.empty();
    }
    CelValidationResult parsed = BASE.parse(source);
    if (parsed.hasError()) {
      tell(place, parsed, "no expression");
      return Optional.empty();
    }
    CelAbstractSyntaxTree tree = tree(parsed);
    CelRewrite rewrite = new CelRewrite(names, use);
    CelAbstractSyntaxTree meant =
        CelAbstractSyntaxTree.newParsedAst(rewrite.apply(tree.getExpr()), tree.getSource());
    if (!rewrite.mistakes().isEmpty()) {
      rewrite.mistakes().forEach(each -> place.problem(each.message(), each.allowed()));
      return Optional.empty();
    }
    CelValidationResult result = compiler(rewrite).check(meant);
    if (result.hasError()) {
      tell(place, result, "wrong expression");
      return Optional.empty();
    }
    CelAbstractSyntaxTree checked = tree(result);
    String compiled =
        Base64.getEncoder()
            .encodeToString(
                CelProtoAbstractSyntaxTree.fromCelAst(checked).toCheckedExpr().toByteArray());
    return Optional.of(
        new Checked(
            new Expression(source, rewrite.uses(), compiled),
            GuardFinder.find(tree.getExpr()),
            checked.getResultType(),
            rewrite.named()));
  }

  private static CelAbstractSyntaxTree tree(CelValidationResult result) {
    try {
      return result.getAst();
    } catch (CelValidationException e) {
      throw new IllegalStateException("an expression without errors has no tree", e);
    }
  }

  private static CelCompiler compiler(CelRewrite rewrite) {
    CelCompilerBuilder builder = BASE.toCompilerBuilder();
    for (String root : List.of("lead", "company", "event", "waited", "member", "program", "system"))
      builder.addVar(root, ANYTHING);
    builder.addVar("now", SimpleType.TIMESTAMP).addVar("campaign.name", SimpleType.STRING);
    rewrite.uses().forEach((name, type) -> builder.addVar(name, celType(type)));
    rewrite.attributes().forEach(name -> builder.addVar("ce." + name, SimpleType.STRING));
    return builder.build();
  }

  private static CelType celType(FieldType type) {
    return switch (type) {
      case STRING, TEXT, EMAIL, PHONE, URL -> SimpleType.STRING;
      case INTEGER, SCORE -> SimpleType.INT;
      case FLOAT -> SimpleType.DOUBLE;
      case BOOLEAN -> SimpleType.BOOL;
      case DATE, DATETIME -> SimpleType.TIMESTAMP;
      case STRINGS -> ListType.create(SimpleType.STRING);
      case ANY -> SimpleType.DYN;
    };
  }

  private static void tell(Place place, CelValidationResult result, String what) {
    for (CelIssue issue : result.getErrors()) {
      int column = issue.getSourceLocation().getColumn();
      String at = column >= 0 ? " at column " + (column + 1) : "";
      String message = readable(issue.getMessage());
      boolean name = message.startsWith("unknown name");
      place.problem(what + at + ": " + message, name ? CelRewrite.ROOTS : List.of());
    }
  }

  private static final Pattern UNDECLARED =
      Pattern.compile("undeclared reference to '([^']*)'.*", Pattern.DOTALL);
  private static final Pattern NO_OVERLOAD =
      Pattern.compile(
          "found no matching overload for '([^']*)' applied to '([^']*)'.*", Pattern.DOTALL);

  /// CEL's messages speak of overloads and containers; authors do not.
  private static String readable(String message) {
    Matcher undeclared = UNDECLARED.matcher(message);
    if (undeclared.matches()) return "unknown name \"" + undeclared.group(1) + "\"";
    Matcher overload = NO_OVERLOAD.matcher(message);
    if (overload.matches()) {
      String function = overload.group(1).replaceAll("^@|^_|_$", "");
      if (function.equals(CelDialect.MATCHES)) function = "matches";
      return "\"" + function + "\" cannot be applied to " + words(overload.group(2));
    }
    return words(message);
  }

  private static String label(CelType type) {
    return words(type.name());
  }

  private static String words(String types) {
    return types
        .replace("google.protobuf.Timestamp", "time")
        .replace("google.protobuf.Duration", "duration")
        .replaceAll("\\bint\\b", "integer")
        .replaceAll("\\bdouble\\b", "float")
        .replaceAll("\\bbool\\b", "boolean")
        .replaceAll("\\bdyn\\b", "any");
  }
}
