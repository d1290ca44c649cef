package dev.fairway.language;

import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Filters;
import dev.fairway.model.campaign.Filters.Match;
import dev.fairway.model.campaign.Filters.Rule;
import dev.fairway.model.campaign.History;
import dev.fairway.model.campaign.MatchText;
import dev.fairway.model.campaign.MembershipRule;
import dev.fairway.model.campaign.Operator;
import dev.fairway.model.campaign.Reference;
import dev.fairway.model.campaign.Schema;
import dev.fairway.model.campaign.SpecialRule;
import dev.fairway.model.campaign.TimeFrame;
import dev.fairway.model.campaign.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads `match` and `rules`.
final class FilterReader {
  private static final List<String> KEYS = List.of("field", "type", "op", "value");

  /// What a rule may begin with.
  private static final List<String> HEADS =
      Stream.concat(
              Stream.of("field", "special", "activity", "campaign"),
              Arrays.stream(MembershipRule.values()).map(MembershipRule::key))
          .toList();

  private static final List<String> TYPES =
      Arrays.stream(FieldType.values()).map(FieldType::label).toList();

  private static final int MAX_RULES = 200;
  private static final int MAX_VALUES = 1_000;

  private final Schema schema;
  private final ReferenceReader references;

  /// Those that may be used here.
  private final List<MembershipRule> memberships;

  private FilterReader(
      Schema schema, ReferenceReader references, List<MembershipRule> memberships) {
    this.schema = schema;
    this.references = references;
    this.memberships = memberships;
  }

  /// @param references gathers the declarations that rules name
  static FilterReader ofCampaign(Schema schema, ReferenceReader references) {
    return new FilterReader(schema, references, List.of(MembershipRule.values()));
  }

  /// A segment by rules may not ask for segments: which one a lead is in could then go round in a
  /// circle.
  static FilterReader ofSegment(Schema schema) {
    return new FilterReader(
        schema,
        new ReferenceReader(schema.assets()),
        Arrays.stream(MembershipRule.values())
            .filter(rule -> rule != MembershipRule.SEGMENT)
            .toList());
  }

  Filters read(Place place) {
    Map<String, Place> entries = place.entries(List.of("match", "rules"));
    Optional<Place> rules = place.required(entries, "rules");
    List<Place> items = rules.map(Place::items).orElse(List.of());
    if (items.size() > MAX_RULES)
      rules.ifPresent(each -> each.problem("has more than " + MAX_RULES + " rules"));
    List<Rule> read = new ArrayList<>();
    for (Place item : items) rule(item).ifPresent(read::add);
    Place match = entries.get("match");
    return new Filters(match == null ? new Match.All() : match(match, items.size()), read);
  }

  private static Match match(Place place, int rules) {
    Optional<String> text = place.text();
    if (text.isEmpty() || text.get().equals("all")) return new Match.All();
    if (text.get().equals("any")) return new Match.Any();
    return switch (MatchText.parse(text.get(), rules)) {
      case MatchText.Parsed.Tree(Filters.Node root) -> new Match.Advanced(root);
      case MatchText.Parsed.Wrong(String message) -> {
        place.problem(message, List.of("all", "any", "1 and (2 or 3)"));
        yield new Match.All();
      }
    };
  }

  private Optional<Rule> rule(Place place) {
    Map<String, Place> entries = place.isMap() ? place.entries() : Map.of();
    Place special = entries.get("special");
    if (special != null) return special(place, special);
    if (entries.containsKey("field")) return ofField(place).map(rule -> rule);
    if (entries.containsKey("activity")) return ofActivity(place);
    if (entries.containsKey("campaign")) return ofCampaign(place);
    for (MembershipRule rule : MembershipRule.values()) {
      Place at = entries.get(rule.key());
      if (at != null) return ofMembership(place, rule, at);
    }
    place.entries(Stream.concat(HEADS.stream(), KEYS.stream().skip(1)).toList());
    for (String key : List.of("field", "op")) place.required(entries, key);
    return Optional.empty();
  }

