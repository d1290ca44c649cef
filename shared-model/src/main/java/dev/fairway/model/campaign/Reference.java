package dev.fairway.model.campaign;

import dev.fairway.model.campaign.Declaration.Asset;
import dev.fairway.model.campaign.Declaration.Kind;
import java.util.List;
import java.util.function.Function;

/// What a parameter that is a reference must name.
public sealed interface Reference {
  /// A declaration.
  record Whole(Kind kind) implements Reference {}

  /// Something inside the declaration that the parameter `beside` it names.
  ///
  /// @param parts names there are inside one
  record Part(Kind kind, String beside, Function<Asset, List<String>> parts) implements Reference {}

  static <T extends Asset> Part part(
      Kind kind, String beside, Class<T> type, Function<T, List<String>> parts) {
    return new Part(kind, beside, asset -> parts.apply(type.cast(asset)));
  }
}
