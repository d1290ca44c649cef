package dev.fairway.language;

import dev.fairway.language.ReadResult.Document;
import dev.fairway.model.Priority;
import dev.fairway.model.campaign.ActionSpec.ParameterType;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Campaign.Exit;
import dev.fairway.model.campaign.Campaign.Expression;
import dev.fairway.model.campaign.Campaign.OnError;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.Campaign.Trigger;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.Declaration.Kind;
import dev.fairway.model.campaign.DurationText;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Filters;
import dev.fairway.model.campaign.Nearest;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.model.campaign.Schedule;
import dev.fairway.model.campaign.ScheduleText;
import dev.fairway.model.campaign.Schema;
import dev.fairway.model.campaign.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the `spec` of a campaign.
final class SpecReader {
  static final List<String> KEYS =
      List.of(
          "triggers",
          CampaignJson.SCHEDULE,
          ScheduleText.MAX_MEMBERS,
          "filters",
          "qualification",
          "priority",
          "onError",
          "tokens",
          "exitOn",
          "executable",
          "flow");

  private static final int MAX_TRIGGERS = 50;
  private static final int MAX_TOKENS = 200;
  private static final Pattern TOKEN_NAME = Pattern.compile("my\\.[a-zA-Z][a-zA-Z0-9_-]{0,63}");
  private static final Pattern EVENT_TYPE = Pattern.compile("[!-~]{1,200}");

  private final Place spec;
  private final Map<String, Place> entries;
  private final Schema schema;
  private final Catalogue catalogue;

  private SpecReader(Place spec, Schema schema, Catalogue catalogue) {
    this.spec = spec;
    this.entries = spec.entries(KEYS);
    this.schema = schema;
    this.catalogue = catalogue;
  }

  /// @return empty if there are problems
  static Optional<Document.OfCampaign> read(
      String name, Optional<Place> program, Place spec, Schema schema, Catalogue catalogue) {
    int before = spec.findings().problems().size();
    Optional<Document.OfCampaign> campaign =
        new SpecReader(spec, schema, catalogue).read(name, program);
    return spec.findings().problems().size() > before ? Optional.empty() : campaign;
  }

  /// Whether a campaign could run the steps of a flow.
  static void check(String name, Place spec, Schema schema, Catalogue catalogue) {
    Place flow = spec.entries().get(Catalogue.FLOW);
    if (flow == null) return;
    Schema.Names names =
        schema.namesOfFlow(Tokens.own(flow.tree().written().toString()), Optional.empty());
    ReferenceReader references = new ReferenceReader(schema.assets());
    new FlowReader(schema, names, catalogue, references, false).readDeclared(name, flow);
  }

  private Optional<Document.OfCampaign> read(String name, Optional<Place> at) {
    ReferenceReader references = new ReferenceReader(schema.assets());
    Optional<Declaration.Program> program =
        at.flatMap(place -> references.read(ParameterType.PROGRAM, place, Map.of()))
            .filter(each -> schema.assets().names(Kind.PROGRAM).contains(each))
            .map(schema.assets()::program);
    Map<String, String> tokens = find("tokens").map(SpecReader::tokens).orElse(Map.of());
    Set<String> all = new TreeSet<>(tokens.keySet());
    program.ifPresent(each -> all.addAll(each.tokens().keySet()));
    boolean executable = find("executable").flatMap(Place::flag).orElse(false);
    if (executable) refuse("a campaign that is executable", "triggers", "exitOn", "schedule");
    Optional<Schedule> schedule = executable ? Optional.empty() : schedule();
    List<Trigger> triggers = executable ? List.of() : triggers(name);
    Schema.Names names =
        executable
            ? schema.namesOfFlow(all, program)
            : schema.names(triggers.stream().map(Trigger::on).toList(), all, program);
    entries("tokens").forEach((key, value) -> checkOwn(value, names, references));
    at.ifPresent(
        place -> program.ifPresent(each -> checkTokens(place, each, tokens, names, references)));
    FilterReader rules = FilterReader.ofCampaign(schema, references);
    Filters filters = find("filters").map(rules::read).orElse(Filters.NONE);
    Qualification qualification =
        find("qualification").flatMap(SpecReader::qualification).orElse(new Qualification.Once());
    OnError onError = find("onError").flatMap(SpecReader::onError).orElse(OnError.DEAD_LETTER);
    Optional<Priority> own = find("priority").flatMap(SpecReader::priority);
    FlowReader flow = new FlowReader(schema, names, catalogue, references, executable);
    List<Exit> exits = exits(names, references);
    List<Step> steps = spec.required(entries, "flow").map(flow::readAll).orElse(List.of());
    if (steps.isEmpty()) return Optional.empty();
    Priority priority = own.orElseGet(() -> catalogue.priority(steps));
    Map<String, FieldType> fields = new TreeMap<>(flow.fields());
    fields.putAll(references.company());
    Campaign campaign =
        new Campaign(
            name,
            program.map(Declaration.Program::name),
            triggers,
            schedule,
            filters,
            qualification,
            priority,
            onError,
            tokens,
            fields,
            references.named(),
            exits,
            executable,
            steps);
    return Optional.of(
        new Document.OfCampaign(campaign, CampaignJson.write(campaign), flow.children()));
  }

