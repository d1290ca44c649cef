package dev.fairway.language;

import dev.fairway.model.campaign.ActionSpec;
import dev.fairway.model.campaign.ActionSpec.Nesting;
import dev.fairway.model.campaign.ActionSpec.ParameterSpec;
import dev.fairway.model.campaign.ActionSpec.ParameterType;
import dev.fairway.model.campaign.Campaign.Choice;
import dev.fairway.model.campaign.Campaign.Condition;
import dev.fairway.model.campaign.Campaign.OnError;
import dev.fairway.model.campaign.Campaign.Retry;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Schema;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads steps, their choices and their nested flows.
final class FlowReader {
  static final List<String> KEYS = List.of("step", "do", "with", "choices", "retry", "onError");
  private static final Pattern STEP_ID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{0,63}");
  private static final int MAX_STEPS = 200;
  private static final int MAX_CHOICES = 50;
  private static final int MAX_ATTEMPTS = 100;
  private static final int MAX_WEIGHT = 1_000_000;
  private static final String FLOW = "flow";
  private static final String OTHERWISE = "otherwise";

  private final Schema.Names names;
  private final Catalogue catalogue;
  private final ParameterReader parameters;
  private final FilterReader rules;
  private final ReferenceReader references;
  private final boolean child;
  private final List<Children.Named> children = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();

  /// Declared flows that are being read, from the outside in.
  private final Deque<String> running = new ArrayDeque<>();

  /// What ids of steps begin with: those of the steps that run a flow.
  private String prefix = "";

  /// @param references gathers the declarations that steps and choices name
  /// @param child of a campaign that others run
  FlowReader(
      Schema schema,
      Schema.Names names,
      Catalogue catalogue,
      ReferenceReader references,
      boolean child) {
    this.child = child;
    this.names = names;
    this.catalogue = catalogue;
    this.parameters = new ParameterReader(schema, names, references);
    this.rules = FilterReader.ofCampaign(schema, references);
    this.references = references;
  }

  /// Types of the fields that the steps read so far name.
  Map<String, FieldType> fields() {
    return parameters.fields();
  }

  /// Campaigns that the steps read so far run.
  List<Children.Named> children() {
    return List.copyOf(children);
  }

  /// The flow of a campaign.
  List<Step> readAll(Place place) {
    List<Step> steps = read(place);
    if (ids.size() > MAX_STEPS) place.problem("has more than " + MAX_STEPS + " steps");
    parameters
        .steps()
        .forEach((at, id) -> {
          if (!ids.containsKey(id)) at.unknown("step", id, ids.keySet());
        });
    if (place.findings().problems().isEmpty())
      Rounds.endless(steps).forEach(step -> place.problem(Rounds.message(step)));
    return steps;
  }

  /// The flow of a declaration, which shows what would be wrong with it in any campaign.
  void readDeclared(String name, Place place) {
    running.addLast(name);
    readAll(place);
  }

  private List<Step> read(Place place) {
    List<Place> items = place.items();
    if (place.isList() && items.isEmpty()) place.problem("must have at least one step");
    List<Step> steps = new ArrayList<>();
    for (Place item : items) step(item).ifPresent(steps::add);
    return steps;
  }

  private Optional<Step> step(Place place) {
    if (!place.isMap()) {
      place.problem("must be a step: { step: ..., do: ..., with: ... }");
      return Optional.empty();
    }
    Map<String, Place> all = place.entries();
    Optional<String> id = place.required(all, "step").flatMap(this::id);
    Optional<ActionSpec> action = place.required(all, "do").flatMap(this::action);
    action.ifPresent(each -> place.entries(keys(each.nesting())));
    Retry retry =
        Optional.ofNullable(all.get("retry")).map(FlowReader::retry).orElse(Retry.DEFAULT);
    Optional<OnError> onError =
        Optional.ofNullable(all.get("onError")).flatMap(SpecReader::onError);
    if (action.isEmpty()) return Optional.empty();
    Head head = new Head(id.orElse(""), action.get(), retry, onError);
    return Optional.of(
        switch (action.get().nesting()) {
          case Nesting.Named(List<String> named) ->
              configured(place, head, all, nested(all, named));
          case Nesting.Cases() -> cases(place, head, all);
          case Nesting.Branches() -> branches(place, head, all);
        });
  }

  /// What every step has.
  private record Head(String id, ActionSpec action, Retry retry, Optional<OnError> onError) {
    Step step(Map<String, Object> with, List<Choice> choices, Map<String, List<Step>> nested) {
      return new Step(id, action.name(), with, choices, retry, onError, nested);
    }
  }

