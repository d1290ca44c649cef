package dev.fairway.language;

import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.Problem;
import java.util.List;
import java.util.Map;

/// What came of reading: everything, or everything that is wrong.
public sealed interface ReadResult<T> {
  /// @param warnings do not keep it from being used
  record Ok<T>(T value, List<Problem> warnings) implements ReadResult<T> {}

  /// @param problems at least one, in the order of the source
  record Errors<T>(List<Problem> problems) implements ReadResult<T> {}

  /// One document of a file.
  sealed interface Document {
    /// @param definition canonical, see [dev.fairway.model.campaign.CampaignJson]
    /// @param children where it names campaigns that it runs; [Children] checks them
    record OfCampaign(
        Campaign campaign, Map<String, Object> definition, List<Children.Named> children)
        implements Document {}

    record OfDeclaration(Declaration declaration) implements Document {}
  }
}
