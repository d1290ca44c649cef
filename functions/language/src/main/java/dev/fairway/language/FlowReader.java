package dev.fairway.language;

import dev.fairway.model.campaign.ActionSpec;
import dev.fairway.model.campaign.ActionSpec.ParameterSpec;
import dev.fairway.model.campaign.Assets;
import dev.fairway.model.campaign.Campaign.Choice;
import dev.fairway.model.campaign.Campaign.Condition;
import dev.fairway.model.campaign.Campaign.OnError;
import dev.fairway.model.campaign.Campaign.Retry;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Reads steps, their choices and their nested flows.
final class FlowReader {
  private static final List<String> KEYS =
      List.of("step", "do", "with", "choices", "retry", "onError");
  private static final Pattern STEP_ID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{0,63}");
  private static final int MAX_STEPS = 200;
  private static final int MAX_CHOICES = 50;
  private static final int MAX_ATTEMPTS = 100;

  private final Schema schema;
  private final Schema.Names names;
  private final Catalogue catalogue;
  private final ParameterReader parameters;
  private final Map<String, Integer> ids = new HashMap<>();

  FlowReader(Schema schema, Schema.Names names, Catalogue catalogue) {
    this.schema = schema;
    this.names = names;
    this.catalogue = catalogue;
    this.parameters = new ParameterReader(names);
  }

  /// Types of the fields that the steps read so far name.
  Map<String, FieldType> fields() {
    return parameters.fields();
  }

  /// Declarations that they name.
  Assets assets() {
    return parameters.assets();
  }

  List<Step> read(Place place) {
    List<Place> items = place.items();
    if (place.isList() && items.isEmpty()) place.problem("must have at least one step");
    List<Step> steps = new ArrayList<>();
    for (Place item : items) step(item).ifPresent(steps::add);
    if (ids.size() > MAX_STEPS) place.problem("has more than " + MAX_STEPS + " steps");
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
    List<String> keys = new ArrayList<>(KEYS);
    action.ifPresent(each -> keys.addAll(each.nested()));
    if (action.isPresent()) place.entries(keys);
    Retry retry =
        Optional.ofNullable(all.get("retry")).map(FlowReader::retry).orElse(Retry.DEFAULT);
    Optional<OnError> onError =
        Optional.ofNullable(all.get("onError")).flatMap(SpecReader::onError);
    if (action.isEmpty()) return Optional.empty();
    Map<String, List<Step>> nested = nested(all, action.get());
    return Optional.of(configured(place, id.orElse(""), action.get(), all, retry, onError, nested));
  }

  private Optional<String> id(Place place) {
    Optional<String> id = place.text();
    if (id.isEmpty()) return id;
    if (!STEP_ID.matcher(id.get()).matches())
      place.problem(
          "\"" + id.get() + "\" is no step id: a letter or digit, then also _ or -, at most 64");
    Integer first = ids.putIfAbsent(id.get(), place.tree().line());
    if (first != null) place.problem("step id \"" + id.get() + "\" is already on line " + first);
    return id;
  }

  private Optional<ActionSpec> action(Place place) {
    return place.oneOf("action", catalogue.names()).flatMap(catalogue::find);
  }

  private Map<String, List<Step>> nested(Map<String, Place> all, ActionSpec action) {
    Map<String, List<Step>> nested = new TreeMap<>();
    for (String key : action.nested()) {
      Place place = all.get(key);
      if (place != null) nested.put(key, read(place));
    }
    return nested;
  }

  private Step configured(
      Place place,
      String id,
      ActionSpec action,
      Map<String, Place> all,
      Retry retry,
      Optional<OnError> onError,
      Map<String, List<Step>> nested) {
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
    return new Step(id, action.name(), with, choices, retry, onError, nested);
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
    if (with != null) parameters.check(with, action, merged, true);
    return new Choice(
        Optional.ofNullable(when).flatMap(this::condition),
        nothing != null,
        parameters.canonical(action, over, merged));
  }

  private Optional<Condition> condition(Place when) {
    if (when.isMap()) return Optional.of(new Condition.Rules(FilterReader.read(when, schema)));
    return ExpressionReader.condition(when, names, ExpressionReader.Use.LEAD)
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
