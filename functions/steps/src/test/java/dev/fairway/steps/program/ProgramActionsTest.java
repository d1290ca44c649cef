package dev.fairway.steps.program;

import dev.fairway.actions.ActionsContract;
import dev.fairway.model.Family;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.Memberships.Kind;
import dev.fairway.model.campaign.Assets;
import dev.fairway.model.campaign.Declaration.Program;
import dev.fairway.model.campaign.Declaration.Status;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.visit.StepResult;
import dev.fairway.visit.StepResult.Fact;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class ProgramActionsTest extends ActionsContract {
  private static final String TODAY = "2026-03-01";

  @Override
  protected Family family() {
    return Family.PROGRAM;
  }

  /// A webinar, and the same with streams.
  @Override
  protected Assets assets() {
    List<Status> statuses =
        List.of(
            new Status("Invited", false),
            new Status("Registered", false),
            new Status("Attended", true),
            new Status("Followed up", false));
    Map<String, FieldType> data = Map.of("seat", FieldType.STRING, "guests", FieldType.INTEGER);
    return Assets.NONE.with(
        List.of(
            new Program("webinar", "Webinar", statuses, data, List.of()),
            new Program("nurture", "Nurture", statuses, Map.of(), List.of("Intro", "Deep"))));
  }

  @Override
  protected Stream<Row> rows() {
    return Stream.of(status(), success(), memberData(), remove(), add(), stream(), cadence())
        .flatMap(rows -> rows);
  }

  // --- what rows are made of

  /// Member of a program since some Monday.
  private static Map<String, Object> in(String program, Object... attributes) {
    return Map.of("programs", Map.of(program, entry("monday", attributes)));
  }

  private static Map<String, Object> entry(String since, Object... attributes) {
    Map<String, Object> entry = new HashMap<>(Map.of("since", since));
    for (int i = 0; i < attributes.length; i += 2)
      entry.put(String.valueOf(attributes[i]), attributes[i + 1]);
    return entry;
  }

  private static Map<String, Object> with(String program, Object... more) {
    Map<String, Object> with = entry("", more);
    with.remove("since");
    with.put("program", program);
    return with;
  }

  private static Fact fact(String type, String program, Object... attributes) {
    return new Fact(type, with(program, attributes));
  }

  private static StepResult becomes(String program, Map<String, Object> entry, Fact... facts) {
    return new StepResult.Changed(LeadPatch.join(Kind.PROGRAMS, program, entry), List.of(facts));
  }

  // --- rows

  private static Stream<Row> status() {
    var status = new ProgramStatus();
    return Stream.of(
        member(
            "who is no member becomes one",
            status,
            in("nurture", "status", "Invited"),
            with("webinar", "status", "Registered"),
            becomes(
                "webinar",
                entry(NOW, "status", "Registered"),
                fact(
                    "program.statusChanged",
                    "webinar",
                    "newStatus",
                    "Registered",
                    "success",
                    false))),
        member(
            "a new member of an engagement program begins with its first stream",
            status,
            Map.of(),
            with("nurture", "status", "Invited"),
            becomes(
                "nurture",
                entry(NOW, "status", "Invited", "stream", "Intro", "cadence", "normal"),
                fact("program.statusChanged", "nurture", "newStatus", "Invited", "success", false),
                fact("nurture.added", "nurture", "stream", "Intro"))),
        member(
            "a member advances, and what else is kept of it stays",
            status,
            in("webinar", "status", "Invited", "data", Map.of("seat", "A1")),
            with("webinar", "status", "Registered"),
            becomes(
                "webinar",
                entry("monday", "status", "Registered", "data", Map.of("seat", "A1")),
                fact(
                    "program.statusChanged",
                    "webinar",
                    "oldStatus",
                    "Invited",
                    "newStatus",
                    "Registered",
                    "success",
                    false))),
        member(
            "a status that is success sets it and its day",
            status,
            in("webinar", "status", "Invited"),
            with("webinar", "status", "Attended"),
            becomes(
                "webinar",
                entry("monday", "status", "Attended", "success", true, "successDate", TODAY),
                fact(
                    "program.statusChanged",
                    "webinar",
                    "oldStatus",
                    "Invited",
                    "newStatus",
                    "Attended",
                    "success",
                    true))),
        member(
            "success and its day stay when the member goes on",
            status,
            in("webinar", "status", "Attended", "success", true, "successDate", "2026-01-01"),
            with("webinar", "status", "Followed up"),
            becomes(
                "webinar",
                entry(
                    "monday",
                    "status",
                    "Followed up",
                    "success",
                    true,
                    "successDate",
                    "2026-01-01"),
                fact(
                    "program.statusChanged",
                    "webinar",
                    "oldStatus",
                    "Attended",
                    "newStatus",
                    "Followed up",
                    "success",
                    true))),
        member(
            "a member never goes backwards",
            status,
            in("webinar", "status", "Attended"),
            with("webinar", "status", "Registered"),
            "status Registered comes before Attended"),
        member(
            "the same status changes nothing",
            status,
            in("nurture", "status", "Invited", "stream", "Deep"),
            with("nurture", "status", "Invited"),
            "unchanged"),
        member(
            "a status that is declared no longer comes before all",
            status,
            in("webinar", "status", "Waitlisted"),
            with("webinar", "status", "Invited"),
            becomes(
                "webinar",
                entry("monday", "status", "Invited"),
                fact(
                    "program.statusChanged",
                    "webinar",
                    "oldStatus",
                    "Waitlisted",
                    "newStatus",
                    "Invited",
                    "success",
                    false))));
  }

  private static Stream<Row> success() {
    var success = new ProgramSuccess();
    return Stream.of(
        member(
            "success sets the day",
            success,
            in("webinar", "status", "Invited"),
            with("webinar", "success", "true"),
            becomes(
                "webinar",
                entry("monday", "status", "Invited", "success", true, "successDate", TODAY),
                changed("success", "newValue", true),
                changed("successDate", "newValue", TODAY))),
        member(
            "the day sets success",
            success,
            in("webinar", "status", "Invited"),
            with("webinar", "successDate", "2026-02-03"),
            becomes(
                "webinar",
                entry("monday", "status", "Invited", "success", true, "successDate", "2026-02-03"),
                changed("success", "newValue", true),
                changed("successDate", "newValue", "2026-02-03"))),
        member(
            "no success takes the day away",
            success,
            in("webinar", "status", "Attended", "success", true, "successDate", "2026-02-03"),
            with("webinar", "success", "false"),
            becomes(
                "webinar",
                entry("monday", "status", "Attended"),
                changed("success", "oldValue", true),
                changed("successDate", "oldValue", "2026-02-03"))),
        member(
            "who succeeded keeps the day",
            success,
            in("webinar", "status", "Attended", "success", true, "successDate", "2026-02-03"),
            with("webinar", "success", "true"),
            "unchanged"),
        member(
            "a day without success is a contradiction",
            success,
            in("webinar", "status", "Invited"),
            with("webinar", "success", "false", "successDate", "2026-02-03"),
            "success is false, but there is a successDate"),
        member(
            "a day that is none fails",
            success,
            in("webinar", "status", "Invited"),
            with("webinar", "successDate", "{{trigger.word}}"),
            "successDate must be a date"),
        member(
            "who is no member does not succeed",
            success,
            Map.of(),
            with("webinar", "success", "true"),
            "not a member of webinar"));
  }

  private static Fact changed(String attribute, Object... values) {
    Map<String, Object> change = with("webinar", values);
    change.put("attribute", attribute);
    return new Fact("program.memberDataChanged", change);
  }

  private static Stream<Row> memberData() {
    var data = new ProgramMemberData();
    return Stream.of(
        member(
            "a value is read as its type",
            data,
            in("webinar", "data", Map.of("seat", "A1")),
            with("webinar", "attribute", "guests", "value", "{{trigger.n}}"),
            becomes(
                "webinar",
                entry("monday", "data", Map.of("seat", "A1", "guests", 7L)),
                changed("guests", "newValue", 7L))),
        member(
            "NULL unsets, and nothing is left of it",
            data,
            in("webinar", "data", Map.of("seat", "A1")),
            with("webinar", "attribute", "seat", "value", "NULL"),
            becomes("webinar", entry("monday"), changed("seat", "oldValue", "A1"))),
        member(
            "the same value changes nothing",
            data,
            in("webinar", "data", Map.of("seat", "A1")),
            with("webinar", "attribute", "seat", "value", "A1"),
            "unchanged"),
        member(
            "a value of another type fails",
            data,
            in("webinar"),
            with("webinar", "attribute", "guests", "value", "{{trigger.word}}"),
            "value must be a whole number"),
        member(
            "nothing is kept of who is no member",
            data,
            Map.of(),
            with("webinar", "attribute", "seat", "value", "A1"),
            "not a member of webinar"));
  }

  private static Stream<Row> remove() {
    return Stream.of(
        member(
            "the membership ends",
            new ProgramRemove(),
            in("webinar", "status", "Invited"),
            with("webinar"),
            new StepResult.Changed(
                LeadPatch.leave(Kind.PROGRAMS, "webinar"),
                "program.removed",
                Map.of("program", "webinar", "oldStatus", "Invited"))),
        member(
            "who is no member is not removed",
            new ProgramRemove(),
            in("webinar"),
            with("nurture"),
            "not a member of nurture"));
  }

  private static Stream<Row> add() {
    var add = new NurtureAdd();
    return Stream.of(
        member(
            "who is no member becomes one",
            add,
            Map.of(),
            with("nurture", "stream", "Deep"),
            becomes(
                "nurture",
                entry(NOW, "status", "Invited", "stream", "Deep", "cadence", "normal"),
                fact("program.statusChanged", "nurture", "newStatus", "Invited", "success", false),
                fact("nurture.added", "nurture", "stream", "Deep"))),
        member(
            "a member without a stream gets one and keeps its status",
            add,
            in("nurture", "status", "Registered"),
            with("nurture", "stream", "Deep"),
            becomes(
                "nurture",
                entry("monday", "status", "Registered", "stream", "Deep", "cadence", "normal"),
                fact("nurture.added", "nurture", "stream", "Deep"))),
        member(
            "a lead is in one stream of a program",
            add,
            in("nurture", "status", "Invited", "stream", "Intro"),
            with("nurture", "stream", "Deep"),
            "in stream Intro already"));
  }

  private static Stream<Row> stream() {
    var stream = new NurtureStream();
    return Stream.of(
        member(
            "the stream changes, the cadence stays",
            stream,
            in("nurture", "status", "Invited", "stream", "Intro", "cadence", "paused"),
            with("nurture", "stream", "Deep"),
            becomes(
                "nurture",
                entry("monday", "status", "Invited", "stream", "Deep", "cadence", "paused"),
                fact(
                    "nurture.trackChanged", "nurture", "oldStream", "Intro", "newStream", "Deep"))),
        member(
            "another program adds there, and the one before is kept",
            stream,
            in("other", "status", "Invited", "stream", "Intro"),
            with("nurture", "stream", "Deep"),
            becomes(
                "nurture",
                entry(NOW, "status", "Invited", "stream", "Deep", "cadence", "normal"),
                fact("program.statusChanged", "nurture", "newStatus", "Invited", "success", false),
                fact("nurture.added", "nurture", "stream", "Deep"))),
        member(
            "the same stream changes nothing",
            stream,
            in("nurture", "status", "Invited", "stream", "Deep"),
            with("nurture", "stream", "Deep"),
            "unchanged"));
  }

  private static Stream<Row> cadence() {
    var cadence = new NurtureCadence();
    return Stream.of(
        member(
            "a member is paused",
            cadence,
            in("nurture", "status", "Invited", "stream", "Deep", "cadence", "normal"),
            with("nurture", "cadence", "paused"),
            becomes(
                "nurture",
                entry("monday", "status", "Invited", "stream", "Deep", "cadence", "paused"),
                fact(
                    "nurture.cadenceChanged",
                    "nurture",
                    "oldCadence",
                    "normal",
                    "newCadence",
                    "paused"))),
        member(
            "who is no member begins with the first stream, paused",
            cadence,
            Map.of(),
            with("nurture", "cadence", "paused"),
            becomes(
                "nurture",
                entry(NOW, "status", "Invited", "stream", "Intro", "cadence", "paused"),
                fact("program.statusChanged", "nurture", "newStatus", "Invited", "success", false),
                fact("nurture.added", "nurture", "stream", "Intro"),
                fact(
                    "nurture.cadenceChanged",
                    "nurture",
                    "oldCadence",
                    "normal",
                    "newCadence",
                    "paused"))),
        member(
            "the same cadence changes nothing",
            cadence,
            in("nurture", "status", "Invited", "stream", "Deep"),
            with("nurture", "cadence", "normal"),
            "unchanged"),
        member(
            "a cadence that is none fails",
            cadence,
            in("nurture", "status", "Invited", "stream", "Deep"),
            with("nurture", "cadence", "{{trigger.word}}"),
            "cadence must be one of paused, normal"),
        member(
            "a program without streams has no cadence",
            cadence,
            in("webinar", "status", "Invited"),
            with("webinar", "cadence", "paused"),
            "program webinar has no streams"));
  }
}
