package dev.fairway.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// The first layer: reads YAML and remembers lines. A key may stand once, every key has a value,
/// and what YAML 1.1, which Kubernetes reads, takes for a boolean and 1.2 for a text must be in
/// quotes.
final class StrictYaml {
  private static final Pattern OLD_BOOLEAN = Pattern.compile("(?i)y|n|yes|no|on|off");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Path file;
  private final Findings findings;
  private final Map<String, Integer> lines = new HashMap<>();

  private StrictYaml(Path file, Findings findings) {
    this.file = file;
    this.findings = findings;
  }

  /// @return its documents; those that are no mapping are found and left out
  static List<Resource> read(Path file, String text, Findings findings) {
    List<Resource> documents = new ArrayList<>();
    for (Tree tree : trees(file, text, findings)) {
      if (tree.node() instanceof ObjectNode object)
        documents.add(new Resource(file, object, tree.lines()));
      else findings.add(Layer.YAML, file.toString(), "a document is no mapping");
    }
    return documents;
  }

  record Tree(JsonNode node, Map<String, Integer> lines) {}

  static List<Tree> trees(Path file, String text, Findings findings) {
    List<Tree> trees = new ArrayList<>();
    LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
    try {
      for (Node node : new Compose(settings).composeAllFromString(text)) {
        var reader = new StrictYaml(file, findings);
        trees.add(new Tree(reader.json(node, ""), reader.lines));
      }
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
      findings.add(Layer.YAML, file + line, String.valueOf(e.getProblem()));
    }
    return trees;
  }

  private JsonNode json(Node node, String path) {
    lines.putIfAbsent(path, line(node));
    return switch (node) {
      case MappingNode mapping -> object(mapping, path);
      case SequenceNode sequence -> {
        ArrayNode array = NODES.arrayNode();
        int index = 0;
        for (Node item : sequence.getValue()) array.add(json(item, path + "[" + index++ + "]"));
        yield array;
      }
      case ScalarNode scalar -> scalar(scalar, path);
      default -> throw new IllegalStateException("no such YAML node: " + node);
    };
  }

  private ObjectNode object(MappingNode mapping, String path) {
    ObjectNode object = NODES.objectNode();
    for (NodeTuple entry : mapping.getValue()) {
      String key = ((ScalarNode) entry.getKeyNode()).getValue();
      String at = path.isEmpty() ? key : path + "." + key;
      lines.put(at, line(entry.getKeyNode()));
      if (object.has(key)) found(entry.getKeyNode(), key + " is there twice");
      object.set(key, json(entry.getValueNode(), at));
    }
    return object;
  }

  private JsonNode scalar(ScalarNode scalar, String path) {
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL)) {
      found(scalar, path + " has no value");
      return NODES.nullNode();
    }
    if (tag.equals(Tag.BOOL)) return NODES.booleanNode(Boolean.parseBoolean(text));
    if (tag.equals(Tag.INT)) return NODES.numberNode(Integer.parseInt(text));
    if (tag.equals(Tag.FLOAT)) return NODES.numberNode(Double.parseDouble(text));
    if (scalar.getScalarStyle() == ScalarStyle.PLAIN && OLD_BOOLEAN.matcher(text).matches())
      found(scalar, text + " is a boolean for Kubernetes: put it in quotes");
    return NODES.textNode(text);
  }

  private void found(Node node, String message) {
    findings.add(Layer.YAML, file + ":" + line(node), message);
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }
}
