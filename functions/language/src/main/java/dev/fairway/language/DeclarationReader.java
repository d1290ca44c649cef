package dev.fairway.language;

import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.Declaration.Account;
import dev.fairway.model.campaign.Declaration.Fieldset;
import dev.fairway.model.campaign.Declaration.Kind;
import dev.fairway.model.campaign.Declaration.LeadList;
import dev.fairway.model.campaign.Declaration.ObjectType;
import dev.fairway.model.campaign.Declaration.Program;
import dev.fairway.model.campaign.Declaration.Segment;
import dev.fairway.model.campaign.Declaration.Segmentation;
import dev.fairway.model.campaign.Declaration.StageModel;
import dev.fairway.model.campaign.Declaration.Status;
import dev.fairway.model.campaign.Declaration.SubFlow;
import dev.fairway.model.campaign.Declaration.User;
import dev.fairway.model.campaign.Declaration.UserPool;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Filters;
import dev.fairway.model.campaign.Schema;
import dev.fairway.model.campaign.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Reads the `spec` of what a tenant declares. What is wrong in it is left out, so that who names
/// the rest is not blamed.
final class DeclarationReader {
  private static final int MAX_ITEMS = 200;
  private static final Pattern DESCRIPTION = Pattern.compile("(?s).{0,1000}");
  private static final Pattern PRINTABLE =
      Pattern.compile("(?!\\p{Z})[^\\p{C}\\p{Zl}\\p{Zp}]{1,80}(?<!\\p{Z})");
  private static final Pattern DOMAIN =
      Pattern.compile("(?=.{1,253}$)[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})+");

  private final String name;
  private final Place spec;
  private final Schema schema;

  private DeclarationReader(String name, Place spec, Schema schema) {
    this.name = name;
    this.spec = spec;
    this.schema = schema;
  }

  /// @param schema what it may name
  static Declaration read(Kind kind, String name, Place spec, Schema schema) {
    DeclarationReader reader = new DeclarationReader(name, spec, schema);
    return switch (kind) {
      case FIELDS -> reader.fields();
      case EVENT_TYPE -> reader.eventType();
      case LIST -> reader.list();
      case PROGRAM -> reader.program();
      case STAGE_MODEL -> reader.stageModel();
      case SEGMENTATION -> reader.segmentation();
      case ACCOUNT -> reader.account();
      case FIELDSET ->
          new Fieldset(name, reader.references("fields", "field", schema.fields().keySet()));
      case USER -> reader.user();
      case OBJECT_TYPE -> reader.objectType();
      case FLOW -> reader.flow();
      case POOL ->
          new UserPool(name, reader.references("users", "user", schema.assets().names(Kind.USER)));
    };
  }

  private Declaration fields() {
    Map<String, FieldType> fields = fieldTypes(spec);
    fields.forEach(
        (field, type) -> refuseChange(spec, field, type, Schema.STANDARD.fieldsOf(name)));
    return new Declaration.Fields(name, fields);
  }

  private Declaration eventType() {
    Map<String, Place> entries = spec.entries(List.of("data", "activity"));
    Optional<Place> data = spec.required(entries, "data");
    boolean activity = find(entries, "activity").flatMap(Place::flag).orElse(true);
    Map<String, FieldType> types = data.map(each -> types(each, true)).orElse(Map.of());
    Schema.EventType known = Schema.STANDARD.eventTypes().get(name);
    if (known != null && known.closed() && data.isPresent())
      types.forEach((field, type) -> refuseChange(data.get(), field, type, known.data()));
    return new Declaration.EventType(name, types, activity);
  }

  private LeadList list() {
    return new LeadList(
        name,
        find(spec.entries(List.of("description")), "description")
            .flatMap(each -> matching(each, DESCRIPTION, "must be at most 1000 characters"))
            .orElse(""));
  }

  private Program program() {
    Map<String, Place> entries =
        spec.entries(List.of("channel", "statuses", "memberData", "streams", "tokens"));
    List<Status> statuses = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    for (Place item : items(spec.required(entries, "statuses"))) {
      Map<String, Place> status = item(item, "name", "success");
      boolean success = find(status, "success").flatMap(Place::flag).orElse(false);
      item.required(status, "name")
          .flatMap(each -> unique(each, seen))
          .ifPresent(each -> statuses.add(new Status(each, success)));
    }
    return new Program(
        name,
        text(entries, "channel"),
        statuses,
        find(entries, "memberData").map(DeclarationReader::fieldTypes).orElse(Map.of()),
        find(entries, "streams").map(DeclarationReader::uniques).orElse(List.of()),
        find(entries, "tokens").map(DeclarationReader::tokens).orElse(Map.of()));
  }

  /// What else they may name, the campaigns that use them say.
  private static Map<String, String> tokens(Place place) {
    Map<String, String> tokens = SpecReader.tokens(place);
    place
        .entries()
        .values()
        .forEach(value ->
            Place.scalar(value).stream()
                .flatMap(text -> Tokens.unknownScopes(text).stream())
                .forEach(mistake -> value.problem(mistake.message(), mistake.allowed())));
    return tokens;
  }

  private StageModel stageModel() {
    Optional<Place> stages = spec.required(spec.entries(List.of("stages")), "stages");
    return new StageModel(name, stages.map(DeclarationReader::uniques).orElse(List.of()));
  }

