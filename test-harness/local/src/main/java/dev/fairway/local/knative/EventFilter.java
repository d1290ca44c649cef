package dev.fairway.local.knative;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What a Trigger lets pass, decided on an event's attributes alone, never on its data.
sealed interface EventFilter {

  boolean passes(WireEvent event);

  /// All of these attributes have these values, case-sensitively.
  record Exact(Map<String, String> wanted) implements EventFilter {
    @Override
    public boolean passes(WireEvent event) {
      for (var entry : wanted.entrySet())
        if (!entry.getValue().equals(event.attribute(entry.getKey()))) return false;
      return true;
    }
  }

  record Prefix(Map<String, String> wanted) implements EventFilter {
    @Override
    public boolean passes(WireEvent event) {
      for (var entry : wanted.entrySet()) {
        String value = event.attribute(entry.getKey());
        if (value == null || !value.startsWith(entry.getValue())) return false;
      }
      return true;
    }
  }

  record Suffix(Map<String, String> wanted) implements EventFilter {
    @Override
    public boolean passes(WireEvent event) {
      for (var entry : wanted.entrySet()) {
        String value = event.attribute(entry.getKey());
        if (value == null || !value.endsWith(entry.getValue())) return false;
      }
      return true;
    }
  }

  record All(List<EventFilter> filters) implements EventFilter {
    @Override
    public boolean passes(WireEvent event) {
      for (EventFilter filter : filters) if (!filter.passes(event)) return false;
      return true;
    }
  }

  record Any(List<EventFilter> filters) implements EventFilter {
    @Override
    public boolean passes(WireEvent event) {
      for (EventFilter filter : filters) if (filter.passes(event)) return true;
      return false;
    }
  }

  record Not(EventFilter filter) implements EventFilter {
    @Override
    public boolean passes(WireEvent event) {
      return !filter.passes(event);
    }
  }

  /// `filter.attributes`, the older form: the empty text stands for any value that is present.
  record Attributes(Map<String, String> wanted) implements EventFilter {
    @Override
    public boolean passes(WireEvent event) {
      for (var entry : wanted.entrySet()) {
        String value = event.attribute(entry.getKey());
        if (value == null) return false;
        if (!entry.getValue().isEmpty() && !entry.getValue().equals(value)) return false;
      }
      return true;
    }
  }

  /// @param spec of a Trigger; `filters` wins over `filter`, and no filter passes everything
  static EventFilter read(Node spec) {
    Node filters = spec.at("filters");
    if (filters.present()) return new All(list(filters));
    Node legacy = spec.at("filter");
    if (!legacy.present()) return new All(List.of());
    return new Attributes(attributes(legacy.at("attributes")));
  }

  private static List<EventFilter> list(Node nodes) {
    List<EventFilter> filters = new ArrayList<>();
    for (Node item : nodes.items()) filters.add(one(item));
    return List.copyOf(filters);
  }

  private static EventFilter one(Node item) {
    if (item.entries().size() != 1) throw item.wrong("must have exactly one dialect");
    String dialect = item.entries().keySet().iterator().next();
    Node body = item.at(dialect);
    return switch (dialect) {
      case "exact" -> new Exact(texts(body));
      case "prefix" -> new Prefix(texts(body));
      case "suffix" -> new Suffix(texts(body));
      case "all" -> new All(some(body));
      case "any" -> new Any(some(body));
      case "not" -> new Not(one(body));
      case "cesql" -> throw body.wrong("is CESQL, which the local run does not evaluate");
      default -> throw body.wrong("is no filter dialect");
    };
  }

  private static List<EventFilter> some(Node body) {
    if (body.items().isEmpty()) throw body.wrong("needs at least one filter");
    return list(body);
  }

  private static Map<String, String> texts(Node body) {
    Map<String, String> texts = attributes(body);
    if (texts.isEmpty() || texts.containsValue("")) throw body.wrong("needs attributes and values");
    return texts;
  }

  private static Map<String, String> attributes(Node body) {
    Map<String, String> attributes = new LinkedHashMap<>();
    body.entries()
        .forEach((name, value) -> {
          if (!ATTRIBUTE.matcher(name).matches()) throw value.wrong("is no attribute's name");
          attributes.put(name, value.text());
        });
    return Map.copyOf(attributes);
  }

  Pattern ATTRIBUTE = Pattern.compile("[a-z][a-z0-9]*");
}
