package dev.fairway.language;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.fairway.model.Priority;
import dev.fairway.model.campaign.ActionSpec;
import dev.fairway.model.campaign.ActionSpec.Nesting;
import dev.fairway.model.campaign.ActionSpec.ParameterSpec;
import dev.fairway.model.campaign.Campaign.OnError;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.Declaration.Kind;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.History;
import dev.fairway.model.campaign.MembershipRule;
import dev.fairway.model.campaign.Operator;
import dev.fairway.model.campaign.ScheduleText;
import dev.fairway.model.campaign.SpecialRule;
import dev.fairway.model.campaign.WaitText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What documents look like as a JSON Schema (draft 2020-12), for editors: it completes keys and
/// actions, shows what they are for, and sees misspelt and missing ones. What needs the tenant's
/// declarations, a parser or other parts of the document is seen when it is saved.
public final class DocumentSchema {
  private static final Map<String, Object> SCALAR =
      Map.of("type", List.of("string", "number", "boolean"));
  private static final Map<String, Object> VALUE = Map.of("type", scalarsAnd("null", "array"));
  private static final Map<String, Object> FLAG = oneOf(List.of("true", "false"));
  private static final Map<String, Object> DURATION =
      Map.of("type", "string", "description", "such as 30s, 5min, 2h, 1d12h, 1w, 1mo");
  private static final Map<String, Object> TOKENS =
      Map.of(
          "type",
          "object",
          "propertyNames",
          Map.of("pattern", "^my\\."),
          "additionalProperties",
          SCALAR);
  private static final Map<String, Object> ON_ERROR =
      oneOf(Arrays.stream(OnError.values()).map(OnError::label).toList());

  private final Catalogue catalogue;