  private Optional<Rule> ofActivity(Place place) {
    Map<String, Place> entries =
        place.entries(List.of("activity", "op", "within", "atLeast", "where"));
    Optional<String> type =
        place.required(entries, "activity").flatMap(each -> activity(each, schema));
    boolean done =
        find(entries, "op")
            .flatMap(
                each -> each.oneOf("operator", List.of(CampaignJson.DONE, CampaignJson.NOT_DONE)))
            .map(CampaignJson.DONE::equals)
            .orElse(true);
    Optional<Duration> within = find(entries, "within").flatMap(SpecReader::duration);
    int atLeast = find(entries, "atLeast").flatMap(each -> each.whole(1, History.MOST)).orElse(1);
    if (type.isEmpty()) return Optional.empty();
    Schema.Names data = schema.names(type.stream().toList(), Set.of());
    List<Rule.OfField> where = new ArrayList<>();
    for (Place item : find(entries, "where").map(Place::items).orElse(List.of()))
      if (item.isMap()) ofData(item, data).ifPresent(where::add);
      else item.problem("must be a rule: { field: ..., op: ..., value: ... }");
    return Optional.of(new Rule.OfActivity(type.get(), done, within, atLeast, where));
  }

  /// Entries of a campaign that a lead may enter every time are known as long as its tasks are.
  private Optional<Rule> ofCampaign(Place place) {
    Map<String, Place> entries = place.entries(List.of("campaign", "op", "within"));
    Optional<Place> at = place.required(entries, "campaign");
    Optional<String> name =
        at.flatMap(each -> each.name("a campaign"))
            .filter(each -> {
              boolean known = schema.campaigns().containsKey(each);
              if (!known) at.get().unknown("campaign", each, schema.campaigns().keySet());
              return known;
            });
    boolean member =
        find(entries, "op")
            .flatMap(each ->
                each.oneOf("operator", List.of(CampaignJson.MEMBER, CampaignJson.NOT_MEMBER)))
            .map(CampaignJson.MEMBER::equals)
            .orElse(true);
    Optional<Duration> within = find(entries, "within").flatMap(SpecReader::duration);
    boolean every = name.map(each -> schema.campaigns().getOrDefault(each, false)).orElse(false);
    Duration most = Rule.OfCampaign.REMEMBERED;
    if (every && within.filter(each -> each.compareTo(most) <= 0).isEmpty())
      find(entries, "within")
          .orElse(place)
          .problem(
              "a lead may enter "
                  + name.orElseThrow()
                  + " every time: such entries are known for 14d, so within must be 14d at most",
              List.of("within: 14d"));
    return name.map(each -> new Rule.OfCampaign(each, member, within));
  }

  private static Optional<Place> find(Map<String, Place> entries, String key) {
    return Optional.ofNullable(entries.get(key));
  }

  /// A type whose events become part of the history.
  static Optional<String> activity(Place place, Schema schema) {
    Optional<String> type = SpecReader.eventType(place, schema);
    boolean kept = type.map(schema.eventTypes()::get).map(Schema.EventType::activity).orElse(true);
    if (kept) return type;
    place.problem(
        "\""
            + type.orElseThrow()
            + "\" has activity: false: it never stands in a lead's history, where it would be looked for");
    return Optional.empty();
  }

  /// @param at its key
  private Optional<Rule> ofMembership(Place place, MembershipRule rule, Place at) {
    if (!memberships.contains(rule)) {
      place.problem(
          "a segment cannot ask for a " + rule.key(),
          HEADS.stream().filter(head -> !head.equals(rule.key())).toList());
      return Optional.empty();
    }
    List<String> keys = new ArrayList<>(List.of(rule.key(), "is"));
    rule.place().map(MembershipRule.Place::key).ifPresent(keys::add);
    Map<String, Place> entries = place.entries(keys);
    Optional<String> name = references.read(rule.type(), at, entries);
    List<String> places = rule.place().map(in -> places(place, entries, at, in)).orElse(List.of());
    Optional<String> word =
        Optional.ofNullable(entries.get("is")).flatMap(each -> each.oneOf("value", rule.words()));
    boolean is = !word.equals(Optional.of(rule.words().getLast()));
    return name.map(each -> new Rule.OfMembership(rule, each, places, is));
  }

