package dev.fairway.model.campaign;

import dev.fairway.model.campaign.Filters.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The advanced form of `match`: `1 and (2 or 3)`. `and` and `or` have no precedence over one
/// another: mixing them without parentheses is an error.
public final class MatchText {
  private static final Pattern TOKEN = Pattern.compile("\\s*(?:(\\d+)|([A-Za-z]+)|([()])|(\\S))");
  private static final int MAX_DEPTH = 20;

  public sealed interface Parsed {
    record Tree(Node root) implements Parsed {}

    record Wrong(String message) implements Parsed {}
  }

  private static final class WrongText extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongText(String message) {
      super(message, null, false, false);
    }
  }

  private final List<String> tokens;
  private final int rules;
  private int at;

  private MatchText(List<String> tokens, int rules) {
    this.tokens = tokens;
    this.rules = rules;
  }

  /// @param rules how many there are; each number must be one of them
  public static Parsed parse(String text, int rules) {
    try {
      MatchText reading = new MatchText(tokens(text), rules);
      Node root = reading.group(0);
      if (reading.at < reading.tokens.size())
        throw new WrongText("unexpected \"" + reading.tokens.get(reading.at) + "\"");
      return new Parsed.Tree(root);
    } catch (WrongText wrong) {
      return new Parsed.Wrong(String.valueOf(wrong.getMessage()));
    }
  }

  private static List<String> tokens(String text) {
    if (text.length() > 2_000) throw new WrongText("longer than 2000 characters");
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text.stripTrailing());
    while (matcher.lookingAt()) {
      String token = matcher.group().strip().toLowerCase(Locale.ROOT);
      if (matcher.group(4) != null) throw new WrongText("unexpected \"" + token + "\"");
      if (matcher.group(2) != null && !token.equals("and") && !token.equals("or"))
        throw new WrongText(
            "unexpected \"" + token + "\": only and, or, parentheses and rule numbers");
      tokens.add(token);
      matcher.region(matcher.end(), text.stripTrailing().length());
    }
    return tokens;
  }

  private Node group(int depth) {
    if (depth > MAX_DEPTH) throw new WrongText("nested deeper than " + MAX_DEPTH);
    List<Node> parts = new ArrayList<>();
    parts.add(operand(depth));
    String word = "";
    while (at < tokens.size() && !tokens.get(at).equals(")")) {
      String next = tokens.get(at);
      if (!next.equals("and") && !next.equals("or"))
        throw new WrongText("expected and or or before \"" + next + "\"");
      if (!word.isEmpty() && !word.equals(next))
        throw new WrongText(
            "mixes and with or: put parentheses around one of them, as 1 and (2 or 3)");
      word = next;
      at++;
      parts.add(operand(depth));
    }
    if (parts.size() == 1) return parts.getFirst();
    return word.equals("and") ? new Node.And(parts) : new Node.Or(parts);
  }

  private Node operand(int depth) {
    if (at == tokens.size()) throw new WrongText("ends where a rule number or ( is expected");
    String token = tokens.get(at++);
    if (token.equals("(")) {
      Node inner = group(depth + 1);
      if (at == tokens.size()) throw new WrongText("a ) is missing");
      at++;
      return inner;
    }
    if (!Character.isDigit(token.charAt(0)))
      throw new WrongText("expected a rule number or ( instead of \"" + token + "\"");
    int rule = token.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(token);
    if (rule < 1 || rule > rules)
      throw new WrongText(
          "names rule "
              + token
              + ", but there "
              + (rules == 1 ? "is 1 rule" : "are " + rules + " rules"));
    return new Node.Leaf(rule);
  }

  /// Text that parses to `node`.
  public static String format(Node node) {
    return switch (node) {
      case Node.Leaf(int rule) -> Integer.toString(rule);
      case Node.And(List<Node> parts) -> join(parts, " and ");
      case Node.Or(List<Node> parts) -> join(parts, " or ");
    };
  }

  private static String join(List<Node> parts, String word) {
    return parts.stream()
        .map(part -> part instanceof Node.Leaf ? format(part) : "(" + format(part) + ")")
        .collect(Collectors.joining(word));
  }
}
