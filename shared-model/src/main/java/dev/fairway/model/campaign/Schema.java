package dev.fairway.model.campaign;

import static dev.fairway.model.campaign.FieldType.ANY;
import static dev.fairway.model.campaign.FieldType.BOOLEAN;
import static dev.fairway.model.campaign.FieldType.DATETIME;
import static dev.fairway.model.campaign.FieldType.EMAIL;
import static dev.fairway.model.campaign.FieldType.FLOAT;
import static dev.fairway.model.campaign.FieldType.INTEGER;
import static dev.fairway.model.campaign.FieldType.PHONE;
import static dev.fairway.model.campaign.FieldType.SCORE;
import static dev.fairway.model.campaign.FieldType.STRING;
import static dev.fairway.model.campaign.FieldType.STRINGS;
import static dev.fairway.model.campaign.FieldType.TEXT;
import static dev.fairway.model.campaign.FieldType.URL;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The fields of leads and companies, event types and assets that a tenant's campaigns may speak
/// of: the standard ones and its own.
///
/// @param campaigns by name; true: a lead may enter it every time
public record Schema(
    Map<String, FieldType> fields,
    Map<String, FieldType> company,
    Map<String, EventType> eventTypes,
    Assets assets,
    Map<String, Boolean> campaigns) {

  /// @param closed no other data field may be named; else others are dynamic
  /// @param activity its events become part of the lead's history
  public record EventType(
      String name, Map<String, FieldType> data, boolean closed, boolean activity) {
    private EventType(String name, Map<String, FieldType> data, boolean closed) {
      this(name, data, closed, true);
    }
  }

  /// Names that expressions and the API give another meaning.
  public static final Set<String> RESERVED = Set.of("id", "number", "version");

  /// What `campaign.request` says; a campaign that triggers on it hears its own name alone.
  public static final String REQUESTED = "campaign.requested";

  /// A run takes a lead in: between the engine and itself, nobody else sends or hears it. `run` is
  /// when it was due.
  public static final String SCHEDULED = "campaign.scheduled";

  private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]{0,63}");
  private static final Set<String> WORDS =
      Set.of(
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");

  /// What every tenant has.
  public static final Schema STANDARD =
      new Schema(standardFields(), standardCompany(), standardTypes(), Assets.NONE, Map.of());

  /// @return what is wrong with a field's name, if anything
  public static Optional<String> nameProblem(String name) {
    if (!NAME.matcher(name).matches())
      return Optional.of(
          "\"" + name + "\" is no field name: a letter, then letters, digits or _, at most 64");
    if (RESERVED.contains(name) || WORDS.contains(name))
      return Optional.of("\"" + name + "\" is reserved");
    return Optional.empty();
  }

  /// This schema and the tenant's declarations; a declared event type is closed, and keeps the data
  /// fields that this schema gives it.
  public Schema with(Collection<? extends Declaration> declarations) {
    Map<String, FieldType> ofLeads = new LinkedHashMap<>(fields);
    Map<String, FieldType> ofCompanies = new LinkedHashMap<>(company);
    Map<String, EventType> types = new LinkedHashMap<>(eventTypes);
    List<Declaration.Asset> own = new ArrayList<>();
    for (Declaration declaration : declarations) {
      switch (declaration) {
        case Declaration.Fields(String name, Map<String, FieldType> more) ->
            (name.equals(Declaration.Fields.COMPANY) ? ofCompanies : ofLeads).putAll(more);
        case Declaration.EventType(String name, Map<String, FieldType> data, boolean activity) -> {
          Map<String, FieldType> merged = new LinkedHashMap<>();
          EventType known = types.get(name);
          if (known != null) merged.putAll(known.data());
          merged.putAll(data);
          types.put(name, new EventType(name, merged, true, activity));
        }
        case Declaration.Asset asset -> own.add(asset);
      }
    }
    return new Schema(ofLeads, ofCompanies, types, assets.with(own), campaigns);
  }

  /// And these campaigns.
  public Schema withCampaigns(Map<String, Boolean> more) {
    if (more.isEmpty()) return this;
    Map<String, Boolean> all = new TreeMap<>(campaigns);
    all.putAll(more);
    return new Schema(fields, company, eventTypes, assets, all);
  }

  /// Standard fields of what `kind: Fields` of this name declares more of.
  public Map<String, FieldType> fieldsOf(String name) {
    return name.equals(Declaration.Fields.COMPANY) ? company : fields;
  }

  /// What field values are, or what is wrong with them.
  public sealed interface Checked {
    /// @param set in the types' own form
    /// @param clear given as null or empty
    record Valid(Map<String, Object> set, List<String> clear) implements Checked {}

    record Invalid(List<Problem> problems) implements Checked {}
  }

  /// Check values as the API or a file gives them; paths are `fields.<name>`.
  public Checked check(Map<String, ? extends @Nullable Object> given) {
    return check(given, fields);
  }

  /// The same of what has these fields.
  public static Checked check(
      Map<String, ? extends @Nullable Object> given, Map<String, FieldType> fields) {
    Map<String, Object> set = new TreeMap<>();
    List<String> clear = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    given.forEach((name, raw) -> {
      FieldType type = fields.get(name);
      if (type == null) {
        problems.add(unknown(name, fields));
      } else if (raw == null) {
        clear.add(name);
      } else {
        switch (type.read(raw)) {
          case FieldType.Reading.Value(Object value) -> set.put(name, value);
          case FieldType.Reading.Empty() -> clear.add(name);
          case FieldType.Reading.Wrong(String message) ->
              problems.add(new Problem("fields." + name, 0, message, List.of(type.label())));
        }
      }
    });
    return problems.isEmpty() ? new Checked.Valid(set, clear) : new Checked.Invalid(problems);
  }

  private static Problem unknown(String name, Map<String, FieldType> fields) {
    return new Problem(
        "fields." + name,
        0,
        "unknown field \"" + name + "\"" + Nearest.hint(name, fields.keySet()),
        List.copyOf(fields.keySet()));
  }

  /// The data of this type has the declared fields and no other.
  public boolean closed(String type) {
    EventType declared = eventTypes.get(type);
    return declared != null && declared.closed();
  }

  /// What a campaign with these triggers may name. A data field that two of its types declare
  /// differently is dynamic.
  public Names names(Collection<String> triggers, Set<String> tokens) {
    return names(triggers, tokens, Optional.empty());
  }

  /// The same for a campaign of a program.
  public Names names(
      Collection<String> triggers, Set<String> tokens, Optional<Declaration.Program> program) {
    Map<String, FieldType> data = new TreeMap<>();
    boolean closed = true;
    for (String trigger : triggers) {
      EventType type = eventTypes.get(trigger);
      if (type == null) {
        closed = false;
      } else {
        closed &= type.closed();
        type.data().forEach((name, own) -> data.merge(name, own, (a, b) -> a == b ? a : ANY));
      }
    }
    if (!closed && triggers.size() > 1) data.clear();
    return new Names(fields, company, data, closed, tokens, program, assets);
  }

  /// What a flow may name that does not know its campaigns: of the event, whatever there is.
  public Names namesOfFlow(Set<String> tokens, Optional<Declaration.Program> program) {
    return new Names(fields, company, Map.of(), false, tokens, program, assets);
  }

  /// @param eventClosed `event.*` names only what `event` has
  /// @param tokens names behind `my.`, without it
  public record Names(
      Map<String, FieldType> lead,
      Map<String, FieldType> company,
      Map<String, FieldType> event,
      boolean eventClosed,
      Set<String> tokens,
      Optional<Declaration.Program> program,
      Assets assets) {
    /// What `member.*` may be.
    public Map<String, FieldType> member() {
      return program.map(Declaration.Program::memberFields).orElse(Map.of());
    }
  }

  private static Map<String, FieldType> standardFields() {
    Map<String, FieldType> fields = new LinkedHashMap<>();
    fields.put("email", EMAIL);
    for (String name : List.of("firstName", "lastName", "name", "title")) fields.put(name, STRING);
    fields.put("phone", PHONE);
    for (String name :
        List.of(
            "company",
            "country",
            "state",
            "city",
            "postalCode",
            "language",
            "timeZone",
            "leadSource",
            "owner",
            "partition")) fields.put(name, STRING);
    for (String name : List.of("unsubscribed", "suspended", "blocklisted", "emailInvalid"))
      fields.put(name, BOOLEAN);
    fields.put("tags", STRINGS);
    return fields;
  }

  private static Map<String, FieldType> standardCompany() {
    Map<String, FieldType> fields = new LinkedHashMap<>();
    for (String name : List.of("name", "domain", "industry")) fields.put(name, STRING);
    fields.put("annualRevenue", FLOAT);
    fields.put("employees", INTEGER);
    for (String name : List.of("country", "state", "city", "postalCode", "street"))
      fields.put(name, STRING);
    fields.put("phone", PHONE);
    fields.put("website", URL);
    return fields;
  }

  /// Closed: those that our own actions emit. Open: what marketing systems send.
  private static Map<String, EventType> standardTypes() {
    Map<String, EventType> types = new LinkedHashMap<>();
    closed(types, "person.created", Map.of("reason", STRING, "source", STRING));
    closed(
        types,
        "person.dataChanged",
        Map.of(
            "attribute",
            STRING,
            "oldValue",
            ANY,
            "newValue",
            ANY,
            "reason",
            STRING,
            "source",
            STRING));
    closed(
        types,
        "person.scoreChanged",
        Map.of("score", STRING, "oldValue", SCORE, "newValue", SCORE, "reason", STRING));
    told(types, "person.upserted", "lookup", "value");
    told(types, "company.created", "company");
    closed(
        types,
        "company.dataChanged",
        Map.of(
            "company",
            STRING,
            "attribute",
            STRING,
            "oldValue",
            ANY,
            "newValue",
            ANY,
            "reason",
            STRING));
    closed(
        types,
        "company.scoreChanged",
        Map.of(
            "company",
            STRING,
            "score",
            STRING,
            "oldValue",
            SCORE,
            "newValue",
            SCORE,
            "reason",
            STRING));
    told(types, "object.created", "object", "key");
    told(types, "object.changed", "object", "key");
    told(types, "person.merged", "winner");
    closed(types, "person.interestingMoment", Map.of("type", STRING, "description", TEXT));
    closed(types, REQUESTED, Map.of("campaign", STRING, "reason", STRING));
    closed(types, SCHEDULED, Map.of("campaign", STRING, "run", DATETIME));
    for (String what : List.of("list", "fieldset", "account"))
      for (String done : List.of("added", "removed")) told(types, what + "." + done, what);
    told(types, "person.partitionChanged", "oldPartition", "newPartition");
    told(types, "person.stageChanged", "model", "oldStage", "newStage");
    told(types, "person.segmentChanged", "segmentation", "oldSegment", "newSegment");
    closed(
        types,
        "program.statusChanged",
        Map.of(
            "program",
            STRING,
            "oldStatus",
            STRING,
            "newStatus",
            STRING,
            "success",
            BOOLEAN,
            "reason",
            STRING));
    closed(
        types,
        "program.memberDataChanged",
        Map.of(
            "program",
            STRING,
            "attribute",
            STRING,
            "oldValue",
            ANY,
            "newValue",
            ANY,
            "reason",
            STRING));
    told(types, "program.removed", "program", "oldStatus");
    told(types, "nurture.added", "program", "stream");
    told(types, "nurture.trackChanged", "program", "oldStream", "newStream");
    told(types, "nurture.cadenceChanged", "program", "oldCadence", "newCadence");
    for (String state : List.of("granted", "withdrawn"))
      closed(
          types,
          "consent." + state,
          Map.of(
              "channel", STRING, "purpose", STRING, "source", STRING, "at", DATETIME, "reason",
              TEXT));
    open(types, "person.formFilled", Map.of("form", STRING, "page", URL));
    open(types, "page.visited", Map.of("page", URL, "referrer", URL));
    open(types, "link.clicked", Map.of("link", URL, "page", URL));
    for (String what :
        List.of(
            "delivered",
            "bounced",
            "softBounced",
            "opened",
            "clicked",
            "unsubscribed",
            "forwarded")) open(types, "email." + what, Map.of("email", STRING, "campaign", STRING));
    open(types, "email.clicked", Map.of("email", STRING, "campaign", STRING, "link", URL));
    return types;
  }

  private static void closed(
      Map<String, EventType> types, String name, Map<String, FieldType> data) {
    types.put(name, new EventType(name, data, true));
  }

  /// One of our own: these texts, and which campaign did it.
  private static void told(Map<String, EventType> types, String name, String... texts) {
    Map<String, FieldType> data = new TreeMap<>(Map.of("reason", STRING));
    for (String text : texts) data.put(text, STRING);
    closed(types, name, data);
  }

  private static void open(Map<String, EventType> types, String name, Map<String, FieldType> data) {
    types.put(name, new EventType(name, data, false));
  }
}