  /// One place or a list of them.
  private List<String> places(
      Place rule, Map<String, Place> entries, Place owner, MembershipRule.Place in) {
    if (in.required()) rule.required(entries, in.key());
    Place value = entries.get(in.key());
    if (value == null) return List.of();
    String beside = ((Reference.Part) in.type().reference().orElseThrow()).beside();
    List<String> places = new ArrayList<>();
    for (Place item : value.oneOrMore())
      references.read(in.type(), item, Map.of(beside, owner)).ifPresent(places::add);
    if (value.isList() && value.items().isEmpty())
      value.problem("must name at least one " + in.type().label());
    return places;
  }

  private static Optional<Rule> special(Place place, Place at) {
    Optional<SpecialRule> rule =
        at.oneOf("special rule", SpecialRule.labels()).flatMap(SpecialRule::of);
    if (rule.isEmpty()) return Optional.empty();
    Optional<String> field = rule.get().field();
    String key = field.isPresent() ? "is" : "percent";
    Optional<Place> value = place.required(place.entries(List.of("special", key)), key);
    return field.isPresent()
        ? value
            .flatMap(Place::flag)
            .map(is ->
                new Rule.OfField(field.get(), FieldType.BOOLEAN, Operator.IS, List.<Object>of(is)))
        : value.flatMap(each -> each.whole(1, 100)).map(Rule.RandomSample::new);
  }

  private Optional<Rule.OfField> ofField(Place place) {
    Map<String, Place> entries = place.entries(KEYS);
    Optional<String> field =
        place
            .required(entries, "field")
            .flatMap(each -> each.oneOf("field", schema.fields().keySet()));
    Optional<FieldType> type =
        field
            .flatMap(name -> Optional.ofNullable(schema.fields().get(name)))
            .filter(known -> stillOf(entries.get("type"), field.orElseThrow(), known));
    return compared(place, entries, field, type);
  }

  /// Of an activity's data; what is not declared has the type that the rule says.
  private Optional<Rule.OfField> ofData(Place place, Schema.Names data) {
    Map<String, Place> entries = place.entries(KEYS);
    Optional<String> field =
        place
            .required(entries, "field")
            .flatMap(each ->
                data.eventClosed()
                    ? each.oneOf("field", data.event().keySet())
                    : each.name("a field"));
    FieldType declared =
        field.map(name -> data.event().getOrDefault(name, FieldType.ANY)).orElse(FieldType.ANY);
    Place said = entries.get("type");
    Optional<FieldType> type =
        declared == FieldType.ANY && said != null
            ? said.oneOf("type", TYPES).flatMap(FieldType::of)
            : Optional.of(declared).filter(known -> stillOf(said, field.orElse(""), known));
    return compared(place, entries, field, type);
  }

  private static Optional<Rule.OfField> compared(
      Place place, Map<String, Place> entries, Optional<String> named, Optional<FieldType> known) {
    Optional<Place> opPlace = place.required(entries, "op");
    Optional<Operator> op =
        opPlace.flatMap(each -> each.oneOf("operator", Operator.labels())).flatMap(Operator::of);
    if (named.isEmpty() || known.isEmpty() || op.isEmpty()) return Optional.empty();
    String field = named.get();
    FieldType type = known.get();
    if (!op.get().suits(type)) {
      opPlace.ifPresent(each ->
          each.problem(
              "\"" + op.get().label() + "\" does not suit " + field + ", a " + type.label(),
              Operator.labels(type)));
      return Optional.empty();
    }
    return operands(place, entries, op.get(), type)
        .map(values -> new Rule.OfField(field, type, op.get(), values));
  }

