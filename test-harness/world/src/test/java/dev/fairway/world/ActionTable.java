package dev.fairway.world;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Reads the table of actions: a file a family, each a list of rows.
final class ActionTable {
  private static final ObjectMapper ROWS =
      new ObjectMapper().enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY);

  static {
    for (Class<?> type : List.of(String.class, List.class, Map.class))
      ROWS.configOverride(type).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
  }

  private ActionTable() {}

  static List<ActionRow> rows() {
    try (Stream<Path> files = Files.list(resource("/actions"))) {
      List<ActionRow> rows = new ArrayList<>();
      for (Path file : files.sorted().toList()) read(file, rows);
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the rows' campaigns name, and campaigns that help them.
  static String declarations() {
    try {
      return Files.readString(resource("/action-declarations.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path resource(String name) {
    try {
      return Path.of(Objects.requireNonNull(ActionTable.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(name, e);
    }
  }

  private static void read(Path file, List<ActionRow> rows) throws IOException {
    String family = file.getFileName().toString().replace(".yaml", "");
    Object items =
        new Load(LoadSettings.builder().setLabel(family).build())
            .loadFromString(Files.readString(file));
    if (!(items instanceof List<?> list))
      throw new IllegalArgumentException(file + ": must be a list of rows");
    for (Object item : list) rows.add(row(family, rows.size() + 1, item));
  }

  private static ActionRow row(String family, int number, Object item) {
    if (!(item instanceof Map<?, ?> map) || !(map.get("expect") instanceof Map<?, ?>))
      throw new IllegalArgumentException(family + ": a row has at least expect, not " + item);
    Map<Object, Object> row = new LinkedHashMap<>(map);
    row.put("id", "row-%03d".formatted(number));
    row.put("family", family);
    try {
      return ROWS.convertValue(row, ActionRow.class);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          family + ", " + map.get("name") + ": " + e.getMessage(), e);
    }
  }
}
