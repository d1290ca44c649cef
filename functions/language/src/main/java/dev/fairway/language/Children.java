package dev.fairway.language;

import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.Flow;
import dev.fairway.model.campaign.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Whether campaigns can run those that their steps name: who reads a document knows no others.
public final class Children {
  private Children() {}

  /// A step runs this campaign.
  public record Named(String path, int line, String campaign) {}

  /// Campaigns that this one runs.
  public static Set<String> of(Campaign campaign) {
    return Flow.named(campaign.flow(), Catalogue.CAMPAIGN_EXECUTE);
  }

  /// @param parent name of the campaign that names them
  /// @param known by name: whatever can be reached from it
  public static List<Problem> problems(
      String parent, List<Named> children, Map<String, Campaign> known) {
    List<Problem> problems = new ArrayList<>();
    for (Named child : children)
      problem(parent, child.campaign(), known)
          .ifPresent(message ->
              problems.add(new Problem(child.path(), child.line(), message, List.of())));
    return problems;
  }

  private static Optional<String> problem(
      String parent, String child, Map<String, Campaign> known) {
    Campaign campaign = known.get(child);
    if (campaign == null) return Optional.of("there is no campaign \"" + child + "\"");
    if (!campaign.executable())
      return Optional.of(
          "campaign " + child + " is not executable: it must say executable: true, not triggers");
    return round(parent, child, known, List.of(parent))
        .map(way -> "campaign " + parent + " never ends: " + String.join(" > ", way));
  }

  /// The way from `at` back to `to`, if there is one.
  private static Optional<List<String>> round(
      String to, String at, Map<String, Campaign> known, List<String> before) {
    List<String> way = new ArrayList<>(before);
    way.add(at);
    if (at.equals(to)) return Optional.of(way);
    Campaign campaign = known.get(at);
    if (campaign == null || before.contains(at)) return Optional.empty();
    return of(campaign).stream()
        .map(next -> round(to, next, known, way))
        .flatMap(Optional::stream)
        .findFirst();
  }
}