  /// What such a campaign has not: an executable one is begun by its parent's step, which waits for
  /// it; a scheduled one by the clock.
  private void refuse(String what, String... keys) {
    for (String key : keys) find(key).ifPresent(place -> place.problem(what + " has no " + key));
  }

  private boolean isScheduled() {
    return entries.containsKey(CampaignJson.SCHEDULE);
  }

  private Optional<Schedule> schedule() {
    if (isScheduled()) refuse("a campaign with a schedule", "triggers");
    else
      find(ScheduleText.MAX_MEMBERS)
          .ifPresent(place ->
              place.problem(
                  "maxMembers bounds scheduled runs: a campaign with triggers takes leads one by one"));
    Optional<Integer> most =
        find(ScheduleText.MAX_MEMBERS).flatMap(place -> place.whole(1, Integer.MAX_VALUE));
    OptionalInt maxMembers = most.map(OptionalInt::of).orElse(OptionalInt.empty());
    return find(CampaignJson.SCHEDULE).flatMap(place -> ScheduleReader.read(place, maxMembers));
  }

  /// By this event each of its leads comes in, so that acceptance needs to know nothing of runs.
  private List<Trigger> scheduled(String campaign, Place place) {
    Place where = place.with(new Tree.Scalar(own(campaign), false, place.tree().line()));
    return ExpressionReader.condition(
            where, schema.names(List.of(Schema.SCHEDULED), Set.of()), ExpressionReader.Use.TRIGGER)
        .map(checked ->
            new Trigger(Schema.SCHEDULED, Optional.of(checked.expression()), checked.guards()))
        .stream()
        .toList();
  }