  private DocumentSchema(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /// Of every document there is, as JSON.
  public static String json() {
    try {
      return new ObjectMapper()
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .writeValueAsString(new DocumentSchema(Catalogue.STANDARD).document());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps and lists that are no JSON", e);
    }
  }

  private Map<String, Object> document() {
    Map<String, Object> schema =
        object(
            Map.of(
                "apiVersion", oneOf(List.of(DocumentReader.API_VERSION)),
                "kind", oneOf(DocumentReader.KINDS),
                "metadata",
                    object(
                        Map.of(
                            "name",
                            Map.of("type", "string"),
                            "program",
                            described(SCALAR, "of a campaign: the program it belongs to")),
                        "name"),
                "spec", Map.of("type", "object")),
            "apiVersion",
            "kind",
            "metadata",
            "spec");
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Fairway: campaigns and what a tenant declares");
    schema.put(
        "allOf",
        DocumentReader.KINDS.stream().map(kind -> when("kind", kind, specOf(kind))).toList());
    schema.put("$defs", definitions());
    return schema;
  }

  private Map<String, Object> definitions() {
    Map<String, Object> definitions = new LinkedHashMap<>();
    definitions.put(DocumentReader.CAMPAIGN, campaign());
    for (Kind kind : Kind.values()) definitions.put(kind.label(), declaration(kind));
    definitions.put(
        "filters",
        object(
            Map.of("match", described(SCALAR, "all, any, or as 1 and (2 or 3)"), "rules", rules()),
            "rules"));
    definitions.put("flow", list(step(), 1));
    for (String name : catalogue.names())
      definitions.put("do-" + name, new StepSchema(catalogue.get(name)).step());
    return definitions;
  }

  private static Map<String, Object> specOf(String kind) {
    return Map.of("properties", Map.of("spec", reference(kind)));
  }

  private static Map<String, Object> campaign() {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("triggers", list(heard(SCALAR), 1));
    spec.put(CampaignJson.SCHEDULE, schedule());
    spec.put(
        ScheduleText.MAX_MEMBERS,
        described(SCALAR, "with a schedule: a run that would take more leads takes none"));
    spec.put("filters", reference("filters"));
    spec.put(
        "qualification",
        anyOf(oneOf(List.of("once", "every")), object(Map.of("per", DURATION), "per")));
    spec.put(
        "priority",
        oneOf(
            Arrays.stream(Priority.values())
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toList()));
    spec.put("onError", ON_ERROR);
    spec.put("tokens", TOKENS);
    spec.put("exitOn", list(heard(oneOrMore(SCALAR)), 0));
    spec.put("executable", FLAG);
    spec.put("flow", reference("flow"));
    Map<String, Object> campaign = object(spec, "flow");
    campaign.put(
        "anyOf",
        List.of(
            Map.of("required", List.of("triggers")),
            Map.of("required", List.of(CampaignJson.SCHEDULE)),
            Map.of("required", List.of("executable"))));
    return campaign;
  }

  private static Map<String, Object> schedule() {
    Map<String, Object> schedule =
        object(
            Map.of(
                "every", oneOf(ScheduleReader.EVERY),
                "on",
                    described(
                        oneOrMore(SCALAR),
                        "every week: weekdays, as mon or [mon, fri]; every month: 1 to 31"),
                "at", described(SCALAR, "a time of day, as 09:00"),
                "zone", described(SCALAR, "tenant (default), or as Europe/Berlin")),
            "every",
            "at");
    Map<String, Object> day = Map.of("required", List.of("on"));
    schedule.put(
        "allOf",
        List.of(when("every", ScheduleText.WEEK, day), when("every", ScheduleText.MONTH, day)));
    return schedule;
  }

  private static Map<String, Object> heard(Map<String, Object> on) {
    return object(Map.of("on", on, "where", described(SCALAR, "CEL")), "on");
  }

  private static Map<String, Object> declaration(Kind kind) {
    return switch (kind) {
      case FIELDS -> types(false);
      case EVENT_TYPE -> object(Map.of("data", types(true), "activity", FLAG), "data");
      case LIST -> object(Map.of("description", SCALAR));
      case PROGRAM ->
          object(
              Map.of(
                  "channel",
                  SCALAR,
                  "statuses",
                  list(anyOf(SCALAR, object(Map.of("name", SCALAR, "success", FLAG), "name")), 1),
                  "memberData",
                  types(false),
                  "streams",
                  list(SCALAR, 1),
                  "tokens",
                  TOKENS),
              "statuses");
      case STAGE_MODEL -> object(Map.of("stages", list(SCALAR, 1)), "stages");
      case SEGMENTATION ->
          object(
              Map.of(
                  "segments",
                  list(
                      anyOf(
                          SCALAR,
                          object(
                              Map.of("segment", SCALAR, "filters", reference("filters")),
                              "segment")),
                      1)),
              "segments");
      case ACCOUNT -> object(Map.of("name", SCALAR, "domain", SCALAR));
      case FIELDSET -> object(Map.of("fields", list(SCALAR, 1)), "fields");
      case USER -> object(Map.of("email", SCALAR, "name", SCALAR), "email");
      case POOL -> object(Map.of("users", list(SCALAR, 1)), "users");
      case OBJECT_TYPE -> object(Map.of("key", SCALAR, "fields", types(false)), "fields");
      case FLOW -> object(Map.of("flow", reference("flow")), "flow");
    };
  }

  private static Map<String, Object> types(boolean any) {
    return Map.of(
        "type",
        "object",
        "additionalProperties",
        oneOf(
            Arrays.stream(FieldType.values())
                .filter(type -> any || type != FieldType.ANY)
                .map(FieldType::label)
                .toList()));
  }

  /// Which kind of rule it is, its first key says.
  private static Map<String, Object> rules() {
    Map<String, Map<String, Object>> kinds = new LinkedHashMap<>();
    kinds.put("field", ofField());
    kinds.put("special", special());
    kinds.put("activity", activity());
    kinds.put(
        "campaign",
        object(
            Map.of(
                "campaign", SCALAR,
                "op", oneOf(List.of(CampaignJson.MEMBER, CampaignJson.NOT_MEMBER)),
                "within", DURATION),
            "campaign"));
    for (MembershipRule rule : MembershipRule.values()) kinds.put(rule.key(), membership(rule));
    List<Object> cases = new ArrayList<>();
    List<Object> heads = new ArrayList<>();
    kinds.forEach((head, rule) -> {
      cases.add(Map.of("if", Map.of("required", List.of(head)), "then", rule));
      heads.add(Map.of("required", List.of(head)));
    });
    return list(Map.of("type", "object", "allOf", cases, "anyOf", heads), 0);
  }

  private static Map<String, Object> ofField() {
    Map<String, Object> rule =
        object(
            Map.of("field", SCALAR, "type", SCALAR, "op", oneOf(Operator.labels()), "value", VALUE),
            "field",
            "op");
    List<String> alone =
        Arrays.stream(Operator.values())
            .filter(op -> op.operands() == Operator.Operands.NONE)
            .map(Operator::label)
            .toList();
    rule.put("if", Map.of("properties", Map.of("op", oneOf(alone))));
    rule.put("else", Map.of("required", List.of("value")));
    return rule;
  }

  private static Map<String, Object> activity() {
    return object(
        Map.of(
            "activity", SCALAR,
            "op", oneOf(List.of(CampaignJson.DONE, CampaignJson.NOT_DONE)),
            "within", DURATION,
            "atLeast", Map.of("type", "integer", "minimum", 1, "maximum", History.MOST),
            "where", list(ofField(), 0)),
        "activity");
  }

  private static Map<String, Object> special() {
    List<Object> rules = new ArrayList<>();
    for (SpecialRule rule : SpecialRule.values()) {
      boolean flag = rule.field().isPresent();
      String key = flag ? "is" : "percent";
      Map<String, Object> keys = Map.of("special", SCALAR, key, flag ? FLAG : SCALAR);
      rules.add(when("special", rule.label(), object(keys, "special", key)));
    }
    return Map.of("properties", Map.of("special", oneOf(SpecialRule.labels())), "allOf", rules);
  }

  private static Map<String, Object> membership(MembershipRule rule) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put(rule.key(), SCALAR);
    rule.place().ifPresent(place -> keys.put(place.key(), oneOrMore(SCALAR)));
    keys.put("is", oneOf(rule.words()));
    Optional<String> place =
        rule.place().filter(MembershipRule.Place::required).map(MembershipRule.Place::key);
    return object(
        keys, Stream.concat(Stream.of(rule.key()), place.stream()).toArray(String[]::new));
  }

