package dev.fairway.model.campaign;

import dev.fairway.model.Priority;
import dev.fairway.model.campaign.Campaign.Choice;
import dev.fairway.model.campaign.Campaign.Condition;
import dev.fairway.model.campaign.Campaign.Exit;
import dev.fairway.model.campaign.Campaign.Expression;
import dev.fairway.model.campaign.Campaign.Guard;
import dev.fairway.model.campaign.Campaign.OnError;
import dev.fairway.model.campaign.Campaign.Retry;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.Campaign.Trigger;
import dev.fairway.model.campaign.Declaration.Asset;
import dev.fairway.model.campaign.Filters.Match;
import dev.fairway.model.campaign.Filters.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// The canonical definition of a campaign: a JSON object as maps, lists, String, Long, Double and
/// Boolean. Equal campaigns have equal definitions, and reading one needs neither the schema nor a
/// parser of YAML or CEL.
public final class CampaignJson {
  /// What `op` of an activity rule may say; without it, the first.
  public static final String DONE = "done";

  public static final String NOT_DONE = "not done";

  /// Likewise of a rule over campaigns.
  public static final String MEMBER = "member";

  public static final String NOT_MEMBER = "not member";

  /// Key of [Schedule]: only such campaigns have it.
  public static final String SCHEDULE = "schedule";

  private CampaignJson() {}

