package dev.fairway.language;

import dev.fairway.model.campaign.Declaration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/// Writes a declaration as a document that [DocumentReader] takes; the same one always the same
/// way.
public final class DocumentWriter {
  private static final DumpSettings SETTINGS =
      DumpSettings.builder().setDefaultFlowStyle(FlowStyle.AUTO).setWidth(120).build();

  private DocumentWriter() {}

  public static String write(Declaration declaration) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("apiVersion", DocumentReader.API_VERSION);
    document.put("kind", declaration.kind().label());
    document.put("metadata", Map.of("name", declaration.name()));
    document.put("spec", declaration.spec());
    return new Dump(SETTINGS).dumpToString(document);
  }
}
