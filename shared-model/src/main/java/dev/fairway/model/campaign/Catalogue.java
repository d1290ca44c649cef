package dev.fairway.model.campaign;

import static dev.fairway.model.campaign.ActionSpec.ParameterType.ACCOUNT;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.BOOLEAN;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.CONDITION;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.DATE;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.DATETIME;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.DAY;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.DURATION;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.EVENT_TYPES;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.EXPRESSION;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.FIELD;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.FIELDS;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.FIELDSET;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.INTEGER;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.LIST;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.NAME;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.OFFSET;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.PROGRAM;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.PROGRAM_DATA;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.PROGRAM_STATUS;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.PROGRAM_STREAM;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.PROGRAM_VALUE;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.SCORE_CHANGE;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.SCORE_FIELD;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.SEGMENT;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.SEGMENTATION;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.STAGE;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.STAGE_MODEL;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.STEP;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.STRINGS;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.TEXT;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.TEXT_FIELD;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.TIME;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.USER;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.VALUE;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.WEEKDAYS;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.ZONE;

import dev.fairway.model.Family;
import dev.fairway.model.Priority;
import dev.fairway.model.campaign.ActionSpec.Nesting;
import dev.fairway.model.campaign.ActionSpec.ParameterSpec;
import dev.fairway.model.campaign.ActionSpec.ParameterType;
import dev.fairway.model.campaign.Campaign.Step;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Every action there is. Adding one to the language is one entry here.
public final class Catalogue {
  public static final String WAIT_UNTIL = "wait.until";
  public static final String THEN = "then";
  public static final String ON_TIMEOUT = "onTimeout";

  private static final ParameterSpec ZONE_OF_WAIT =
      optional("zone", ZONE, WaitText.TENANT_ZONE, "lead, tenant or a name such as Europe/Berlin");

  /// `continue`: the wait is over at once; `skip`: it is noted as skipped; `stop`: the flow ends.
  private static final ParameterSpec IF_PAST =
      oneOf("ifPast", "continue", List.of("continue", "skip", "stop"), "what if that is over");

