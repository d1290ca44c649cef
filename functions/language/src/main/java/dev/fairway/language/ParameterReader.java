package dev.fairway.language;

import dev.fairway.model.campaign.ActionSpec;
import dev.fairway.model.campaign.ActionSpec.ParameterSpec;
import dev.fairway.model.campaign.ActionSpec.ParameterType;
import dev.fairway.model.campaign.Assets;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Parameters;
import dev.fairway.model.campaign.Reference;
import dev.fairway.model.campaign.Schema;
import dev.fairway.model.campaign.Tokens;
import dev.fairway.model.campaign.WaitText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Reads the parameters of a step. Literals are checked by type; what has tokens is checked when it
/// runs, except for the tokens themselves.
final class ParameterReader {
  private static final String CUSTOM = "activity.custom.";

  /// Beside the types that are declared closed: lines of the history, and what functions tell.
  private static final Pattern OURS =
      Pattern.compile(
          "(step|wait|flow)\\..*|activity\\.custom\\..*|dev\\.fairway\\..*|person\\.(deleted|upserted)");

  private static final Pattern ACTIVITY = Pattern.compile("[A-Za-z0-9._-]{1,80}");

  private final Schema schema;
  private final Schema.Names names;
  private final Map<String, FieldType> fields = new TreeMap<>();
  private final Map<Place, String> steps = new LinkedHashMap<>();
  private final ReferenceReader references;
  private String within = "";

  /// A value may be asked for once per choice, compiling once is enough.
  private final Map<String, Optional<Object>> read = new HashMap<>();

  ParameterReader(Schema schema, Schema.Names names, ReferenceReader references) {
    this.schema = schema;
    this.names = names;
    this.references = references;
  }

  Map<String, FieldType> fields() {
    return fields;
  }

  /// What ids of steps begin with from here on.
  void within(String prefix) {
    within = prefix;
  }

  /// Step ids that the steps read so far name, and where.
  Map<Place, String> steps() {
    return steps;
  }

  /// Is this set of parameters one that the action can run with?
  ///
  /// @param merged parameters of the step with those of a choice over them
  /// @param complete missing ones are a problem
  void check(Place at, ActionSpec action, Map<String, Place> merged, boolean complete) {
    if (complete) {
      for (ParameterSpec parameter : action.parameters())
        if (parameter.required() && !merged.containsKey(parameter.name()))
          at.problem(
              "parameter " + parameter.name() + " of " + action.name() + " is missing",
              action.parameterNames());
      if (!action.anyOf().isEmpty() && action.anyOf().stream().noneMatch(merged::containsKey))
        at.problem("needs at least one of " + String.join(", ", action.anyOf()), action.anyOf());
    }
    if (action.name().equals("owner.change") && merged.keySet().containsAll(action.anyOf()))
      at.problem("takes user or pool, not both", action.anyOf());
    if (action.name().equals(Catalogue.WAIT_UNTIL) && merged.containsKey("until"))
      for (String ofEvent : List.of("on", "where", "since"))
        if (merged.containsKey(ofEvent))
          at.problem(
              "until waits for the lead, " + ofEvent + " for an event: one step waits for one",
              List.of("on, where, since", "until"));
    canonical(action, merged, merged);
  }

  /// @param given parameters wanted
  /// @param merged all of them, for those whose type depends on another
  Map<String, Object> canonical(
      ActionSpec action, Map<String, Place> given, Map<String, Place> merged) {
    Map<String, Object> canonical = new TreeMap<>();
    given.forEach((name, place) ->
        action
            .parameter(name)
            .flatMap(parameter -> cached(action, parameter, place, merged))
            .ifPresent(value -> canonical.put(name, value)));
    return canonical;
  }

  private Optional<Object> cached(
      ActionSpec action, ParameterSpec parameter, Place place, Map<String, Place> merged) {
    String key = place.path();
    for (String beside : besides(parameter.type()))
      key += "\n" + Place.scalar(merged.get(beside)).orElse("");
    if (parameter.type() == ParameterType.CONDITION)
      key += "\n" + Optional.ofNullable(merged.get("on")).map(Place::path).orElse("");
    Optional<Object> known = read.get(key);
    if (known != null) return known;
    Optional<Object> value = one(action, parameter, place, merged);
    read.put(key, value);
    return value;
  }

