package dev.fairway.model.campaign;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a tenant declares beside its campaigns.
public sealed interface Declaration {
  /// Kinds, as documents write them.
  enum Kind {
    FIELDS("Fields"),
    EVENT_TYPE("EventType"),
    LIST("List"),
    PROGRAM("Program"),
    STAGE_MODEL("StageModel"),
    SEGMENTATION("Segmentation"),
    ACCOUNT("Account"),
    FIELDSET("Fieldset"),
    USER("User"),
    POOL("Pool"),
    OBJECT_TYPE("ObjectType"),
    FLOW("Flow");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }

    /// It names fields or other declarations, which must be known before it is read.
    public boolean refers() {
      return this == SEGMENTATION || this == FIELDSET || this == POOL || this == FLOW;
    }

    public static Optional<Kind> of(String label) {
      return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
    }

    public static List<String> labels() {
      return Arrays.stream(values()).map(Kind::label).toList();
    }
  }

  String name();

  default Kind kind() {
    return switch (this) {
      case Fields fields -> Kind.FIELDS;
      case EventType type -> Kind.EVENT_TYPE;
      case LeadList list -> Kind.LIST;
      case Program program -> Kind.PROGRAM;
      case StageModel model -> Kind.STAGE_MODEL;
      case Segmentation segmentation -> Kind.SEGMENTATION;
      case Account account -> Kind.ACCOUNT;
      case Fieldset fieldset -> Kind.FIELDSET;
      case User user -> Kind.USER;
      case UserPool pool -> Kind.POOL;
      case ObjectType type -> Kind.OBJECT_TYPE;
      case SubFlow flow -> Kind.FLOW;
    };
  }

  /// Its canonical body, as it is stored beside kind and name, and as an author may write it.
  default Map<String, Object> spec() {
    return DeclarationJson.write(this);
  }

  /// The reverse of [#spec].
  ///
  /// @throws IllegalArgumentException if it is not what `spec()` gives
  static Declaration of(String kind, String name, Map<String, Object> spec) {
    return DeclarationJson.read(kind, name, spec);
  }

  /// Fields of leads or of companies.
  record Fields(String name, Map<String, FieldType> fields) implements Declaration {
    public static final String LEAD = "lead";
    public static final String COMPANY = "company";
  }

  /// Data of a CloudEvent type.
  ///
  /// @param activity its events become part of the lead's history
  record EventType(String name, Map<String, FieldType> data, boolean activity)
      implements Declaration {}

  /// What steps name.
  sealed interface Asset extends Declaration {}

  /// A list of leads.
  ///
  /// @param description for people; may be empty
  record LeadList(String name, String description) implements Asset {}

  /// What leads are members of with a status.
  ///
  /// @param channel for people; may be empty
  /// @param statuses in the order in which members advance; at least one
  /// @param memberData what is kept of a member
  /// @param streams of an engagement program, the one to begin with first; else none
  /// @param tokens `{{my.*}}` of its campaigns, unless they have their own of the name
  record Program(
      String name,
      String channel,
      List<Status> statuses,
      Map<String, FieldType> memberData,
      List<String> streams,
      Map<String, String> tokens)
      implements Asset {
    public Program(
        String name,
        String channel,
        List<Status> statuses,
        Map<String, FieldType> memberData,
        List<String> streams) {
      this(name, channel, statuses, memberData, streams, Map.of());
    }

    /// What `member.*` may name, and its types.
    public Map<String, FieldType> memberFields() {
      Map<String, FieldType> fields = new TreeMap<>(memberData);
      fields.putIfAbsent("status", FieldType.STRING);
      return fields;
    }

    public List<String> statusNames() {
      return statuses.stream().map(Status::name).toList();
    }
  }

  /// @param success a member that reaches it has succeeded
  record Status(String name, boolean success) {}

  /// @param stages in order
  record StageModel(String name, List<String> stages) implements Asset {}

  /// Every lead is in one segment: the first whose filters hold, or the one it was put into if none
  /// has filters.
  record Segmentation(String name, List<Segment> segments) implements Asset {
    public List<String> segmentNames() {
      return segments.stream().map(Segment::name).toList();
    }
  }

  /// @param filters of a segment by rules; the last may have none and takes everybody else
  record Segment(String name, Optional<Filters> filters) {}

  /// A named account.
  ///
  /// @param label for people; may be empty
  /// @param domain of its mail addresses; may be empty
  record Account(String name, String label, String domain) implements Asset {}

  /// @param fields of the lead
  record Fieldset(String name, List<String> fields) implements Asset {}

  /// Somebody who owns leads.
  ///
  /// @param label for people; may be empty
  record User(String name, String email, String label) implements Asset {}

  /// Users who take turns.
  record UserPool(String name, List<String> users) implements Asset {}

  /// Objects of the tenant's own, such as orders.
  ///
  /// @param key what their keys are, for people; may be empty
  record ObjectType(String name, String key, Map<String, FieldType> fields) implements Asset {}

  /// Steps that campaigns run as their own. What they mean, the campaign decides: its triggers, its
  /// tokens.
  ///
  /// @param steps as written: lists and maps of text
  record SubFlow(String name, List<Object> steps) implements Asset {}
}