  /// A rule that was stored says the type it was made for.
  private static boolean stillOf(@Nullable Place said, String field, FieldType type) {
    if (said == null || said.text().equals(Optional.of(type.label()))) return true;
    said.problem("\"" + field + "\" is a " + type.label(), List.of(type.label()));
    return false;
  }

  private static Optional<List<Object>> operands(
      Place place, Map<String, Place> entries, Operator op, FieldType type) {
    Place value = entries.get("value");
    if (op.operands() == Operator.Operands.NONE) {
      if (value != null && !(value.isList() && value.items().isEmpty()))
        value.problem("\"" + op.label() + "\" takes no value");
      return Optional.of(List.of());
    }
    if (value == null) {
      place.required(entries, "value");
      return Optional.empty();
    }
    return switch (op.operands()) {
      case DURATION -> SpecReader.duration(value).map(List::<Object>of);
      case FRAME ->
          value
              .oneOf("time frame", TimeFrame.labels())
              .flatMap(TimeFrame::of)
              .map(List::<Object>of);
      case NONE, ONE, TWO, SOME -> values(value, op, type);
    };
  }

  private static Optional<List<Object>> values(Place value, Operator op, FieldType type) {
    List<Place> items = value.oneOrMore();
    if (!rightCount(value, items.size(), op)) return Optional.empty();
    List<Object> values = new ArrayList<>();
    for (Place item : items) operand(item, type).ifPresent(values::add);
    if (values.size() < items.size()) return Optional.empty();
    if (op.operands() == Operator.Operands.TWO && descending(values)) {
      value.problem("the lower bound comes first");
      return Optional.empty();
    }
    return Optional.of(values);
  }

  private static boolean rightCount(Place value, int count, Operator op) {
    String wrong =
        switch (op.operands()) {
          case NONE, DURATION, FRAME -> "";
          case ONE -> count == 1 ? "" : "\"" + op.label() + "\" takes one value";
          case TWO -> count == 2 ? "" : "\"between\" takes two values, as [1, 10]";
          case SOME ->
              count >= 1 && count <= MAX_VALUES ? "" : "takes 1 to " + MAX_VALUES + " values";
        };
    if (!wrong.isEmpty()) value.problem(wrong);
    return wrong.isEmpty();
  }

  private static Optional<Object> operand(Place place, FieldType type) {
    Optional<String> text = place.text();
    if (text.isEmpty()) return Optional.empty();
    if (Tokens.in(text.get())) {
      place.problem("tokens are not possible in filters");
      return Optional.empty();
    }
    return switch (read(text.get(), type)) {
      case FieldType.Reading.Value(Object value) -> Optional.of(value);
      case FieldType.Reading.Empty() -> {
        place.problem("must not be empty", List.of("is empty", "is not empty"));
        yield Optional.empty();
      }
      case FieldType.Reading.Wrong(String message) -> {
        place.problem(message, List.of(type.label()));
        yield Optional.empty();
      }
    };
  }

  /// A part of an address is a fair operand of "contains", half a point of an integer field.
  private static FieldType.Reading read(String text, FieldType type) {
    if (type.textual() || type == FieldType.STRINGS) return FieldType.STRING.read(text);
    FieldType.Reading exact = type.read(text);
    if (!(exact instanceof FieldType.Reading.Wrong)) return exact;
    FieldType wider =
        switch (type) {
          case INTEGER, SCORE -> FieldType.FLOAT;
          case DATETIME -> FieldType.DATE;
          default -> type;
        };
    return wider.read(text) instanceof FieldType.Reading.Value value ? value : exact;
  }

  private static boolean descending(List<Object> bounds) {
    Object low = bounds.getFirst();
    Object high = bounds.getLast();
    if (low instanceof Number a && high instanceof Number b)
      return a.doubleValue() > b.doubleValue();
    String from = low.toString();
    String to = high.toString();
    if (from.length() == 10 || to.length() == 10)
      return from.substring(0, 10).compareTo(to.substring(0, 10)) > 0;
    return Instant.parse(from).isAfter(Instant.parse(to));
  }
}
