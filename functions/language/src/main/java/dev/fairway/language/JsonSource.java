package dev.fairway.language;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.fairway.language.Tree.Unreadable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The same trees from JSON, so that both forms are checked by the same code.
final class JsonSource {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonParser parser;
  private int depth;

  private JsonSource(JsonParser parser) {
    this.parser = parser;
  }

  static List<Tree> documents(String text) throws Unreadable {
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonSource source = new JsonSource(parser);
      Tree tree = source.node(parser.nextToken());
      if (parser.nextToken() != null)
        throw new Unreadable("not JSON: more than one value", source.line());
      return List.of(tree);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new Unreadable("not JSON: " + e.getOriginalMessage(), line);
    } catch (IOException e) {
      throw new IllegalStateException("reading a String failed", e);
    }
  }

  private Tree node(@Nullable JsonToken token) throws IOException, Unreadable {
    if (token == null) throw new Unreadable("not JSON: it ends too early", line());
    int line = line();
    return switch (token) {
      case START_OBJECT -> entries(line);
      case START_ARRAY -> items(line);
      case VALUE_STRING -> new Tree.Scalar(parser.getText(), false, line);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE, VALUE_NULL ->
          new Tree.Scalar(parser.getText(), true, line);
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new Unreadable("not JSON: unexpected " + token, line);
    };
  }

  private Tree items(int line) throws IOException, Unreadable {
    descend(line);
    List<Tree> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) items.add(node(token));
    depth--;
    return new Tree.Items(items, line);
  }

  private Tree entries(int line) throws IOException, Unreadable {
    descend(line);
    Map<String, Tree> entries = new LinkedHashMap<>();
    Map<String, Integer> lines = new LinkedHashMap<>();
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      if (entries.containsKey(key)) throw new Unreadable("duplicate key \"" + key + "\"", line());
      lines.put(key, line());
      entries.put(key, node(parser.nextToken()));
    }
    depth--;
    return new Tree.Entries(entries, lines, line);
  }

  private void descend(int line) throws Unreadable {
    if (++depth > YamlSource.MAX_DEPTH)
      throw new Unreadable("nested deeper than " + YamlSource.MAX_DEPTH + " levels", line);
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }
}