  private static List<String> keys(Nesting nesting) {
    return switch (nesting) {
      case Nesting.Named(List<String> named) ->
          Stream.concat(KEYS.stream(), named.stream()).toList();
      case Nesting.Cases() -> List.of("step", "do", "cases", OTHERWISE, "onError");
      case Nesting.Branches() -> List.of("step", "do", "branches", "onError");
    };
  }

  /// Each case is a choice that sets the branch.
  private Step cases(Place place, Head head, Map<String, Place> all) {
    List<Choice> choices = new ArrayList<>();
    Map<String, List<Step>> nested = new TreeMap<>();
    for (Place item : flows(place, all, "cases")) {
      Map<String, Place> entries = item.entries(List.of("when", FLOW));
      String branch = Integer.toString(nested.size() + 1);
      Optional<Condition> when = item.required(entries, "when").flatMap(this::condition);
      choices.add(new Choice(when, false, Map.of("branch", branch)));
      nested.put(branch, item.required(entries, FLOW).map(this::read).orElse(List.of()));
    }
    Place otherwise = all.get(OTHERWISE);
    if (otherwise != null) {
      choices.add(new Choice(Optional.empty(), false, Map.of("branch", OTHERWISE)));
      nested.put(OTHERWISE, read(otherwise));
    }
    return head.step(Map.of(), choices, nested);
  }

  private Step branches(Place place, Head head, Map<String, Place> all) {
    List<Object> weights = new ArrayList<>();
    Map<String, List<Step>> nested = new TreeMap<>();
    for (Place item : flows(place, all, "branches")) {
      Map<String, Place> entries = item.entries(List.of("weight", FLOW));
      item.required(entries, "weight")
          .flatMap(weight -> weight.whole(1, MAX_WEIGHT))
          .ifPresent(weight -> weights.add(weight.toString()));
      nested.put(
          Integer.toString(nested.size() + 1),
          item.required(entries, FLOW).map(this::read).orElse(List.of()));
    }
    return head.step(Map.of("weights", weights), List.of(), nested);
  }

  private static List<Place> flows(Place place, Map<String, Place> all, String key) {
    Optional<Place> list = place.required(all, key);
    List<Place> items = list.map(Place::items).orElse(List.of());
    if (list.isPresent() && list.get().isList() && items.isEmpty())
      list.get().problem("must have at least one");
    if (items.size() > MAX_CHOICES)
      list.ifPresent(each -> each.problem("has more than " + MAX_CHOICES));
    return items;
  }

  private Optional<String> id(Place place) {
    Optional<String> id = place.text();
    if (id.isEmpty()) return id;
    if (!STEP_ID.matcher(id.get()).matches())
      place.problem(
          "\"" + id.get() + "\" is no step id: a letter or digit, then also _ or -, at most 64");
    String whole = prefix + id.get();
    Integer first = ids.putIfAbsent(whole, place.tree().line());
    if (first != null) place.problem("step id \"" + whole + "\" is already on line " + first);
    return Optional.of(whole);
  }

  private Optional<ActionSpec> action(Place place) {
    Optional<ActionSpec> action =
        place.oneOf("action", catalogue.names()).flatMap(catalogue::find);
    if (child && action.filter(each -> !Catalogue.inChild(each.name())).isPresent())
      place.problem("a campaign that is executable neither waits nor calls out");
    return action;
  }

  private Map<String, List<Step>> nested(Map<String, Place> all, List<String> keys) {
    Map<String, List<Step>> nested = new TreeMap<>();
    for (String key : keys) {
      Place place = all.get(key);
      if (place != null) nested.put(key, read(place));
    }
    return nested;
  }

  private Step configured(
      Place place, Head head, Map<String, Place> all, Map<String, List<Step>> nested) {
    ActionSpec action = head.action();
    Map<String, Place> own = with(all.get("with"), action);
    List<Place> items = Optional.ofNullable(all.get("choices")).map(Place::items).orElse(List.of());
    if (items.size() > MAX_CHOICES) place.problem("has more than " + MAX_CHOICES + " choices");
    List<Choice> choices = new ArrayList<>();
    boolean otherwise = false;
    for (int i = 0; i < items.size(); i++) {
      boolean last = i == items.size() - 1;
      choices.add(choice(items.get(i), last, action, own));
      otherwise |= items.get(i).isMap() && !items.get(i).entries().containsKey("when");
    }
    Place at = Optional.ofNullable(all.get("with")).orElse(place);
    parameters.check(at, action, own, !otherwise);
    Map<String, Object> with = parameters.canonical(action, own, own);
    Place flow = own.get(Catalogue.FLOW);
    if (flow != null && runsFlow(action)) embed(head, flow, nested);
    runs(action, own);
    return head.step(with, choices, nested);
  }