  private Optional<Place> find(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  private Map<String, Place> entries(String key) {
    return find(key).filter(Place::isMap).map(Place::entries).orElse(Map.of());
  }

  private List<Trigger> triggers(String campaign) {
    if (isScheduled())
      return find(CampaignJson.SCHEDULE).map(place -> scheduled(campaign, place)).orElse(List.of());
    List<Trigger> triggers = new ArrayList<>();
    Optional<Place> place = spec.required(entries, "triggers");
    List<Place> items = place.map(Place::items).orElse(List.of());
    if (place.isPresent() && place.get().isList() && items.isEmpty())
      place.get().problem("must have at least one trigger");
    if (items.size() > MAX_TRIGGERS)
      place.ifPresent(each -> each.problem("has more than " + MAX_TRIGGERS + " triggers"));
    for (Place item : items) trigger(campaign, item).ifPresent(triggers::add);
    return triggers;
  }

  private List<Exit> exits(Schema.Names names, ReferenceReader references) {
    List<Exit> exits = new ArrayList<>();
    List<Place> items = find("exitOn").map(Place::items).orElse(List.of());
    if (items.size() > MAX_TRIGGERS)
      find("exitOn").ifPresent(each -> each.problem("has more than " + MAX_TRIGGERS));
    for (Place item : items) {
      Map<String, Place> exit = item.entries(List.of("on", "where"));
      List<String> on =
          item.required(exit, "on").map(place -> eventTypes(place, schema)).orElse(List.of());
      Optional<Expression> where =
          Optional.ofNullable(exit.get("where"))
              .flatMap(place ->
                  ExpressionReader.condition(
                      place,
                      schema.names(on, names.tokens(), names.program()),
                      ExpressionReader.Use.LEAD))
              .map(references::note)
              .map(ExpressionReader.Checked::expression);
      exits.add(new Exit(on, where));
    }
    return exits;
  }

  /// One type or a list of them, to wait for: they are found in the history.
  static List<String> eventTypes(Place place, Schema schema) {
    List<String> types = new ArrayList<>();
    for (Place item : place.oneOrMore()) FilterReader.activity(item, schema).ifPresent(types::add);
    if (place.isList() && place.items().isEmpty()) place.problem("must name at least one type");
    return types;
  }

  private Optional<Trigger> trigger(String campaign, Place place) {
    Map<String, Place> trigger = place.entries(List.of("on", "where"));
    Optional<String> on = place.required(trigger, "on").flatMap(each -> eventType(each, schema));
    if (on.isEmpty()) return Optional.empty();
    Place where =
        on.get().equals(Schema.REQUESTED)
            ? requested(campaign, place, trigger.get("where"))
            : trigger.get("where");
    if (where == null) return Optional.of(new Trigger(on.get(), Optional.empty(), List.of()));
    Schema.Names names = schema.names(List.of(on.get()), Set.of());
    return Optional.of(
        ExpressionReader.condition(where, names, ExpressionReader.Use.TRIGGER)
            .map(checked ->
                new Trigger(on.get(), Optional.of(checked.expression()), checked.guards()))
            .orElse(new Trigger(on.get(), Optional.empty(), List.of())));
  }

  /// A request is for the campaign it names.
  private static Place requested(String campaign, Place trigger, @Nullable Place where) {
    String own = own(campaign);
    if (where == null) return trigger.with(new Tree.Scalar(own, false, trigger.tree().line()));
    return where
        .text()
        .map(text ->
            where.with(new Tree.Scalar("(" + text + ") && " + own, false, where.tree().line())))
        .orElse(where);
  }

  private static String own(String campaign) {
    return "event.campaign == \"" + campaign + "\"";
  }

  static Optional<String> eventType(Place place, Schema schema) {
    Optional<String> type = place.text();
    if (type.isEmpty()) return type;
    if (!EVENT_TYPE.matcher(type.get()).matches()) {
      place.problem("\"" + type.get() + "\" is no event type: 1 to 200 printable characters");
      return Optional.empty();
    }
    if (type.get().equals(Schema.SCHEDULED)) {
      place.problem(
          Schema.SCHEDULED
              + " is the engine's own: a campaign that begins by the clock has a schedule");
      return Optional.empty();
    }
    if (!schema.eventTypes().containsKey(type.get()))
      place.warning(
          "event type \""
              + type.get()
              + "\" is not declared: its data is not checked"
              + Nearest.hint(type.get(), schema.eventTypes().keySet()));
    return type;
  }

  private static Optional<Qualification> qualification(Place place) {
    if (!place.isMap())
      return place
          .oneOf("qualification", List.of("once", "every", "{ per: 7d }"))
          .map(word -> word.equals("every") ? new Qualification.Every() : new Qualification.Once());
    return place
        .required(place.entries(List.of("per")), "per")
        .flatMap(SpecReader::duration)
        .map(Qualification.Per::new);
  }

  /// A positive duration of at most 10 years.
  static Optional<Duration> duration(Place place) {
    Optional<String> text = place.text();
    if (text.isEmpty()) return Optional.empty();
    return switch (DurationText.parse(text.get())) {
      case DurationText.Parsed.Wrong(String message) -> {
        place.problem(message, DurationText.UNITS);
        yield Optional.empty();
      }
      case DurationText.Parsed.Span(Duration span) -> {
        boolean fits = span.isPositive() && span.compareTo(Duration.ofDays(3_660)) <= 0;
        if (!fits) place.problem("must be longer than nothing and at most 3660d");
        yield fits ? Optional.of(span) : Optional.empty();
      }
    };
  }

  private static Optional<Priority> priority(Place place) {
    List<String> labels =
        Arrays.stream(Priority.values()).map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
    return place
        .oneOf("priority", labels)
        .map(label -> Priority.valueOf(label.toUpperCase(Locale.ROOT)));
  }

  static Optional<OnError> onError(Place place) {
    List<String> labels = Arrays.stream(OnError.values()).map(OnError::label).toList();
    return place.oneOf("onError", labels).map(label -> OnError.values()[labels.indexOf(label)]);
  }

  /// Own tokens, of a campaign or a program.
  static Map<String, String> tokens(Place place) {
    Map<String, String> tokens = new TreeMap<>();
    Map<String, Place> written = place.entries();
    if (written.size() > MAX_TOKENS) place.problem("has more than " + MAX_TOKENS + " tokens");
    written.forEach((key, value) -> {
      if (!TOKEN_NAME.matcher(key).matches())
        value.problem("\"" + key + "\" is no own token: its name begins with my., as my.rep");
      else value.text().ifPresent(text -> tokens.put(key.substring("my.".length()), text));
    });
    return tokens;
  }

  /// Those of the program that the campaign takes, with the names there are in it.
  private static void checkTokens(
      Place at,
      Declaration.Program program,
      Map<String, String> own,
      Schema.Names names,
      ReferenceReader references) {
    program
        .tokens()
        .forEach((name, text) -> {
          if (own.containsKey(name)) return;
          references.companyTokens(text, names);
          for (Tokens.Mistake mistake : Tokens.check(text, names, false))
            at.problem(
                "my." + name + " of program " + program.name() + ": " + mistake.message(),
                mistake.allowed());
        });
  }

  private static void checkOwn(Place value, Schema.Names names, ReferenceReader references) {
    value
        .text()
        .ifPresent(text -> {
          references.companyTokens(text, names);
          Tokens.check(text, names, false)
              .forEach(mistake -> value.problem(mistake.message(), mistake.allowed()));
        });
  }
}
