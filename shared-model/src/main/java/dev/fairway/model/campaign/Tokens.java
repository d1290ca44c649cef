package dev.fairway.model.campaign;

import dev.fairway.model.campaign.Schema.Names;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Tokens in parameters: `{{lead.firstName:default=friend}}`. A value that is not there is its
/// default, or nothing.
public final class Tokens {
  private static final Pattern TOKEN = Pattern.compile("\\{\\{(.*?)}}", Pattern.DOTALL);
  private static final String DEFAULT = ":default=";

  /// What may stand before the dot.
  public static final List<String> SCOPES =
      List.of("lead", "company", "trigger", "campaign", "program", "member", "system", "my");

  /// What may stand behind `system.` and `program.`.
  public static final List<String> SYSTEM = List.of("date", "dateTime", "tenant");

  public static final List<String> PROGRAM = List.of("name", "channel");

  /// Why there is no `program.*` and no `member.*`.
  public static final String NO_PROGRAM =
      "the campaign belongs to no program; metadata.program names it";

  private Tokens() {}

  /// @param name behind the first dot
  private record Token(String scope, String name, Optional<String> fallback) {
    static Token parse(String inside) {
      int at = inside.indexOf(DEFAULT);
      String path = (at < 0 ? inside : inside.substring(0, at)).strip();
      Optional<String> fallback =
          at < 0 ? Optional.empty() : Optional.of(inside.substring(at + DEFAULT.length()).strip());
      int dot = path.indexOf('.');
      return dot < 0
          ? new Token(path, "", fallback)
          : new Token(path.substring(0, dot), path.substring(dot + 1), fallback);
    }

    String path() {
      return name.isEmpty() ? scope : scope + "." + name;
    }
  }

  /// Those of a text, in their order.
  private static Stream<Token> all(String text) {
    return TOKEN.matcher(text).results().map(found -> Token.parse(found.group(1)));
  }

  public static boolean in(String text) {
    return text.contains("{{");
  }

  /// The text with its tokens replaced. Unknown ones cannot occur in a checked campaign; they are
  /// nothing.
  public static String render(String text, Scope scope) {
    return render(text, scope, true);
  }

  private static String render(String text, Scope scope, boolean own) {
    if (!in(text)) return text;
    Matcher matcher = TOKEN.matcher(text);
    StringBuilder rendered = new StringBuilder();
    while (matcher.find()) {
      Token token = Token.parse(matcher.group(1));
      String value = value(token, scope, own);
      if (value.isEmpty()) value = token.fallback().orElse("");
      matcher.appendReplacement(rendered, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(rendered).toString();
  }

  private static String value(Token token, Scope scope, boolean own) {
    return switch (token.scope()) {
      case "lead" -> scope.leadField(token.name()).map(Tokens::text).orElse("");
      case "company" ->
          Optional.ofNullable(scope.company().get(token.name())).map(Tokens::text).orElse("");
      case "trigger" -> at(scope.event(), token.name()).map(Tokens::text).orElse("");
      case "campaign" -> token.name().equals("name") ? scope.campaign() : "";
      case "program" -> scope.program(token.name()).orElse("");
      case "member" -> scope.member(token.name()).map(Tokens::text).orElse("");
      case "system" -> scope.system(token.name());
      case "my" -> {
        String value = scope.token(token.name()).orElse("");
        yield own ? render(value, scope, false) : "";
      }
      default -> "";
    };
  }

  /// The value at a dotted path in an event's data.
  static Optional<Object> at(Map<String, Object> data, String path) {
    Object here = data.get(path);
    if (here != null) return Optional.of(here);
    here = data;
    for (String key : path.split("\\.", -1)) {
      if (!(here instanceof Map<?, ?> map)) return Optional.empty();
      here = map.get(key);
      if (here == null) return Optional.empty();
    }
    return Optional.of(here);
  }

  /// A value as text: numbers without exponent or needless zeros, lists joined by commas.
  static String text(Object value) {
    return switch (value) {
      case Double number when Double.isFinite(number) -> {
        BigDecimal plain = BigDecimal.valueOf(number).stripTrailingZeros();
        yield plain.toPlainString();
      }
      case Collection<?> list ->
          list.stream()
              .map(each -> each == null ? "" : text(each))
              .collect(Collectors.joining(", "));
      default -> value.toString();
    };
  }

  /// Own tokens that a text names, without `my.`.
  public static Set<String> own(String text) {
    return all(text)
        .filter(token -> token.scope().equals("my"))
        .map(Token::name)
        .collect(Collectors.toSet());
  }

  /// What is wrong with the tokens of a text, each a message.
  ///
  /// @param own may name `my.*`: own tokens may not, so that they end
  public static List<Mistake> check(String text, Names names, boolean own) {
    List<Mistake> mistakes =
        all(text)
            .flatMap(token -> mistake(token, names, own).stream())
            .collect(Collectors.toCollection(ArrayList::new));
    String rest = TOKEN.matcher(text).replaceAll("");
    if (rest.contains("{{")) mistakes.add(new Mistake("a {{ has no }}", List.of()));
    return mistakes;
  }

  /// What is wrong with own tokens wherever they are used.
  public static List<Mistake> unknownScopes(String text) {
    return all(text)
        .flatMap(token ->
            switch (token.scope()) {
              case "my" -> Stream.of(ownInOwn(token));
              case "system" -> known("system.", token.name(), SYSTEM).stream();
              case "program" -> known("program.", token.name(), PROGRAM).stream();
              default -> known("", token.scope(), SCOPES).stream();
            })
        .toList();
  }

  private static Mistake ownInOwn(Token token) {
    return new Mistake("own tokens cannot use own tokens: {{" + token.path() + "}}", List.of());
  }

  /// Fields of companies that a text names, with `company.` before them.
  public static Set<String> companyFields(String text) {
    return all(text)
        .filter(token -> token.scope().equals("company"))
        .map(token -> Campaign.COMPANY + token.name())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// @param allowed names that may stand there
  public record Mistake(String message, List<String> allowed) {}

  private static Optional<Mistake> mistake(Token token, Names names, boolean own) {
    return switch (token.scope()) {
      case "lead" ->
          token.name().equals("id") || token.name().equals("number")
              ? Optional.empty()
              : known("lead.", token.name(), names.lead().keySet());
      case "company" -> known("company.", token.name(), names.company().keySet());
      case "trigger" ->
          names.eventClosed() || token.name().isBlank()
              ? known("trigger.", token.name(), names.event().keySet())
              : Optional.empty();
      case "campaign" -> known("campaign.", token.name(), List.of("name"));
      case "program" ->
          names.program().isEmpty()
              ? Optional.of(noProgram(token))
              : known("program.", token.name(), PROGRAM);
      case "member" ->
          names.program().isEmpty()
              ? Optional.of(noProgram(token))
              : known("member.", token.name(), names.member().keySet());
      case "system" -> known("system.", token.name(), SYSTEM);
      case "my" -> own ? known("my.", token.name(), names.tokens()) : Optional.of(ownInOwn(token));
      default -> known("", token.scope(), SCOPES);
    };
  }

  private static Mistake noProgram(Token token) {
    return new Mistake("{{" + token.scope() + "." + token.name() + "}}: " + NO_PROGRAM, List.of());
  }

  private static Optional<Mistake> known(String prefix, String name, Collection<String> names) {
    if (names.contains(name)) return Optional.empty();
    return Optional.of(
        new Mistake(
            "unknown token {{" + prefix + name + "}}" + Nearest.hint(name, names),
            names.stream().map(known -> prefix + known).toList()));
  }
}