  /// Parameters that decide what one of this type may be.
  private static List<String> besides(ParameterType type) {
    if (type == ParameterType.PROGRAM_VALUE) return List.of("program", "attribute");
    if (type == ParameterType.COMPANY_VALUE) return List.of("field");
    if (type == ParameterType.OBJECT_FIELDS) return List.of("object");
    if (type == ParameterType.EVENT_DATA) return List.of("type");
    return type.reference().orElse(null) instanceof Reference.Part part
        ? List.of(part.beside())
        : List.of("attribute");
  }

  /// What another parameter decides, and that one is not in this set: a choice brings it, and the
  /// value is checked with that.
  private Optional<Object> one(
      ActionSpec action, ParameterSpec parameter, Place place, Map<String, Place> merged) {
    return switch (parameter.type()) {
      case FIELD, TEXT_FIELD, SCORE_FIELD -> field(parameter.type(), place).map(name -> name);
      case COMPANY_FIELD, COMPANY_SCORE -> companyField(parameter.type(), place).map(name -> name);
      case COMPANY_VALUE ->
          value(
              place,
              Place.scalar(merged.get("field"))
                  .map(name -> names.company().get(name))
                  .orElse(FieldType.ANY));
      case OBJECT_FIELDS -> Optional.of(objectFields(place, merged));
      case EVENT_TYPE -> emitted(place).map(type -> type);
      case CUSTOM_ACTIVITY -> customActivity(place).map(type -> type);
      case EVENT_DATA -> Optional.of(eventData(action, place, merged));
      case VALUE -> value(place, attribute(merged).orElse(FieldType.ANY));
      case PROGRAM_VALUE -> value(place, references.memberData(merged).orElse(FieldType.ANY));
      case FIELDS -> Optional.of(fieldValues(action, place, merged));
      case EXPRESSION ->
          ExpressionReader.value(place, names, attribute(merged).orElse(FieldType.ANY))
              .map(references::note)
              .map(ExpressionReader.Checked::expression);
      case STRINGS -> value(place, FieldType.STRINGS);
      case LISTS -> lists(place, merged);
      case WEEKDAYS -> weekdays(place);
      case CAMPAIGN -> place.name("a campaign").flatMap(name -> scalar(parameter, place));
      case STEP -> step(place).map(id -> id);
      case EVENT_TYPES ->
          Optional.of(SpecReader.eventTypes(place, schema))
              .filter(types -> !types.isEmpty())
              .map(types -> types);
      case CONDITION ->
          ExpressionReader.condition(place, heard(merged), ExpressionReader.Use.LEAD)
              .map(references::note)
              .map(ExpressionReader.Checked::expression);
      case LEAD_CONDITION -> ofLead(place).map(condition -> condition);
      case TEXT,
          NAME,
          SCORE_CHANGE,
          INTEGER,
          COUNT,
          BOOLEAN,
          DATE,
          DATETIME,
          DURATION,
          PERIOD,
          OFFSET,
          TIME,
          DAY,
          ZONE ->
          scalar(parameter, place);
      default -> references.read(parameter.type(), place, merged).map(name -> name);
    };
  }

  /// One day or a list of them.
  private Optional<Object> weekdays(Place place) {
    List<Object> days = new ArrayList<>();
    for (Place item : place.oneOrMore()) item.oneOf("day", WaitText.WEEKDAYS).ifPresent(days::add);
    if (place.isList() && place.items().isEmpty())
      place.problem("must name at least one day", WaitText.WEEKDAYS);
    return days.isEmpty() ? Optional.empty() : Optional.of(days);
  }

  private Optional<Object> lists(Place place, Map<String, Place> merged) {
    List<Object> lists = new ArrayList<>();
    for (Place item : place.oneOrMore())
      references.read(ParameterType.LIST, item, merged).ifPresent(lists::add);
    if (place.isList() && place.items().isEmpty()) place.problem("must name at least one list");
    return lists.isEmpty() ? Optional.empty() : Optional.of(lists);
  }

