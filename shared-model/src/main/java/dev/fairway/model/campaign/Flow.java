package dev.fairway.model.campaign;

import dev.fairway.model.campaign.Campaign.Choice;
import dev.fairway.model.campaign.Campaign.Step;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Where a flow goes next.
public final class Flow {
  private Flow() {}

  /// A checked campaign has at least one step.
  public static Step first(Campaign campaign) {
    return campaign.flow().getFirst();
  }

  /// @return empty if this version has no such step
  public static Optional<Step> step(Campaign campaign, String id) {
    return find(campaign.flow(), id);
  }

  /// The step after `id`: its neighbour, or after the last of a nested flow the step after the
  /// parent; empty at the end of the campaign.
  public static Optional<Step> after(Campaign campaign, String id) {
    return switch (follow(campaign.flow(), id)) {
      case Place.Then(Step next) -> Optional.of(next);
      case Place.End() -> Optional.empty();
      case Place.Elsewhere() -> throw new IllegalArgumentException("no step " + id);
    };
  }

  private static Optional<Step> find(List<Step> steps, String id) {
    for (Step step : steps) {
      if (step.id().equals(id)) return Optional.of(step);
      for (List<Step> nested : step.nested().values()) {
        Optional<Step> found = find(nested, id);
        if (found.isPresent()) return found;
      }
    }
    return Optional.empty();
  }

  /// Every step, nested ones too.
  public static Stream<Step> all(List<Step> steps) {
    return steps.stream()
        .flatMap(step ->
            Stream.concat(Stream.of(step), step.nested().values().stream().flatMap(Flow::all)));
  }

  /// Every step's action by the step's id.
  public static Map<String, String> actions(List<Step> steps) {
    Map<String, String> actions = new TreeMap<>();
    all(steps).forEach(step -> actions.put(step.id(), step.action()));
    return actions;
  }

  /// A flow with another one inside one of its steps, whose steps' ids and jumps begin with that
  /// step's id.
  public static List<Step> embed(List<Step> steps, String id, List<Step> inner) {
    List<Step> all = new ArrayList<>();
    for (Step step : steps) {
      Map<String, List<Step>> nested = new TreeMap<>();
      step.nested().forEach((key, flow) -> nested.put(key, embed(flow, id, inner)));
      if (step.id().equals(id)) nested.put(Catalogue.FLOW, below(id + "/", inner));
      all.add(step.with(nested));
    }
    return all;
  }

  private static List<Step> below(String prefix, List<Step> steps) {
    List<Step> all = new ArrayList<>();
    for (Step step : steps) {
      Map<String, List<Step>> nested = new TreeMap<>();
      step.nested().forEach((key, flow) -> nested.put(key, below(prefix, flow)));
      all.add(
          new Step(
              prefix + step.id(),
              step.action(),
              jump(prefix, step, step.with()),
              step.choices().stream()
                  .map(choice ->
                      new Choice(
                          choice.when(), choice.nothing(), jump(prefix, step, choice.with())))
                  .toList(),
              step.retry(),
              step.onError(),
              nested));
    }
    return all;
  }

  private static Map<String, Object> jump(String prefix, Step step, Map<String, Object> with) {
    if (!step.action().equals(Catalogue.JUMP) || !with.containsKey(Catalogue.STEP)) return with;
    return Choices.merge(with, Map.of(Catalogue.STEP, prefix + with.get(Catalogue.STEP)));
  }

  /// Campaigns that steps with this action name, wherever they stand.
  public static Set<String> named(List<Step> steps, String action) {
    Set<String> names = new LinkedHashSet<>();
    all(steps)
        .filter(step -> step.action().equals(action))
        .forEach(step -> {
          names.add(String.valueOf(step.with().get("campaign")));
          for (Choice choice : step.choices())
            names.add(String.valueOf(Choices.merge(step.with(), choice.with()).get("campaign")));
        });
    return names;
  }

  private sealed interface Place {
    record Then(Step next) implements Place {}

    /// Found as the last of these steps.
    record End() implements Place {}

    record Elsewhere() implements Place {}
  }

  private static Place follow(List<Step> steps, String id) {
    for (int i = 0; i < steps.size(); i++) {
      Place place = in(steps.get(i), id);
      if (place instanceof Place.Then) return place;
      if (place instanceof Place.End)
        return i + 1 < steps.size() ? new Place.Then(steps.get(i + 1)) : place;
    }
    return new Place.Elsewhere();
  }

  /// `End` also for the step itself: nothing inside it follows it.
  private static Place in(Step step, String id) {
    if (step.id().equals(id)) return new Place.End();
    for (List<Step> nested : step.nested().values()) {
      Place place = follow(nested, id);
      if (!(place instanceof Place.Elsewhere)) return place;
    }
    return new Place.Elsewhere();
  }
}