  private Map<String, Object> step() {
    return Map.of(
        "type",
        "object",
        "required",
        List.of("step", "do"),
        "properties",
        Map.of("step", SCALAR, "do", oneOf(catalogue.names().stream().toList())),
        "allOf",
        catalogue.names().stream().map(name -> when("do", name, reference("do-" + name))).toList());
  }

  /// The steps that do one action.
  private record StepSchema(ActionSpec action) {
    Map<String, Object> step() {
      Map<String, Object> keys = new LinkedHashMap<>();
      keys.put("step", SCALAR);
      keys.put("do", Map.of("const", action.name(), "description", action.meaning().description()));
      Map<String, Object> step =
          switch (action.nesting()) {
            case Nesting.Named(List<String> nested) -> configured(keys, nested);
            case Nesting.Cases() -> {
              keys.put("cases", list(inner("when", condition()), 1));
              keys.put("otherwise", reference("flow"));
              yield object(keys, "cases");
            }
            case Nesting.Branches() -> {
              keys.put("branches", list(inner("weight", SCALAR), 1));
              yield object(keys, "branches");
            }
          };
      keys.put("onError", ON_ERROR);
      return step;
    }

    private static Map<String, Object> inner(String key, Map<String, Object> value) {
      return object(Map.of(key, value, "flow", reference("flow")), key, "flow");
    }

    private static Map<String, Object> condition() {
      return anyOf(described(SCALAR, "CEL"), reference("filters"));
    }

    /// Choices may bring what `with` lacks.
    private Map<String, Object> configured(Map<String, Object> keys, List<String> nested) {
      Map<String, Object> parameters = new LinkedHashMap<>();
      for (ParameterSpec parameter : action.parameters())
        parameters.put(parameter.name(), parameter(parameter));
      Map<String, Object> with = object(parameters);
      Map<String, Object> choice =
          Map.of("when", condition(), "nothing", oneOf(List.of("true")), "with", with);
      keys.put("with", with);
      keys.put("choices", list(object(choice), 0));
      keys.put(
          "retry",
          object(
              Map.of(
                  "attempts", SCALAR,
                  "backoff", oneOf(List.of("exponential")),
                  "first", DURATION,
                  "max", DURATION)));
      for (String key : nested) keys.put(key, reference("flow"));
      Map<String, Object> step = object(keys);
      Map<String, Object> complete = complete();
      if (!complete.isEmpty())
        step.put(
            "anyOf",
            List.of(
                Map.of("required", List.of("choices")),
                Map.of("required", List.of("with"), "properties", Map.of("with", complete))));
      return step;
    }

