package dev.fairway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/// YAML as data.
final class Yaml {
  /// Every scalar is the text it was written as.
  private static final LoadSettings TEXTS =
      LoadSettings.builder().setSchema(new FailsafeSchema()).build();

  private static final DumpSettings BLOCKS =
      DumpSettings.builder()
          .setSchema(new FailsafeSchema())
          .setDefaultFlowStyle(FlowStyle.BLOCK)
          .setSplitLines(false)
          .build();

  private Yaml() {}

  /// Values of all documents, scalars as in JSON.
  ///
  /// @throws org.snakeyaml.engine.v2.exceptions.YamlEngineException if it is no YAML
  static List<JsonNode> values(String text) {
    var settings = LoadSettings.builder().setCodePointLimit(text.length() + 1).build();
    List<JsonNode> values = new ArrayList<>();
    for (Object value : new Load(settings).loadAllFromString(text))
      values.add(Engine.JSON.valueToTree(value));
    return values;
  }

  /// One document, in block style, its keys by name: the same for texts that say the same.
  static String sorted(String document) {
    return new Dump(BLOCKS).dumpToString(sorted(new Load(TEXTS).loadFromString(document)));
  }

  private static Object sorted(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, each) -> sorted.put(key.toString(), sorted(each)));
        yield sorted;
      }
      case List<?> list -> list.stream().map(Yaml::sorted).toList();
      default -> value;
    };
  }
}