  private Optional<Campaign.Expression> ofLead(Place place) {
    Optional<Campaign.Expression> condition =
        ExpressionReader.condition(place, names, ExpressionReader.Use.LEAD)
            .map(references::note)
            .map(ExpressionReader.Checked::expression);
    if (condition.map(Campaign.Expression::uses).orElse(Map.of()).keySet().stream()
        .noneMatch(name -> name.startsWith(Campaign.COMPANY))) return condition;
    place.problem(
        "a change of the company wakes no lead: wait for one of the lead",
        List.of("lead", "event", "waited", "member", "program", "campaign", "now"));
    return Optional.empty();
  }

  /// What a condition over events of the types under `on` may name.
  private Schema.Names heard(Map<String, Place> merged) {
    Place on = merged.get("on");
    List<String> types = new ArrayList<>();
    if (on != null) for (Place item : on.oneOrMore()) Place.scalar(item).ifPresent(types::add);
    return schema.names(types, names.tokens(), names.program());
  }

  private Optional<String> step(Place place) {
    Optional<String> id = place.text().map(within::concat);
    id.ifPresent(each -> steps.put(place, each));
    return id;
  }

  private Optional<String> field(ParameterType kind, Place place) {
    return field(kind, place, names.lead(), "");
  }

  private Optional<String> companyField(ParameterType kind, Place place) {
    return field(kind, place, names.company(), Campaign.COMPANY);
  }