  private void runs(ActionSpec action, Map<String, Place> with) {
    Place named = with.get("campaign");
    if (named != null && action.name().equals(Catalogue.CAMPAIGN_EXECUTE))
      Place.scalar(named)
          .map(name -> new Children.Named(named.path(), named.tree().line(), name))
          .ifPresent(children::add);
  }

  private static boolean runsFlow(ActionSpec action) {
    return action
        .parameter(Catalogue.FLOW)
        .filter(flow -> flow.type() == ParameterType.FLOW)
        .isPresent();
  }

  /// The steps of the flow that a step runs become its own: so a version stays what it was when the
  /// flow is changed.
  private void embed(Head head, Place named, Map<String, List<Step>> nested) {
    Optional<Declaration.SubFlow> flow = references.flow(named);
    if (flow.isEmpty() || ids.size() > MAX_STEPS) return;
    String name = flow.get().name();
    if (running.contains(name)) {
      named.problem("flow " + running.getFirst() + " never ends: " + String.join(" > ", running) + " > " + name);
      return;
    }
    String outside = prefix;
    within(head.id() + "/");
    running.addLast(name);
    nested.put(
        Catalogue.FLOW, read(named.in(name, Tree.of(flow.get().steps(), named.tree().line()))));
    running.removeLast();
    within(outside);
  }

  private void within(String prefix) {
    this.prefix = prefix;
    parameters.within(prefix);
  }

  private static Map<String, Place> with(
      @org.jspecify.annotations.Nullable Place place, ActionSpec action) {
    if (place == null) return Map.of();
    Map<String, Place> with = new LinkedHashMap<>();
    place
        .entries()
        .forEach((name, value) -> {
          Optional<ParameterSpec> parameter = action.parameter(name);
          if (parameter.isPresent()) with.put(name, value);
          else value.unknown("parameter of " + action.name(), name, action.parameterNames());
        });
    return with;
  }

  private Choice choice(Place place, boolean last, ActionSpec action, Map<String, Place> own) {
    Map<String, Place> entries = place.entries(List.of("when", "nothing", "with"));
    Place when = entries.get("when");
    if (when == null && !last && place.isMap())
      place.problem("a choice without when matches always: it must be the last");
    Place nothing = entries.get("nothing");
    if (nothing != null) nothing.oneOf("value of nothing", List.of("true"));
    Place with = entries.get("with");
    if (place.isMap() && (nothing == null) == (with == null))
      place.problem("must have either with or nothing: true", List.of("with", "nothing"));
    Map<String, Place> over = with(with, action);
    Map<String, Place> merged = new LinkedHashMap<>(own);
    merged.putAll(over);
    if (over.containsKey(Catalogue.FLOW) && runsFlow(action))
      place.problem("the flow is the step's own: which of several it is, choose decides");
    runs(action, over);
    if (with != null) parameters.check(with, action, merged, true);
    return new Choice(
        Optional.ofNullable(when).flatMap(this::condition),
        nothing != null,
        parameters.canonical(action, over, merged));
  }

  private Optional<Condition> condition(Place when) {
    if (when.isMap()) return Optional.of(new Condition.Rules(rules.read(when)));
    return ExpressionReader.condition(when, names, ExpressionReader.Use.LEAD)
        .map(references::note)
        .map(checked -> new Condition.Cel(checked.expression()));
  }

  private static Retry retry(Place place) {
    Map<String, Place> entries = place.entries(List.of("attempts", "backoff", "first", "max"));
    Place backoff = entries.get("backoff");
    if (backoff != null) backoff.oneOf("backoff", List.of("exponential"));
    int attempts =
        Optional.ofNullable(entries.get("attempts"))
            .flatMap(each -> each.whole(1, MAX_ATTEMPTS))
            .orElse(Retry.DEFAULT.attempts());
    Duration first =
        Optional.ofNullable(entries.get("first"))
            .flatMap(SpecReader::duration)
            .orElse(Retry.DEFAULT.first());
    Place longest = entries.get("max");
    Duration max =
        Optional.ofNullable(longest)
            .flatMap(SpecReader::duration)
            .orElse(first.compareTo(Retry.DEFAULT.max()) > 0 ? first : Retry.DEFAULT.max());
    if (longest != null && max.compareTo(first) < 0)
      longest.problem("must not be shorter than first");
    if (max.compareTo(Duration.ofDays(1)) > 0)
      (longest == null ? place : longest).problem("retries at least once a day: max is at most 1d");
    return new Retry(attempts, first, max);
  }
}
