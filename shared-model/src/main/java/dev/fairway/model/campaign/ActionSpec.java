package dev.fairway.model.campaign;

import dev.fairway.model.Family;
import dev.fairway.model.Priority;
import dev.fairway.model.campaign.Declaration.Kind;
import dev.fairway.model.campaign.Declaration.Program;
import dev.fairway.model.campaign.Declaration.Segmentation;
import dev.fairway.model.campaign.Declaration.StageModel;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// One action of the catalogue: all that reading, checking and resolving a step need to know.
///
/// @param priority what it makes of a campaign that names no priority, see [Catalogue#priority]
/// @param anyOf if not empty, at least one of these parameters must be there
/// @param nesting which flows it may have inside
/// @param control it only says where the flow goes on, or when: every family executes it
public record ActionSpec(
    String name,
    Family family,
    Priority priority,
    List<ParameterSpec> parameters,
    List<String> anyOf,
    Nesting nesting,
    boolean control,
    Meaning meaning) {

  static ActionSpec of(
      String name, Family family, Priority priority, Meaning meaning, ParameterSpec... parameters) {
    return new ActionSpec(
        name, family, priority, List.of(parameters), List.of(), Nesting.NONE, false, meaning);
  }

  /// A step that only says where the flow goes on, or when.
  static ActionSpec control(
      String name, Nesting nesting, Meaning meaning, ParameterSpec... parameters) {
    return new ActionSpec(
        name, Family.FLOW, Priority.LOW, List.of(parameters), List.of(), nesting, true, meaning);
  }

  ActionSpec anyOf(List<String> names) {
    return new ActionSpec(name, family, priority, parameters, names, nesting, control, meaning);
  }

  /// What authors are told of an action.
  ///
  /// @param description what it does
  /// @param marketo what it is called there; empty if there is no such step
  /// @param changes what of the lead, or of others; empty if nothing
  /// @param emits types of the events that tell its effects
  /// @param skips reasons why nothing may happen; `{...}` stands for some name
  public record Meaning(
      String description, String marketo, String changes, List<String> emits, List<String> skips) {

    /// What does nothing else, until the others say more.
    public static Meaning of(String description) {
      return new Meaning(description, "", "", List.of(), List.of());
    }

    Meaning marketo(String step) {
      return new Meaning(description, step, changes, emits, skips);
    }

    Meaning changes(String what) {
      return new Meaning(description, marketo, what, emits, skips);
    }

    Meaning emits(String... types) {
      return new Meaning(description, marketo, changes, List.of(types), skips);
    }

    Meaning skips(String... reasons) {
      return new Meaning(description, marketo, changes, emits, List.of(reasons));
    }
  }

  /// Flows inside a step, by their keys in [Campaign.Step#nested].
  public sealed interface Nesting {
    Nesting NONE = new Named(List.of());

    /// Under keys of their own beside `with`.
    record Named(List<String> keys) implements Nesting {}

    /// `cases: [{when, flow}], otherwise`: keys 1, 2, ... and `otherwise`; which one it is stands
    /// in the parameter `branch`, which the cases set as choices do.
    record Cases() implements Nesting {}

    /// `branches: [{weight, flow}]`: keys 1, 2, ...; the weights stand in the parameter `weights`.
    record Branches() implements Nesting {}
  }

  public Optional<ParameterSpec> parameter(String name) {
    return parameters.stream().filter(parameter -> parameter.name().equals(name)).findFirst();
  }

  public List<String> parameterNames() {
    return parameters.stream().map(ParameterSpec::name).toList();
  }

  /// @param fallback value as text if absent; empty = none
  /// @param allowed the only values, as text; empty = any of the type
  public record ParameterSpec(
      String name,
      ParameterType type,
      boolean required,
      Optional<String> fallback,
      List<String> allowed,
      String description) {

    static ParameterSpec required(String name, ParameterType type, String description) {
      return new ParameterSpec(name, type, true, Optional.empty(), List.of(), description);
    }

    static ParameterSpec optional(String name, ParameterType type, String description) {
      return new ParameterSpec(name, type, false, Optional.empty(), List.of(), description);
    }

    static ParameterSpec optional(
        String name, ParameterType type, String fallback, String description) {
      return new ParameterSpec(name, type, false, Optional.of(fallback), List.of(), description);
    }

    static ParameterSpec oneOf(
        String name, String fallback, List<String> allowed, String description) {
      return new ParameterSpec(
          name, ParameterType.TEXT, false, Optional.of(fallback), allowed, description);
    }
  }

  /// What a parameter holds, and as what [Parameters] hands it to the action.
  public enum ParameterType {
    /// String.
    TEXT("text"),
    /// String of a-z, 0-9 and -.
    NAME("name"),
    /// Name of a field of the lead; takes no tokens, so that what it holds can be checked. String.
    FIELD("field"),
    /// The same, of a text or list field.
    TEXT_FIELD("text field"),
    /// The same, of a score field.
    SCORE_FIELD("score field"),
    /// Name of a field of companies; takes no tokens. String.
    COMPANY_FIELD("company field"),
    /// The same, of a score field.
    COMPANY_SCORE("company score field"),
    /// A value of the type of the company's field that `field` names; absent in the result = unset
    /// it.
    COMPANY_VALUE("company value"),
    /// A value of the type of the field that `attribute` names; absent in the result = unset it.
    VALUE("value"),
    /// Fields and their values. [dev.fairway.model.LeadPatch].
    FIELDS("fields"),
    /// [ScoreChange].
    SCORE_CHANGE("score change"),
    /// Long.
    INTEGER("integer"),
    /// Long, 1 or more.
    COUNT("count"),
    /// Boolean.
    BOOLEAN("boolean"),
    /// String, as [FieldType#DATE].
    DATE("date"),
    /// String, as [FieldType#DATETIME].
    DATETIME("datetime"),
    /// List of String.
    STRINGS("list of texts"),
    /// Such as `2d12h`; [java.time.Duration].
    DURATION("duration"),
    /// The same, longer than nothing.
    PERIOD("period"),
    /// A duration with a sign, `-3d`; [java.time.Duration].
    OFFSET("offset"),
    /// `[mon, fri]`; takes no tokens. Set of [java.time.DayOfWeek].
    WEEKDAYS("days of the week"),
    /// `09:00`; [java.time.LocalTime].
    TIME("time of day"),
    /// [java.time.LocalDate].
    DAY("day"),
    /// `lead`, `tenant` or an IANA name. String.
    ZONE("time zone"),
    /// Types of CloudEvents; takes no tokens. List of String.
    EVENT_TYPES("event types"),
    /// CEL that is true or false over the lead and an event of the types that `on` names; no
    /// tokens. [Campaign.Expression].
    CONDITION("condition"),
    /// The same over the lead, without an event.
    LEAD_CONDITION("condition on the lead"),
    /// Name of a campaign; takes no tokens. String.
    CAMPAIGN("campaign"),
    /// Id of a step of the same campaign; takes no tokens. String.
    STEP("step"),
    /// CEL whose result suits the field that `attribute` names; no tokens. [Campaign.Expression].
    EXPRESSION("expression"),
    /// Name of a declaration, from here on; takes no tokens, so that it can be checked. String.
    LIST("list", new Reference.Whole(Kind.LIST)),
    /// One or several of them. List of String.
    LISTS("lists"),
    PROGRAM("program", new Reference.Whole(Kind.PROGRAM)),
    STAGE_MODEL("stage model", new Reference.Whole(Kind.STAGE_MODEL)),
    SEGMENTATION("segmentation", new Reference.Whole(Kind.SEGMENTATION)),
    ACCOUNT("account", new Reference.Whole(Kind.ACCOUNT)),
    FIELDSET("fieldset", new Reference.Whole(Kind.FIELDSET)),
    USER("user", new Reference.Whole(Kind.USER)),
    POOL("pool", new Reference.Whole(Kind.POOL)),
    OBJECT("object type", new Reference.Whole(Kind.OBJECT_TYPE)),
    /// Fields of the object type that `object` names, and their values.
    /// [dev.fairway.model.LeadPatch].
    OBJECT_FIELDS("object fields"),
    /// Type of an event of the tenant's own; takes no tokens. String.
    EVENT_TYPE("event type"),
    /// What is behind `activity.custom.` in the type of a line of the history; takes no tokens. The
    /// whole type, a String.
    CUSTOM_ACTIVITY("custom activity"),
    /// Data of the event that `type` names. [dev.fairway.model.LeadPatch].
    EVENT_DATA("event data"),
    FLOW("flow", new Reference.Whole(Kind.FLOW)),
    /// Name of something inside the one that `program` names.
    PROGRAM_STATUS("status", ofProgram(Program::statusNames)),
    PROGRAM_STREAM("stream", ofProgram(Program::streams)),
    PROGRAM_DATA(
        "member data",
        ofProgram(program -> program.memberData().keySet().stream().sorted().toList())),
    /// A value of the type of the member data of `program` that `attribute` names; absent in the
    /// result = unset it.
    PROGRAM_VALUE("member data value"),
    /// As [#PROGRAM_STATUS], of the one that `model` names.
    STAGE("stage", Reference.part(Kind.STAGE_MODEL, "model", StageModel.class, StageModel::stages)),
    /// As [#PROGRAM_STATUS], of the one that `segmentation` names.
    SEGMENT(
        "segment",
        Reference.part(
            Kind.SEGMENTATION, "segmentation", Segmentation.class, Segmentation::segmentNames));

    private final String label;
    private final Optional<Reference> reference;

    ParameterType(String label) {
      this.label = label;
      this.reference = Optional.empty();
    }

    ParameterType(String label, Reference reference) {
      this.label = label;
      this.reference = Optional.of(reference);
    }

    private static Reference ofProgram(Function<Program, List<String>> parts) {
      return Reference.part(Kind.PROGRAM, "program", Program.class, parts);
    }

    public String label() {
      return label;
    }

    /// What it must name, if it is a reference.
    public Optional<Reference> reference() {
      return reference;
    }

    /// What comes out of a token may be nothing, and that means something: unset the value, or
    /// there is no such day.
    public boolean mayBeEmpty() {
      return this == VALUE || this == COMPANY_VALUE || this == PROGRAM_VALUE || this == DAY;
    }

    public boolean namesField() {
      return this == FIELD || this == TEXT_FIELD || this == SCORE_FIELD;
    }
  }
}
