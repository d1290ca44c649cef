package dev.fairway.language;

import dev.fairway.language.Tree.Unreadable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// YAML 1.2 as trees, from the parser's events: no scalar is interpreted, nothing is expanded, and
/// the depth is known before anything recurses.
final class YamlSource {
  static final int MAX_DEPTH = 32;

  private final Iterator<Event> events;
  private int depth;

  private YamlSource(Iterator<Event> events) {
    this.events = events;
  }

  /// A document of a file.
  ///
  /// @param line on which it begins, from 1
  /// @param marked it begins with `---`
  record Root(Tree tree, int line, boolean marked) {}

  static List<Tree> documents(String text) throws Unreadable {
    return roots(text).stream().map(Root::tree).toList();
  }

  static List<Root> roots(String text) throws Unreadable {
    LoadSettings settings =
        LoadSettings.builder().setCodePointLimit(text.length() + 1).setLabel("file").build();
    try {
      YamlSource source = new YamlSource(new Parse(settings).parseString(text).iterator());
      List<Root> documents = new ArrayList<>();
      while (source.events.hasNext())
        if (source.events.next() instanceof DocumentStartEvent start)
          documents.add(
              new Root(source.node(source.events.next()), line(start), start.isExplicit()));
      return documents;
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      throw new Unreadable("not YAML: " + e.getProblem(), mark.map(YamlSource::line).orElse(0));
    } catch (YamlEngineException e) {
      throw new Unreadable("not YAML: " + e.getMessage(), 0);
    }
  }

  private Tree node(Event event) throws Unreadable {
    return switch (event) {
      case ScalarEvent scalar -> {
        refuse(scalar.getAnchor(), scalar.getTag(), event);
        yield new Tree.Scalar(
            scalar.getValue(), scalar.getScalarStyle() == ScalarStyle.PLAIN, line(event));
      }
      case SequenceStartEvent start -> {
        refuse(start.getAnchor(), start.getTag(), event);
        yield items(event);
      }
      case MappingStartEvent start -> {
        refuse(start.getAnchor(), start.getTag(), event);
        yield entries(event);
      }
      case AliasEvent alias ->
          throw new Unreadable("anchors and aliases are not possible here", line(event));
      default -> throw new Unreadable("not YAML: unexpected " + event.getEventId(), line(event));
    };
  }

  private static void refuse(Optional<Anchor> anchor, Optional<String> tag, Event event)
      throws Unreadable {
    if (anchor.isPresent())
      throw new Unreadable("anchors and aliases are not possible here", line(event));
    if (tag.isPresent())
      throw new Unreadable("tags are not possible here: " + tag.get(), line(event));
  }

  private Tree items(Event start) throws Unreadable {
    descend(start);
    List<Tree> items = new ArrayList<>();
    for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next())
      items.add(node(event));
    depth--;
    return new Tree.Items(items, line(start));
  }

  private Tree entries(Event start) throws Unreadable {
    descend(start);
    Map<String, Tree> entries = new LinkedHashMap<>();
    Map<String, Integer> lines = new LinkedHashMap<>();
    for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
      if (!(node(event) instanceof Tree.Scalar key))
        throw new Unreadable("a key must be a word", line(event));
      if (entries.containsKey(key.text()))
        throw new Unreadable(
            "duplicate key \"" + key.text() + "\", first on line " + lines.get(key.text()),
            line(event));
      lines.put(key.text(), line(event));
      entries.put(key.text(), node(events.next()));
    }
    depth--;
    return new Tree.Entries(entries, lines, line(start));
  }

  private void descend(Event start) throws Unreadable {
    if (++depth > MAX_DEPTH)
      throw new Unreadable("nested deeper than " + MAX_DEPTH + " levels", line(start));
  }

  private static int line(Event event) {
    return event.getStartMark().map(YamlSource::line).orElse(0);
  }

  private static int line(Mark mark) {
    return mark.getLine() + 1;
  }
}
