package dev.fairway.language;

import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Nearest;
import dev.fairway.model.campaign.Problem;
import dev.fairway.model.campaign.Tokens;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A place in a document. Asking it for what it should be records a problem if it is not, so that
/// reading goes on and finds them all.
record Place(String path, Tree tree, Findings findings) {

  /// What reading has found so far; each thing once.
  static final class Findings {
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final Set<Problem> warnings = new LinkedHashSet<>();

    List<Problem> problems() {
      return List.copyOf(problems);
    }

    List<Problem> warnings() {
      return List.copyOf(warnings);
    }

    void add(Problem problem) {
      problems.add(problem);
    }
  }

  void problem(String message) {
    problem(message, List.of());
  }

  void problem(String message, Collection<String> allowed) {
    findings.problems.add(new Problem(path, tree.line(), message, List.copyOf(allowed)));
  }

  void warning(String message) {
    findings.warnings.add(new Problem(path, tree.line(), message, List.of()));
  }

  /// `what` is not one of `allowed`.
  void unknown(String kind, String what, Collection<String> allowed) {
    String meant = allowed.isEmpty() ? ": there is none" : Nearest.hint(what, allowed);
    problem("unknown " + kind + " \"" + what + "\"" + meant, allowed);
  }

  /// Here, as if something else were written.
  Place with(Tree other) {
    return new Place(path, other, findings);
  }

  /// What stands in the declaration named `name`, as if it were written here.
  Place in(String name, Tree declared) {
    return new Place(path + "(" + name + ")." + Catalogue.FLOW, declared, findings);
  }

  private Place child(String step, Tree tree) {
    return new Place(path + step, tree, findings);
  }

  /// Its entries, in the order written; a problem if it is no map, or has a key that is not in
  /// `keys`.
  Map<String, Place> entries(Collection<String> keys) {
    Map<String, Place> entries = entries();
    for (Map.Entry<String, Place> entry : entries.entrySet()) {
      if (keys.contains(entry.getKey())) continue;
      int line = keyLine(entry.getKey());
      findings.problems.add(
          new Problem(
              entry.getValue().path(),
              line,
              "unknown key \"" + entry.getKey() + "\"" + Nearest.hint(entry.getKey(), keys),
              List.copyOf(keys)));
    }
    return entries;
  }

  private int keyLine(String key) {
    return tree instanceof Tree.Entries map ? map.keyLines().getOrDefault(key, map.line()) : 0;
  }

  /// Its entries with whatever keys.
  Map<String, Place> entries() {
    Map<String, Place> entries = new LinkedHashMap<>();
    if (tree instanceof Tree.Entries map)
      map.entries()
          .forEach(
              (key, value) -> entries.put(key, child((path.isEmpty() ? "" : ".") + key, value)));
    else problem("must be a map of keys and values");
    return entries;
  }

  List<Place> items() {
    List<Place> items = new ArrayList<>();
    if (tree instanceof Tree.Items list)
      for (int i = 0; i < list.items().size(); i++)
        items.add(child("[" + i + "]", list.items().get(i)));
    else problem("must be a list");
    return items;
  }

  /// Its items, or itself if it is one value.
  List<Place> oneOrMore() {
    return isList() ? items() : List.of(this);
  }

  boolean isList() {
    return tree instanceof Tree.Items;
  }

  boolean isMap() {
    return tree instanceof Tree.Entries;
  }

  /// A scalar, as written.
  Optional<String> text() {
    if (tree instanceof Tree.Scalar scalar) return Optional.of(scalar.text());
    problem("must be one value, not a " + (isMap() ? "map" : "list"));
    return Optional.empty();
  }

  /// A scalar that is one of `allowed`.
  Optional<String> oneOf(String kind, Collection<String> allowed) {
    Optional<String> text = text();
    if (text.isPresent() && !allowed.contains(text.get())) {
      unknown(kind, text.get(), allowed);
      return Optional.empty();
    }
    return text;
  }

  /// The text of a scalar; nothing is wrong with what is none, or is not there.
  static Optional<String> scalar(@Nullable Place place) {
    return place != null && place.tree() instanceof Tree.Scalar scalar
        ? Optional.of(scalar.text())
        : Optional.empty();
  }

  /// A name that can be checked when the campaign is saved.
  ///
  /// @param what it is the name of, as `a field`
  Optional<String> name(String what) {
    Optional<String> name = text();
    if (name.isEmpty() || !Tokens.in(name.get())) return name;
    problem(what + " is named as it is: tokens are not possible here");
    return Optional.empty();
  }

  /// `true` or `false`.
  Optional<Boolean> flag() {
    return oneOf("value", List.of("true", "false")).map(Boolean::valueOf);
  }

  /// A whole number within these bounds.
  Optional<Integer> whole(int least, int most) {
    Optional<String> text = text();
    if (text.isEmpty()) return Optional.empty();
    if (FieldType.INTEGER.read(text.get()) instanceof FieldType.Reading.Value(Long number)
        && number >= least
        && number <= most) return Optional.of(number.intValue());
    problem("must be a whole number from " + least + " to " + most);
    return Optional.empty();
  }

  /// The entry, or a problem that it is missing.
  Optional<Place> required(Map<String, Place> entries, String key) {
    Place place = entries.get(key);
    if (place == null && isMap()) {
      findings.problems.add(
          new Problem(
              (path.isEmpty() ? "" : path + ".") + key,
              tree.line(),
              key + " is missing",
              List.of()));
    }
    return Optional.ofNullable(place);
  }
}
