package dev.fairway.model.campaign;

import static dev.fairway.model.campaign.ActionSpec.ParameterSpec.optional;
import static dev.fairway.model.campaign.ActionSpec.ParameterSpec.required;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.BOOLEAN;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.DATE;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.PROGRAM;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.PROGRAM_DATA;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.PROGRAM_STATUS;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.PROGRAM_STREAM;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.PROGRAM_VALUE;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.TEXT;

import dev.fairway.model.Family;
import dev.fairway.model.Priority;
import dev.fairway.model.campaign.ActionSpec.Meaning;
import dev.fairway.model.campaign.ActionSpec.ParameterSpec;
import java.util.List;
import java.util.Optional;

/// Family F4: members of programs, and the streams they are in.
final class ProgramActions {
  static final List<ActionSpec> ALL =
      List.of(
          ActionSpec.of(
              "program.status",
              Family.PROGRAM,
              Priority.NORMAL,
              Meaning.of(
                      "Advance the lead to a status of a program, of which it becomes a member if it is"
                          + " none. Never backwards.")
                  .marketo("Change Program Status")
                  .changes(
                      "its membership: status; success and its day, if the status is success; first stream of an engagement program")
                  .emits("program.statusChanged", "nurture.added")
                  .skips("unchanged", "status {status} comes before {status}"),
              program(),
              required("status", PROGRAM_STATUS, "its new status")),
          ActionSpec.of(
                  "program.success",
                  Family.PROGRAM,
                  Priority.NORMAL,
                  Meaning.of(
                          "Say whether, or when, the member succeeded in a program; one sets the other.")
                      .marketo("Change Program Success")
                      .changes("its membership: success and successDate")
                      .emits("program.memberDataChanged")
                      .skips("unchanged", "not a member of {program}"),
                  program(),
                  optional("success", BOOLEAN, "true: today, unless it is known when"),
                  optional("successDate", DATE, "the day"))
              .anyOf(List.of("success", "successDate")),
          ActionSpec.of(
              "program.memberData",
              Family.PROGRAM,
              Priority.LOW,
              Meaning.of(
                      "Set what is kept of a member of a program; NULL or an empty value unsets it.")
                  .marketo("Change Program Member Data")
                  .changes("its membership: member data")
                  .emits("program.memberDataChanged")
                  .skips("unchanged", "not a member of {program}"),
              program(),
              required("attribute", PROGRAM_DATA, "one of the program's member data"),
              required("value", PROGRAM_VALUE, "its new value")),
          ActionSpec.of(
              "program.remove",
              Family.PROGRAM,
              Priority.NORMAL,
              Meaning.of("End the lead's membership of a program.")
                  .changes("its membership, with all that was kept of it")
                  .emits("program.removed")
                  .skips("not a member of {program}"),
              program()),
          ActionSpec.of(
              "nurture.add",
              Family.PROGRAM,
              Priority.NORMAL,
              Meaning.of("Put the lead into a stream of a program, if it is in none of it.")
                  .marketo("Add to Engagement Program")
                  .changes("its membership: stream, and the first status if it was no member")
                  .emits("program.statusChanged", "nurture.added")
                  .skips("in stream {stream} already"),
              program(),
              required("stream", PROGRAM_STREAM, "the stream")),
          ActionSpec.of(
              "nurture.stream",
              Family.PROGRAM,
              Priority.NORMAL,
              Meaning.of(
                      "Put the lead into a stream of a program, instead of the one that it is in there.")
                  .marketo("Change Engagement Program Stream")
                  .changes("its membership: stream, and the first status if it was no member")
                  .emits("program.statusChanged", "nurture.added", "nurture.trackChanged")
                  .skips("unchanged"),
              program(),
              required("stream", PROGRAM_STREAM, "its new stream")),
          ActionSpec.of(
              "nurture.cadence",
              Family.PROGRAM,
              Priority.NORMAL,
              Meaning.of("Pause the lead in a program, or let it go on.")
                  .marketo("Change Engagement Program Cadence")
                  .changes(
                      "its membership: cadence, and the first status and stream if it was in none")
                  .emits("program.statusChanged", "nurture.added", "nurture.cadenceChanged")
                  .skips("unchanged"),
              program(),
              new ParameterSpec(
                  "cadence",
                  TEXT,
                  true,
                  Optional.empty(),
                  List.of("paused", "normal"),
                  "whether it is sent the program's content")));

  private ProgramActions() {}

  private static ParameterSpec program() {
    return required("program", PROGRAM, "the program");
  }
}
