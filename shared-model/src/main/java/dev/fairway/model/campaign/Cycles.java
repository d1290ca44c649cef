package dev.fairway.model.campaign;

import dev.fairway.model.campaign.ActionSpec.ParameterType;
import dev.fairway.model.campaign.Campaign.Choice;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.Campaign.Trigger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Stream;

/// Campaigns that trigger one another in a circle, by what their actions say they emit and what
/// triggers name. Conditions are not looked at: any of them may exclude it.
public final class Cycles {
  /// Told of one campaign.
  private static final int MOST = 10;

  private static final Set<ParameterType> EMITTED =
      Set.of(ParameterType.EVENT_TYPE, ParameterType.CUSTOM_ACTIVITY);

  /// An effect of a campaign and a campaign that hears of it.
  private record Edge(String type, Campaign to) {}

  /// @param names of campaigns and event types in turn, to where it stands
  private record Way(List<String> names, Campaign at) {
    Way along(Edge edge) {
      List<String> longer = new ArrayList<>(names);
      longer.add(edge.type());
      longer.add(edge.to().name());
      return new Way(longer, edge.to());
    }
  }

  private final Map<String, Campaign> campaigns = new HashMap<>();

  private Cycles(Collection<Campaign> all) {
    for (Campaign campaign : all) campaigns.put(campaign.name(), campaign);
  }

  /// @param others the same campaign among them is left out
  /// @return names of campaigns and of event types between them in turn; it begins and ends with
  ///   `campaign`. Of each effect that leads back the shortest way
  public static List<List<String>> through(Campaign campaign, Collection<Campaign> others) {
    Collection<Campaign> all = new ArrayList<>(others);
    all.add(campaign);
    return new Cycles(all).through(campaign);
  }

  /// Does it have effects that others might hear of?
  public static boolean emits(Campaign campaign) {
    return Flow.all(campaign.flow()).anyMatch(step -> !emitted(step).isEmpty());
  }

  private List<List<String>> through(Campaign campaign) {
    Collection<Edge> out = edges(campaign);
    return out.stream()
        .map(Edge::type)
        .distinct()
        .flatMap(type -> back(campaign, type, out).stream())
        .limit(MOST)
        .toList();
  }

  /// Breadth first, so that the first way found is the shortest.
  private Optional<List<String>> back(Campaign home, String type, Collection<Edge> out) {
    Queue<Way> ways = new ArrayDeque<>();
    Way start = new Way(List.of(home.name()), home);
    for (Edge edge : out) if (edge.type().equals(type)) ways.add(start.along(edge));
    Set<String> been = new HashSet<>();
    while (!ways.isEmpty()) {
      Way way = ways.remove();
      if (way.at().name().equals(home.name())) return Optional.of(way.names());
      if (been.add(way.at().name())) edges(way.at()).forEach(edge -> ways.add(way.along(edge)));
    }
    return Optional.empty();
  }

  private Collection<Edge> edges(Campaign from) {
    Map<String, Edge> edges = new LinkedHashMap<>();
    Flow.all(from.flow())
        .forEach(step -> {
          for (String type : emitted(step))
            for (Campaign to : campaigns.values())
              if (hears(to, type)
                  && (!type.equals(Schema.REQUESTED) || mayRequest(step, to.name())))
                edges.putIfAbsent(type + " " + to.name(), new Edge(type, to));
        });
    return edges.values();
  }

  private static boolean hears(Campaign campaign, String type) {
    return campaign.triggers().stream().map(Trigger::on).anyMatch(type::equals);
  }

  /// What the action says, and what the step itself names.
  private static List<String> emitted(Step step) {
    ActionSpec action = Catalogue.STANDARD.get(step.action());
    List<String> types = new ArrayList<>(action.meaning().emits());
    for (ActionSpec.ParameterSpec parameter : action.parameters())
      if (EMITTED.contains(parameter.type()))
        given(step, parameter.name()).map(String::valueOf).forEach(types::add);
    return types;
  }

  /// Values of a parameter, by all of its choices.
  private static Stream<Object> given(Step step, String parameter) {
    return Stream.concat(Stream.of(step.with()), step.choices().stream().map(Choice::with))
        .map(with -> with.get(parameter))
        .filter(Objects::nonNull);
  }

  /// With a token in it the name is known only when the step runs.
  private static boolean mayRequest(Step step, String campaign) {
    return given(step, "campaign")
        .anyMatch(named ->
            campaign.equals(named) || (named instanceof String text && text.contains("{{")));
  }
}