    private Map<String, Object> complete() {
      Map<String, Object> complete = new LinkedHashMap<>();
      List<String> required =
          action.parameters().stream()
              .filter(ParameterSpec::required)
              .map(ParameterSpec::name)
              .toList();
      if (!required.isEmpty()) complete.put("required", required);
      if (!action.anyOf().isEmpty())
        complete.put(
            "anyOf",
            action.anyOf().stream().map(name -> Map.of("required", List.of(name))).toList());
      return complete;
    }

    private static Map<String, Object> parameter(ParameterSpec parameter) {
      Map<String, Object> schema =
          new LinkedHashMap<>(
              parameter.allowed().isEmpty()
                  ? value(parameter)
                  : anyOf(
                      oneOf(parameter.allowed()), Map.of("type", "string", "pattern", "\\{\\{")));
      schema.put("description", parameter.description());
      parameter.fallback().ifPresent(fallback -> schema.put("default", fallback));
      return schema;
    }

    private static Map<String, Object> value(ParameterSpec parameter) {
      return switch (parameter.type()) {
        case FIELDS, OBJECT_FIELDS, EVENT_DATA ->
            Map.of("type", "object", "additionalProperties", VALUE);
        case VALUE, COMPANY_VALUE, PROGRAM_VALUE -> VALUE;
        case STRINGS, EVENT_TYPES, LISTS -> oneOrMore(SCALAR);
        case WEEKDAYS -> oneOrMore(oneOf(WaitText.WEEKDAYS));
        case TEXT,
            NAME,
            FIELD,
            TEXT_FIELD,
            SCORE_FIELD,
            COMPANY_FIELD,
            COMPANY_SCORE,
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
            ZONE,
            CONDITION,
            LEAD_CONDITION,
            STEP,
            EXPRESSION,
            EVENT_TYPE,
            CUSTOM_ACTIVITY,
            LIST,
            PROGRAM,
            STAGE_MODEL,
            SEGMENTATION,
            ACCOUNT,
            FIELDSET,
            USER,
            POOL,
            OBJECT,
            FLOW,
            CAMPAIGN,
            PROGRAM_STATUS,
            PROGRAM_STREAM,
            PROGRAM_DATA,
            STAGE,
            SEGMENT ->
            SCALAR;
      };
    }
  }

  // --- how a schema says it

  /// No other keys.
  private static Map<String, Object> object(Map<String, Object> properties, String... required) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("additionalProperties", false);
    if (required.length > 0) schema.put("required", List.of(required));
    return schema;
  }

  private static Map<String, Object> list(Map<String, Object> items, int least) {
    return Map.of("type", "array", "items", items, "minItems", least);
  }

  private static Map<String, Object> oneOrMore(Map<String, Object> value) {
    return anyOf(value, list(value, 1));
  }

  @SafeVarargs
  private static Map<String, Object> anyOf(Map<String, Object>... schemas) {
    return Map.of("anyOf", List.of(schemas));
  }

  /// Words; what YAML takes for a boolean may be one.
  private static Map<String, Object> oneOf(List<String> words) {
    List<Object> values = new ArrayList<>(words);
    for (String word : words)
      if (word.equals("true") || word.equals("false")) values.add(Boolean.valueOf(word));
    return Map.of("enum", values);
  }

  private static Map<String, Object> described(Map<String, Object> schema, String description) {
    Map<String, Object> described = new LinkedHashMap<>(schema);
    described.put("description", description);
    return described;
  }

  private static Map<String, Object> when(
      String key, String value, Map<String, Object> consequence) {
    return Map.of(
        "if",
        Map.of("required", List.of(key), "properties", Map.of(key, Map.of("const", value))),
        "then",
        consequence);
  }

  private static Map<String, Object> reference(String definition) {
    return Map.of("$ref", "#/$defs/" + definition);
  }

  private static List<String> scalarsAnd(String... more) {
    return Stream.concat(Stream.of("string", "number", "boolean"), Stream.of(more)).toList();
  }
}