  private Segmentation segmentation() {
    FilterReader rules = FilterReader.ofSegment(schema);
    List<Place> items = items(spec.required(spec.entries(List.of("segments")), "segments"));
    List<Segment> segments = new ArrayList<>();
    List<Place> bare = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    for (Place item : items) {
      Map<String, Place> segment = item(item, "segment", "filters");
      Optional<Filters> filters = find(segment, "filters").map(rules::read);
      if (filters.isEmpty()) bare.add(item);
      item.required(segment, "segment")
          .flatMap(each -> unique(each, seen))
          .ifPresent(each -> segments.add(new Segment(each, filters)));
    }
    if (bare.size() < items.size())
      for (Place item : bare)
        if (!item.equals(items.getLast()))
          item.problem(
              "needs filters: where one segment has them, only the last may do without",
              List.of("filters"));
    return new Segmentation(name, segments);
  }

  private Account account() {
    Map<String, Place> entries = spec.entries(List.of("name", "domain"));
    Optional<String> domain =
        find(entries, "domain")
            .flatMap(each -> matching(each, DOMAIN, "must be a domain such as acme.example"));
    return new Account(name, text(entries, "name"), domain.orElse(""));
  }

  private ObjectType objectType() {
    Map<String, Place> entries = spec.entries(List.of("key", "fields"));
    return new ObjectType(
        name,
        text(entries, "key"),
        spec.required(entries, "fields").map(DeclarationReader::fieldTypes).orElse(Map.of()));
  }

  private User user() {
    Map<String, Place> entries = spec.entries(List.of("email", "name"));
    Optional<String> email = spec.required(entries, "email").flatMap(DeclarationReader::email);
    return new User(name, email.orElse(""), text(entries, "name"));
  }

  /// As it stands: its steps are read when everything is known that they may name.
  private SubFlow flow() {
    Optional<Place> flow = spec.required(spec.entries(List.of("flow")), "flow");
    return new SubFlow(
        name, flow.filter(Place::isList).map(DeclarationReader::steps).orElse(List.of()));
  }

  private static List<Object> steps(Place flow) {
    return flow.items().stream().map(item -> item.tree().written()).toList();
  }

  private static Optional<String> email(Place place) {
    Optional<String> text = place.text();
    if (text.isEmpty()) return text;
    return switch (FieldType.EMAIL.read(text.get())) {
      case FieldType.Reading.Value(Object address) -> Optional.of(address.toString());
      case FieldType.Reading.Empty() -> {
        place.problem("must not be empty");
        yield Optional.empty();
      }
      case FieldType.Reading.Wrong(String message) -> {
        place.problem(message, List.of(FieldType.EMAIL.label()));
        yield Optional.empty();
      }
    };
  }

  /// A required list of what is declared elsewhere.
  private List<String> references(String key, String what, Collection<String> known) {
    Map<String, Integer> seen = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (Place item : items(spec.required(spec.entries(List.of(key)), key)))
      item.oneOf(what, known).flatMap(each -> unique(item, seen)).ifPresent(names::add);
    return names;
  }

  private static Optional<Place> find(Map<String, Place> entries, String key) {
    return Optional.ofNullable(entries.get(key));
  }

  private static List<Place> items(Optional<Place> list) {
    return list.map(DeclarationReader::items).orElse(List.of());
  }

  private static List<Place> items(Place list) {
    List<Place> items = list.items();
    if (list.isList() && items.isEmpty()) list.problem("must have at least one");
    if (items.size() > MAX_ITEMS) list.problem("has more than " + MAX_ITEMS);
    return items;
  }

  /// A map with the name under `key`, or the name alone.
  private static Map<String, Place> item(Place item, String key, String other) {
    return item.isMap() ? item.entries(List.of(key, other)) : Map.of(key, item);
  }

  private static List<String> uniques(Place list) {
    Map<String, Integer> seen = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (Place item : items(list)) unique(item, seen).ifPresent(names::add);
    return names;
  }

  /// @param seen names before it in the same list, and their lines
  private static Optional<String> unique(Place place, Map<String, Integer> seen) {
    Optional<String> text = printable(place);
    if (text.isEmpty()) return text;
    Integer first = seen.putIfAbsent(text.get(), place.tree().line());
    if (first == null) return text;
    place.problem("\"" + text.get() + "\" is already on line " + first);
    return Optional.empty();
  }

  private static Optional<String> printable(Place place) {
    return matching(
        place, PRINTABLE, "must be 1 to 80 printable characters, no space at either end");
  }

  private static Optional<String> matching(Place place, Pattern form, String expected) {
    Optional<String> text = place.text();
    if (text.isEmpty() || form.matcher(text.get()).matches()) return text;
    place.problem(expected);
    return Optional.empty();
  }

  private static String text(Map<String, Place> entries, String key) {
    return find(entries, key).flatMap(DeclarationReader::printable).orElse("");
  }

  private static Map<String, FieldType> fieldTypes(Place place) {
    return types(place, false);
  }

  /// @param data of an event: whatever name and type
  private static Map<String, FieldType> types(Place place, boolean data) {
    List<String> labels =
        Arrays.stream(FieldType.values())
            .filter(type -> data || type != FieldType.ANY)
            .map(FieldType::label)
            .toList();
    Map<String, FieldType> types = new TreeMap<>();
    place
        .entries()
        .forEach((field, value) -> {
          if (!data) Schema.nameProblem(field).ifPresent(value::problem);
          value
              .oneOf("type", labels)
              .flatMap(FieldType::of)
              .ifPresent(type -> types.put(field, type));
        });
    return types;
  }

  private static void refuseChange(
      Place place, String field, FieldType type, Map<String, FieldType> standard) {
    FieldType fixed = standard.get(field);
    if (fixed != null && fixed != type)
      place
          .entries()
          .getOrDefault(field, place)
          .problem(
              "\"" + field + "\" is standard and always " + fixed.label(), List.of(fixed.label()));
  }
}