  public static final Catalogue STANDARD =
      new Catalogue(
          List.of(
              action(
                  "person.set",
                  Family.PERSON,
                  Priority.LOW,
                  "Set a field of the lead; NULL or an empty value unsets it. Nothing happens if it is"
                      + " unchanged.",
                  required("attribute", FIELD, "the field"),
                  required("value", VALUE, "its new value")),
              action(
                  "person.append",
                  Family.PERSON,
                  Priority.LOW,
                  "Add to the end of a text or list field.",
                  required("attribute", TEXT_FIELD, "the field"),
                  required("value", TEXT, "what to add"),
                  optional("separator", TEXT, ", ", "between the old text and the addition")),
              action(
                  "person.clear",
                  Family.PERSON,
                  Priority.LOW,
                  "Unset a field of the lead.",
                  required("attribute", FIELD, "the field")),
              action(
                  "person.compute",
                  Family.PERSON,
                  Priority.LOW,
                  "Set a field of the lead to what an expression yields.",
                  required("attribute", FIELD, "the field"),
                  required("expression", EXPRESSION, "CEL over lead, event, ce, campaign, now")),
              action(
                  "person.upsert",
                  Family.PERSON,
                  Priority.NORMAL,
                  "Change the lead with this address, or create it.",
                  new ParameterSpec(
                      "lookup",
                      TEXT,
                      false,
                      Optional.of("email"),
                      List.of("email"),
                      "which of the fields finds the lead"),
                  required("fields", FIELDS, "its fields, the one looked up by included")),
              action(
                  "person.delete",
                  Family.PERSON,
                  Priority.NORMAL,
                  "Erase the lead; later steps and its other tasks end.",
                  new ParameterSpec(
                      "removeFromCrm",
                      BOOLEAN,
                      false,
                      Optional.of("false"),
                      List.of("false"),
                      "there is no CRM connection to remove it from")),
              anyOf(
                  List.of("add", "remove"),
                  action(
                      "tags.change",
                      Family.PERSON,
                      Priority.NORMAL,
                      "Add and remove tags of the lead.",
                      optional("add", STRINGS, "tags to add"),
                      optional("remove", STRINGS, "tags to remove"))),
              action(
                  "person.patch",
                  Family.PERSON,
                  Priority.LOW,
                  "Set and unset several fields of the lead; what is not named stays.",
                  required("fields", FIELDS, "fields and their new values; null unsets")),
              action(
                  "person.partition",
                  Family.PERSON,
                  Priority.LOW,
                  "Move the lead to a partition.",
                  required("partition", TEXT, "its name")),
              action(
                  "consent.set",
                  Family.PERSON,
                  Priority.NORMAL,
                  "Record that the lead consents to be contacted.",
                  consent()),
              action(
                  "consent.remove",
                  Family.PERSON,
                  Priority.NORMAL,
                  "Record that the lead withdraws its consent: do not contact.",
                  consent()),
              action(
                  "score.change",
                  Family.SCORING,
                  Priority.LOW,
                  "Change a score of the lead.",
                  required("score", SCORE_FIELD, "the score field"),
                  required("change", SCORE_CHANGE, "+5 or -5 adds, =5 or =-5 sets"),
                  optional("min", INTEGER, "the score does not go below"),
                  optional("max", INTEGER, "the score does not go above")),
              action(
                  "score.reset",
                  Family.SCORING,
                  Priority.LOW,
                  "Set a score of the lead to 0.",
                  required("score", SCORE_FIELD, "the score field")),
              action(
                  "moment.add",
                  Family.SCORING,
                  Priority.NORMAL,
                  "Record an interesting moment of the lead.",
                  required("type", TEXT, "its kind, such as Web or Milestone"),
                  required("description", TEXT, "one line for the sales team")),
              action(
                  "stage.change",
                  Family.SCORING,
                  Priority.NORMAL,
                  "Move the lead to a stage of a model; it is in one of each.",
                  required("model", STAGE_MODEL, "the stage model"),
                  required("stage", STAGE, "its new stage")),
              action(
                  "segment.change",
                  Family.SCORING,
                  Priority.NORMAL,
                  "Put the lead into a segment; it is in one of each segmentation.",
                  required("segmentation", SEGMENTATION, "the segmentation"),
                  required("segment", SEGMENT, "its new segment")),
              action(
                  "list.add",
                  Family.MEMBERSHIP,
                  Priority.NORMAL,
                  "Add the lead to a list.",
                  required("list", LIST, "the list")),
              action(
                  "list.remove",
                  Family.MEMBERSHIP,
                  Priority.NORMAL,
                  "Remove the lead from a list.",
                  required("list", LIST, "the list")),
              action(
                  "fieldset.add",
                  Family.MEMBERSHIP,
                  Priority.NORMAL,
                  "Give the lead a set of fields.",
                  required("fieldset", FIELDSET, "the fieldset")),
              action(
                  "fieldset.remove",
                  Family.MEMBERSHIP,
                  Priority.NORMAL,
                  "Take a set of fields from the lead; their values stay.",
                  required("fieldset", FIELDSET, "the fieldset")),
              action(
                  "account.add",
                  Family.MEMBERSHIP,
                  Priority.NORMAL,
                  "Add the lead to a named account.",
                  required("account", ACCOUNT, "the account")),
              action(
                  "account.remove",
                  Family.MEMBERSHIP,
                  Priority.NORMAL,
                  "Remove the lead from a named account.",
                  required("account", ACCOUNT, "the account")),
              action(
                  "owner.change",
                  Family.MEMBERSHIP,
                  Priority.NORMAL,
                  "Give the lead to an owner.",
                  required("user", USER, "who owns it from now on")),
              action(
                  "program.status",
                  Family.PROGRAM,
                  Priority.NORMAL,
                  "Advance the lead to a status of a program, of which it becomes a member if it is"
                      + " none. Never backwards.",
                  program(),
                  required("status", PROGRAM_STATUS, "its new status")),
              anyOf(
                  List.of("success", "successDate"),
                  action(
                      "program.success",
                      Family.PROGRAM,
                      Priority.NORMAL,
                      "Say whether, or when, the member succeeded in a program; one sets the other.",
                      program(),
                      optional("success", BOOLEAN, "true: today, unless it is known when"),
                      optional("successDate", DATE, "the day"))),
              action(
                  "program.memberData",
                  Family.PROGRAM,
                  Priority.LOW,
                  "Set what is kept of a member of a program; NULL or an empty value unsets it.",
                  program(),
                  required("attribute", PROGRAM_DATA, "one of the program's member data"),
                  required("value", PROGRAM_VALUE, "its new value")),
              action(
                  "program.remove",
                  Family.PROGRAM,
                  Priority.NORMAL,
                  "End the lead's membership of a program.",
                  program()),
              action(
                  "nurture.add",
                  Family.PROGRAM,
                  Priority.NORMAL,
                  "Put the lead into a stream of a program, if it is in none of it.",
                  program(),
                  required("stream", PROGRAM_STREAM, "the stream")),
              action(
                  "nurture.stream",
                  Family.PROGRAM,
                  Priority.NORMAL,
                  "Put the lead into a stream of a program, instead of the one that it is in there.",
                  program(),
                  required("stream", PROGRAM_STREAM, "its new stream")),
              action(
                  "nurture.cadence",
                  Family.PROGRAM,
                  Priority.NORMAL,
                  "Pause the lead in a program, or let it go on.",
                  program(),
                  new ParameterSpec(
                      "cadence",
                      TEXT,
                      true,
                      Optional.empty(),
                      List.of("paused", "normal"),
                      "whether it is sent the program's content")),
              control(
                  "wait.for",
                  Nesting.NONE,
                  "Wait for a time, then until an allowed day and time of day.",
                  required("duration", DURATION, "how long at least"),
                  optional("endOn", WEEKDAYS, "days on which the wait may end; any if absent"),
                  optional("at", TIME, "time of day at which it ends"),
                  ZONE_OF_WAIT),
              control(
                  "wait.date",
                  Nesting.NONE,
                  "Wait until a date.",
                  required("date", DAY, "the day"),
                  optional("time", TIME, "00:00", "time of day"),
                  IF_PAST,
                  ZONE_OF_WAIT),
              control(
                  "wait.token",
                  Nesting.NONE,
                  "Wait until a date that a token holds, or some time before or after it.",
                  required("token", DAY, "the day, such as {{lead.renewsOn}}"),
                  optional("offset", OFFSET, "0d", "such as -3d for three days before it"),
                  optional(
                      "nextAnniversary", BOOLEAN, "false", "the next day of that month and day"),
                  optional("at", TIME, "00:00", "time of day"),
                  IF_PAST,
                  ZONE_OF_WAIT),
              control(
                  WAIT_UNTIL,
                  new Nesting.Named(List.of(THEN, ON_TIMEOUT)),
                  "Wait for an event about the lead; then the flow under then follows, and without one"
                      + " in time the flow under onTimeout.",
                  required("on", EVENT_TYPES, "its type, or several"),
                  optional(
                      "where",
                      CONDITION,
                      "CEL over event (the one that is awaited), lead, campaign, now"),
                  optional("timeout", DURATION, "how long at most; for ever if absent"),
                  oneOf(
                      "since",
                      "previousStep",
                      List.of("previousStep", "entry", "now"),
                      "events since then count")),
              control(
                  "choose",
                  new Nesting.Cases(),
                  "Go on with the flow of the first case whose condition holds, else with otherwise.",
                  required("branch", TEXT, "set by the cases")),
              control(
                  "split",
                  new Nesting.Branches(),
                  "Go on with one of several flows, drawn by weight; a lead always gets the same.",
                  required("weights", STRINGS, "set by the branches")),
              control(
                  "flow.jump",
                  Nesting.NONE,
                  "Go on with another step.",
                  required("step", STEP, "its id")),
              control(
                  "flow.exit",
                  Nesting.NONE,
                  "Leave the flow.",
                  optional("reason", TEXT, "exit", "why, for the lead's history")),
              action(
                  "campaign.request",
                  Family.FLOW,
                  Priority.NORMAL,
                  "Ask another campaign to take the lead in, by its own rules; it triggers on"
                      + " campaign.requested.",
                  required("campaign", TEXT, "its name"))));