  public static Map<String, Object> write(Campaign campaign) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", campaign.name());
    campaign.program().ifPresent(program -> json.put("program", program));
    json.put("triggers", list(campaign.triggers(), CampaignJson::trigger));
    campaign.schedule().ifPresent(schedule -> json.put(SCHEDULE, ScheduleText.write(schedule)));
    json.put("filters", filters(campaign.filters()));
    json.put("qualification", qualification(campaign.qualification()));
    json.put("priority", campaign.priority().name().toLowerCase(Locale.ROOT));
    json.put("onError", campaign.onError().label());
    json.put("tokens", new TreeMap<>(campaign.tokens()));
    json.put("fields", labels(campaign.fields()));
    if (!campaign.assets().declared().isEmpty())
      json.put(
          "assets", list(List.copyOf(campaign.assets().declared().values()), CampaignJson::asset));
    if (!campaign.exits().isEmpty()) json.put("exitOn", list(campaign.exits(), CampaignJson::exit));
    if (campaign.executable()) json.put("executable", true);
    json.put("flow", list(campaign.flow(), CampaignJson::step));
    return json;
  }

  private static Map<String, Object> asset(Asset asset) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", asset.kind().label());
    json.put("name", asset.name());
    json.put("spec", asset.spec());
    return json;
  }

  private static Map<String, Object> exit(Exit exit) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("on", exit.on());
    exit.where().ifPresent(where -> json.put("where", expression(where)));
    return json;
  }

  private static Map<String, Object> trigger(Trigger trigger) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("on", trigger.on());
    trigger.where().ifPresent(where -> json.put("where", expression(where)));
    if (!trigger.guards().isEmpty())
      json.put(
          "guards",
          list(trigger.guards(), guard -> Map.of("path", guard.path(), "values", guard.values())));
    return json;
  }

  private static Map<String, Object> expression(Expression expression) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("cel", expression.source());
    json.put("uses", labels(expression.uses()));
    json.put("compiled", expression.compiled());
    return json;
  }

  static Map<String, Object> labels(Map<String, FieldType> types) {
    Map<String, Object> labels = new TreeMap<>();
    types.forEach((name, type) -> labels.put(name, type.label()));
    return labels;
  }

  /// Rules and how they combine, as files write them.
  public static Map<String, Object> filters(Filters filters) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(
        "match",
        switch (filters.match()) {
          case Match.All() -> "all";
          case Match.Any() -> "any";
          case Match.Advanced(Filters.Node root) -> MatchText.format(root);
        });
    json.put("rules", list(filters.rules(), CampaignJson::rule));
    return json;
  }

  /// A rule as files write it.
  public static Map<String, Object> rule(Rule rule) {
    Map<String, Object> json = new LinkedHashMap<>();
    switch (rule) {
      case Rule.OfField(String field, FieldType type, Operator op, List<Object> value) -> {
        json.put("field", field);
        json.put("type", type.label());
        json.put("op", op.label());
        json.put("value", list(value, CampaignJson::operand));
      }
      case Rule.RandomSample(int percent) -> {
        json.put("special", SpecialRule.RANDOM_SAMPLE.label());
        json.put("percent", (long) percent);
      }
      case Rule.OfActivity activity -> {
        json.put("activity", activity.type());
        if (!activity.done()) json.put("op", NOT_DONE);
        activity.within().ifPresent(within -> json.put("within", DurationText.format(within)));
        if (activity.atLeast() != 1) json.put("atLeast", (long) activity.atLeast());
        if (!activity.where().isEmpty())
          json.put("where", list(activity.where(), CampaignJson::rule));
      }
      case Rule.OfCampaign(String campaign, boolean member, Optional<Duration> within) -> {
        json.put("campaign", campaign);
        if (!member) json.put("op", NOT_MEMBER);
        within.ifPresent(span -> json.put("within", DurationText.format(span)));
      }
      case Rule.OfMembership(MembershipRule of, String name, List<String> places, boolean is) -> {
        json.put(of.key(), name);
        if (!places.isEmpty()) json.put(of.place().orElseThrow().key(), places);
        if (!is) json.put("is", of.words().getLast());
      }
    }
    return json;
  }

  private static Object operand(Object value) {
    return switch (value) {
      case Duration duration -> DurationText.format(duration);
      case TimeFrame frame -> frame.label();
      default -> value;
    };
  }

  private static Object qualification(Qualification qualification) {
    return switch (qualification) {
      case Qualification.Once() -> "once";
      case Qualification.Every() -> "every";
      case Qualification.Per(Duration period) -> Map.of("per", DurationText.format(period));
    };
  }

  private static Map<String, Object> step(Step step) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("step", step.id());
    json.put("do", step.action());
    json.put("with", with(step.with()));
    if (!step.choices().isEmpty()) json.put("choices", list(step.choices(), CampaignJson::choice));
    json.put(
        "retry",
        Map.of(
            "attempts",
            (long) step.retry().attempts(),
            "first",
            DurationText.format(step.retry().first()),
            "max",
            DurationText.format(step.retry().max())));
    step.onError().ifPresent(onError -> json.put("onError", onError.label()));
    if (!step.nested().isEmpty()) {
      Map<String, Object> nested = new TreeMap<>();
      step.nested().forEach((key, steps) -> nested.put(key, list(steps, CampaignJson::step)));
      json.put("nested", nested);
    }
    return json;
  }

  private static Map<String, Object> with(Map<String, Object> with) {
    Map<String, Object> json = new TreeMap<>();
    with.forEach(
        (name, value) -> json.put(name, value instanceof Expression cel ? expression(cel) : value));
    return json;
  }

  private static Map<String, Object> choice(Choice choice) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (choice.when().isPresent())
      json.put(
          "when",
          switch (choice.when().get()) {
            case Condition.Cel(Expression expression) -> expression(expression);
            case Condition.Rules(Filters filters) -> filters(filters);
          });
    if (choice.nothing()) json.put("nothing", true);
    if (!choice.with().isEmpty()) json.put("with", with(choice.with()));
    return json;
  }

  private static <T> List<Object> list(List<T> values, Function<T, ?> each) {
    List<Object> json = new ArrayList<>(values.size());
    for (T value : values) json.add(each.apply(value));
    return json;
  }

  /// @throws IllegalArgumentException if `definition` is not what [#write] gives
  public static Campaign read(Map<String, Object> definition) {
    Definition json = new Definition(definition);
    return new Campaign(
        json.text("name"),
        json.has("program") ? Optional.of(json.text("program")) : Optional.empty(),
        json.each("triggers", CampaignJson::readTrigger),
        json.find(SCHEDULE).map(ScheduleText::read),
        readFilters(json.object("filters")),
        readQualification(json),
        Priority.valueOf(json.text("priority").toUpperCase(Locale.ROOT)),
        readOnError(json.text("onError")),
        json.texts("tokens"),
        json.types("fields"),
        Assets.NONE.with(json.each("assets", CampaignJson::readAsset)),
        json.each("exitOn", CampaignJson::readExit),
        json.has("executable"),
        json.each("flow", CampaignJson::readStep));
  }

  private static Asset readAsset(Definition json) {
    String kind = json.text("kind");
    if (DeclarationJson.read(kind, json.text("name"), json.object("spec").json())
        instanceof Asset asset) return asset;
    throw Definition.bad(kind);
  }

  private static Exit readExit(Definition json) {
    return new Exit(
        json.values("on").stream().map(String::valueOf).toList(),
        json.find("where").map(CampaignJson::readExpression));
  }

  private static Trigger readTrigger(Definition json) {
    return new Trigger(
        json.text("on"),
        json.find("where").map(CampaignJson::readExpression),
        json.each("guards", guard -> new Guard(guard.text("path"), guard.values("values"))));
  }

  private static Expression readExpression(Definition json) {
    return new Expression(json.text("cel"), json.types("uses"), json.text("compiled"));
  }

  static Filters readFilters(Definition json) {
    List<Rule> rules = json.each("rules", CampaignJson::readRule);
    String match = json.text("match");
    return switch (match) {
      case "all" -> new Filters(new Match.All(), rules);
      case "any" -> new Filters(new Match.Any(), rules);
      default ->
          switch (MatchText.parse(match, rules.size())) {
            case MatchText.Parsed.Tree(Filters.Node root) ->
                new Filters(new Match.Advanced(root), rules);
            case MatchText.Parsed.Wrong(String message) -> throw Definition.bad(message);
          };
    };
  }

  private static Rule readRule(Definition json) {
    if (json.has("special")) return new Rule.RandomSample((int) json.integer("percent"));
    if (json.has("activity")) return readActivity(json);
    if (json.has("campaign"))
      return new Rule.OfCampaign(json.text("campaign"), !json.has("op"), within(json));
    Optional<MembershipRule> of =
        json.keys().stream().map(MembershipRule::of).flatMap(Optional::stream).findFirst();
    if (of.isPresent())
      return new Rule.OfMembership(
          of.get(),
          json.text(of.get().key()),
          of.get().place().map(place -> json.strings(place.key())).orElse(List.of()),
          !json.has("is"));
    return readField(json);
  }

  private static Rule.OfActivity readActivity(Definition json) {
    return new Rule.OfActivity(
        json.text("activity"),
        !json.has("op"),
        within(json),
        json.has("atLeast") ? (int) json.integer("atLeast") : 1,
        json.each("where", CampaignJson::readField));
  }

  private static Optional<Duration> within(Definition json) {
    return json.has("within") ? Optional.of(json.duration("within")) : Optional.empty();
  }

  private static Rule.OfField readField(Definition json) {
    FieldType type = readType(json.text("type"));
    Operator op = Operator.of(json.text("op")).orElseThrow(() -> Definition.bad(json.text("op")));
    List<Object> operands =
        json.values("value").stream().map(value -> readOperand(type, op, value)).toList();
    return new Rule.OfField(json.text("field"), type, op, operands);
  }

  private static Object readOperand(FieldType type, Operator op, Object value) {
    return switch (op.operands()) {
      case DURATION -> Definition.duration(value);
      case FRAME ->
          TimeFrame.of(value.toString()).orElseThrow(() -> Definition.bad(value.toString()));
      // JSON writers may drop the `.0` of a float
      case NONE, ONE, TWO, SOME ->
          type == FieldType.FLOAT && value instanceof Long whole ? whole.doubleValue() : value;
    };
  }

  static FieldType readType(String label) {
    return FieldType.of(label).orElseThrow(() -> Definition.bad(label));
  }

  private static Qualification readQualification(Definition json) {
    if (!json.isText("qualification"))
      return new Qualification.Per(json.object("qualification").duration("per"));
    return json.text("qualification").equals("every")
        ? new Qualification.Every()
        : new Qualification.Once();
  }

  private static OnError readOnError(String label) {
    for (OnError onError : OnError.values()) if (onError.label().equals(label)) return onError;
    throw Definition.bad(label);
  }

  private static Step readStep(Definition json) {
    Definition retry = json.object("retry");
    return new Step(
        json.text("step"),
        json.text("do"),
        readWith(json.object("with")),
        json.each("choices", CampaignJson::readChoice),
        new Retry((int) retry.integer("attempts"), retry.duration("first"), retry.duration("max")),
        json.isText("onError") ? Optional.of(readOnError(json.text("onError"))) : Optional.empty(),
        json.find("nested").map(CampaignJson::readNested).orElse(Map.of()));
  }

  private static Map<String, List<Step>> readNested(Definition json) {
    Map<String, List<Step>> nested = new TreeMap<>();
    for (String key : json.keys()) nested.put(key, json.each(key, CampaignJson::readStep));
    return nested;
  }

  private static Choice readChoice(Definition json) {
    return new Choice(
        json.find("when")
            .map(when ->
                when.has("cel")
                    ? new Condition.Cel(readExpression(when))
                    : new Condition.Rules(readFilters(when))),
        json.has("nothing"),
        json.find("with").map(CampaignJson::readWith).orElse(Map.of()));
  }

  /// An object with `cel` and `compiled` is an expression: fields cannot be named so, as the
  /// catalogue's maps hold text only.
  private static Map<String, Object> readWith(Definition json) {
    Map<String, Object> with = new TreeMap<>();
    for (String name : json.keys()) {
      Optional<Definition> inner = json.find(name);
      if (inner.isPresent() && inner.get().isObject("uses"))
        with.put(name, readExpression(inner.get()));
      else with.put(name, json.value(name));
    }
    return with;
  }
}