  /// @param prefix of the fields where the campaign keeps their types
  private Optional<String> field(
      ParameterType kind, Place place, Map<String, FieldType> known, String prefix) {
    Optional<String> name = place.name("a " + kind.label());
    if (name.isEmpty()) return name;
    List<String> allowed =
        known.entrySet().stream()
            .filter(field -> suits(kind, field.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    FieldType type = known.get(name.get());
    if (type == null) {
      place.unknown("field", name.get(), allowed);
      return Optional.empty();
    }
    if (!suits(kind, type)) {
      place.problem(
          "\"" + name.get() + "\" is a " + type.label() + ", not a " + kind.label(), allowed);
      return Optional.empty();
    }
    fields.put(prefix + name.get(), type);
    return name;
  }

  private static boolean suits(ParameterType kind, FieldType type) {
    return switch (kind) {
      case TEXT_FIELD -> type.textual() || type == FieldType.STRINGS;
      case SCORE_FIELD, COMPANY_SCORE -> type == FieldType.SCORE;
      default -> true;
    };
  }

  private Optional<FieldType> attribute(Map<String, Place> merged) {
    return Place.scalar(merged.get("attribute")).map(name -> names.lead().get(name));
  }

  private Optional<Object> scalar(ParameterSpec parameter, Place place) {
    Optional<String> text = place.text();
    if (text.isEmpty() || badTokens(place, text.get())) return Optional.empty();
    if (Tokens.in(text.get())) return Optional.of(text.get());
    return switch (Parameters.one(parameter, text.get(), Map.of(), fields, Assets.NONE)) {
      case FieldType.Reading.Wrong(String message) -> {
        place.problem(message, parameter.allowed());
        yield Optional.empty();
      }
      case FieldType.Reading.Empty() -> {
        if (parameter.required()) place.problem("must not be empty");
        yield Optional.empty();
      }
      case FieldType.Reading.Value(Object value) -> {
        if (!parameter.allowed().isEmpty() && !parameter.allowed().contains(text.get()))
          place.unknown("value", text.get(), parameter.allowed());
        yield Optional.of(text.get());
      }
    };
  }

  /// A value for a field: text, or a list of texts for a list field.
  private Optional<Object> value(Place place, FieldType type) {
    if (place.isList()) return texts(place, type);
    if (place.tree() instanceof Tree.Scalar scalar && scalar.nothing())
      return Optional.of(Parameters.NULL);
    Optional<String> text = place.text();
    if (text.isEmpty() || badTokens(place, text.get())) return Optional.empty();
    if (Tokens.in(text.get()) || text.get().equals(Parameters.NULL)) return Optional.of(text.get());
    return switch (type.read(text.get())) {
      case FieldType.Reading.Wrong(String message) -> {
        place.problem(message, List.of(type.label()));
        yield Optional.empty();
      }
      case FieldType.Reading.Empty() -> Optional.of(Parameters.NULL);
      case FieldType.Reading.Value(Object value) ->
          Optional.of(value instanceof List<?> ? value : text.get());
    };
  }

  private Optional<Object> texts(Place place, FieldType type) {
    if (type != FieldType.STRINGS && type != FieldType.ANY) {
      place.problem("must be one value, not a list", List.of(type.label()));
      return Optional.empty();
    }
    List<Object> texts = new ArrayList<>();
    for (Place item : place.items())
      item.text().filter(text -> !badTokens(item, text)).ifPresent(texts::add);
    return Optional.of(texts);
  }

  private Map<String, Object> fieldValues(
      ActionSpec action, Place place, Map<String, Place> merged) {
    Map<String, Object> values = new TreeMap<>();
    Map<String, Place> entries = place.entries();
    entries.forEach((name, value) -> {
      FieldType type = names.lead().get(name);
      if (type == null) {
        value.unknown("field", name, names.lead().keySet());
      } else {
        fields.put(name, type);
        value(value, type).ifPresent(each -> values.put(name, each));
      }
    });
    String lookup = Place.scalar(merged.get("lookup")).orElse("email");
    if (action.parameter("lookup").isPresent()
        && place.isMap()
        && names.lead().containsKey(lookup)
        && !entries.containsKey(lookup))
      place.problem("must have the field that is looked up by: " + lookup, List.of(lookup));
    return new LinkedHashMap<>(values);
  }

  /// Of an object type that is not there nothing is said: it has its own problem.
  private Map<String, Object> objectFields(Place place, Map<String, Place> merged) {
    Map<String, Object> values = new TreeMap<>();
    Optional<Map<String, FieldType>> known = references.objectFields(merged);
    place
        .entries()
        .forEach((name, value) -> {
          FieldType type = known.map(fields -> fields.get(name)).orElse(null);
          if (type != null) value(value, type).ifPresent(each -> values.put(name, each));
          else known.ifPresent(fields -> value.unknown("field", name, fields.keySet()));
        });
    return values;
  }

  /// Not one by which the engine tells what it has done.
  private Optional<String> emitted(Place place) {
    Optional<String> type = SpecReader.eventType(place, schema);
    if (type.isEmpty()
        || !(Schema.STANDARD.closed(type.get()) || OURS.matcher(type.get()).matches())) return type;
    place.problem(
        "\""
            + type.get()
            + "\" is the engine's own: it tells what the engine has done, nothing else");
    return Optional.empty();
  }

  private Optional<String> customActivity(Place place) {
    Optional<String> text = place.text();
    if (text.isEmpty()) return text;
    String name =
        text.get().startsWith(CUSTOM) ? text.get().substring(CUSTOM.length()) : text.get();
    if (ACTIVITY.matcher(name).matches()) return Optional.of(CUSTOM + name);
    place.problem(
        "\"" + name + "\" is no custom activity: 1 to 80 of letters, digits, -, _ and . are");
    return Optional.empty();
  }

  /// By the declaration of the type that `type` names; of a type without one nothing is known.
  private Map<String, Object> eventData(ActionSpec action, Place place, Map<String, Place> merged) {
    Map<String, Object> values = new TreeMap<>();
    Optional<String> type =
        action
            .parameter("type")
            .flatMap(of ->
                Optional.ofNullable(merged.get("type"))
                    .flatMap(at -> cached(action, of, at, merged)))
            .map(String::valueOf);
    if (type.isEmpty()) return values;
    Schema.Names data = schema.names(List.of(type.get()), Set.of());
    place
        .entries()
        .forEach((name, value) -> {
          FieldType of = data.event().get(name);
          if (of == null && data.eventClosed()) {
            value.unknown("field", name, data.event().keySet());
            return;
          }
          FieldType known = of == null ? FieldType.ANY : of;
          fields.put(Campaign.eventField(type.get(), name), known);
          value(value, known).ifPresent(each -> values.put(name, each));
        });
    return values;
  }

  private boolean badTokens(Place place, String text) {
    List<Tokens.Mistake> mistakes = Tokens.check(text, names, true);
    mistakes.forEach(mistake -> place.problem(mistake.message(), mistake.allowed()));
    if (mistakes.isEmpty()) references.companyTokens(text, names);
    return !mistakes.isEmpty();
  }
}