  private final Map<String, ActionSpec> actions = new LinkedHashMap<>();

  public Catalogue(List<ActionSpec> specs) {
    for (ActionSpec spec : specs) actions.put(spec.name(), spec);
  }

  public Optional<ActionSpec> find(String name) {
    return Optional.ofNullable(actions.get(name));
  }

  /// @throws IllegalArgumentException if there is no such action: a checked campaign names none
  public ActionSpec get(String name) {
    return find(name).orElseThrow(() -> new IllegalArgumentException("no action " + name));
  }

  public Set<String> names() {
    return actions.keySet();
  }

  public boolean control(Step step) {
    return get(step.action()).control();
  }

  /// The family that executes a step. Control goes with what probably comes next: any family can
  /// execute it, and then need not hand the task on.
  public Family family(Campaign campaign, Step step) {
    Step ahead = step;
    while (control(ahead)) {
      Optional<Step> next = ahead.nested().values().stream().map(List::getFirst).findFirst();
      if (next.isEmpty()) next = Flow.after(campaign, ahead.id());
      if (next.isEmpty()) break;
      ahead = next.get();
    }
    return get(ahead.action()).family();
  }

  /// Of a campaign that names none: high if any action is, low if all are, else normal. Short waits
  /// make it normal, as somebody may be looking.
  public Priority priority(List<Step> flow) {
    boolean low = true;
    for (Step step : flow) {
      Priority own = waitsShortly(step) ? Priority.NORMAL : get(step.action()).priority();
      for (List<Step> nested : step.nested().values()) own = higher(own, priority(nested));
      if (own == Priority.HIGH) return own;
      low &= own == Priority.LOW;
    }
    return low ? Priority.LOW : Priority.NORMAL;
  }

