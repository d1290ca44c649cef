package dev.fairway.language;

import dev.fairway.language.ReadResult.Document;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.Problem;
import dev.fairway.model.campaign.Schema;
import java.util.ArrayList;
import java.util.List;

/// Reads one campaign. Everything is checked, and every error is told.
public final class CampaignReader {
  private CampaignReader() {}

  /// @param json JSON of the same shape instead of YAML
  /// @param schema what the tenant declares
  public static ReadResult<Document.OfCampaign> read(String source, boolean json, Schema schema) {
    return read(source, json, schema, Catalogue.STANDARD);
  }

  static ReadResult<Document.OfCampaign> read(
      String source, boolean json, Schema schema, Catalogue catalogue) {
    return switch (DocumentReader.read(source, json, schema, catalogue)) {
      case ReadResult.Errors<List<Document>>(List<Problem> problems) ->
          new ReadResult.Errors<>(problems);
      case ReadResult.Ok<List<Document>>(List<Document> documents, List<Problem> warnings) ->
          one(documents, warnings);
    };
  }

  private static ReadResult<Document.OfCampaign> one(
      List<Document> documents, List<Problem> warnings) {
    List<Problem> problems = new ArrayList<>();
    if (documents.size() == 1 && documents.getFirst() instanceof Document.OfCampaign campaign)
      return new ReadResult.Ok<>(campaign, warnings);
    if (documents.size() == 1)
      problems.add(new Problem("kind", 1, "must be Campaign here", List.of("Campaign")));
    else
      problems.add(new Problem("", 1, "must be one document, not " + documents.size(), List.of()));
    return new ReadResult.Errors<>(problems);
  }
}