  private static boolean waitsShortly(Step step) {
    return step.action().equals("wait.for")
        && step.with().get("duration") instanceof String text
        && DurationText.parse(text) instanceof DurationText.Parsed.Span(Duration span)
        && span.compareTo(Duration.ofMinutes(5)) <= 0;
  }

  private static Priority higher(Priority a, Priority b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static ParameterSpec program() {
    return required("program", PROGRAM, "the program");
  }

  private static ParameterSpec[] consent() {
    return new ParameterSpec[] {
      required("channel", NAME, "such as email, sms or phone"),
      optional("purpose", NAME, "marketing", "what for"),
      optional("source", TEXT, "where the lead said so"),
      optional("at", DATETIME, "when; now if not given"),
      optional("reason", TEXT, "why, in its own words")
    };
  }

  private static ActionSpec action(
      String name,
      Family family,
      Priority priority,
      String description,
      ParameterSpec... parameters) {
    return new ActionSpec(
        name, family, priority, List.of(parameters), List.of(), Nesting.NONE, false, description);
  }

  /// A step that only says where the flow goes on, or when.
  private static ActionSpec control(
      String name, Nesting nesting, String description, ParameterSpec... parameters) {
    return new ActionSpec(
        name,
        Family.FLOW,
        Priority.LOW,
        List.of(parameters),
        List.of(),
        nesting,
        true,
        description);
  }

  private static ParameterSpec oneOf(
      String name, String fallback, List<String> allowed, String description) {
    return new ParameterSpec(name, TEXT, false, Optional.of(fallback), allowed, description);
  }

  private static ActionSpec anyOf(List<String> names, ActionSpec action) {
    return new ActionSpec(
        action.name(),
        action.family(),
        action.priority(),
        action.parameters(),
        names,
        action.nesting(),
        action.control(),
        action.description());
  }

  private static ParameterSpec required(String name, ParameterType type, String description) {
    return new ParameterSpec(name, type, true, Optional.empty(), List.of(), description);
  }

  private static ParameterSpec optional(String name, ParameterType type, String description) {
    return new ParameterSpec(name, type, false, Optional.empty(), List.of(), description);
  }

  private static ParameterSpec optional(
      String name, ParameterType type, String fallback, String description) {
    return new ParameterSpec(name, type, false, Optional.of(fallback), List.of(), description);
  }
}
