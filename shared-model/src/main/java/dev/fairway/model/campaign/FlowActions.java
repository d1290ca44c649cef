package dev.fairway.model.campaign;

import static dev.fairway.model.campaign.ActionSpec.ParameterSpec.oneOf;
import static dev.fairway.model.campaign.ActionSpec.ParameterSpec.optional;
import static dev.fairway.model.campaign.ActionSpec.ParameterSpec.required;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.BOOLEAN;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.CAMPAIGN;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.CONDITION;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.COUNT;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.DAY;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.DURATION;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.EVENT_TYPES;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.FLOW;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.LEAD_CONDITION;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.OFFSET;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.PERIOD;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.STEP;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.STRINGS;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.TEXT;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.TIME;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.WEEKDAYS;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.ZONE;

import dev.fairway.model.Family;
import dev.fairway.model.Priority;
import dev.fairway.model.campaign.ActionSpec.Meaning;
import dev.fairway.model.campaign.ActionSpec.Nesting;
import dev.fairway.model.campaign.ActionSpec.ParameterSpec;
import java.util.List;

/// Family F9: other campaigns, and control, which every family executes.
final class FlowActions {
  private static final ParameterSpec ZONE_OF_WAIT =
      optional("zone", ZONE, WaitText.TENANT_ZONE, "lead, tenant or a name such as Europe/Berlin");

  /// `continue`: the wait is over at once; `skip`: it is noted as skipped; `stop`: the flow ends.
  private static final ParameterSpec IF_PAST =
      oneOf("ifPast", "continue", List.of("continue", "skip", "stop"), "what if that is over");

  static final List<ActionSpec> ALL =
      List.of(
          ActionSpec.control(
              "wait.for",
              Nesting.NONE,
              Meaning.of("Wait for a time, then until an allowed day and time of day.")
                  .marketo("Wait"),
              required("duration", DURATION, "how long at least"),
              optional("endOn", WEEKDAYS, "days on which the wait may end; any if absent"),
              optional("at", TIME, "time of day at which it ends"),
              ZONE_OF_WAIT),
          ActionSpec.control(
              "wait.date",
              Nesting.NONE,
              Meaning.of("Wait until a date.")
                  .marketo("Wait")
                  .skips("there is no date", "{time} is over"),
              required("date", DAY, "the day"),
              optional("time", TIME, "00:00", "time of day"),
              IF_PAST,
              ZONE_OF_WAIT),
          ActionSpec.control(
              "wait.token",
              Nesting.NONE,
              Meaning.of("Wait until a date that a token holds, or some time before or after it.")
                  .marketo("Wait")
                  .skips("there is no date", "{time} is over"),
              required("token", DAY, "the day, such as {{lead.renewsOn}}"),
              optional("offset", OFFSET, "0d", "such as -3d for three days before it"),
              optional("nextAnniversary", BOOLEAN, "false", "the next day of that month and day"),
              optional("at", TIME, "00:00", "time of day"),
              IF_PAST,
              ZONE_OF_WAIT),
          ActionSpec.control(
                  Catalogue.WAIT_UNTIL,
                  new Nesting.Named(List.of(Catalogue.THEN, Catalogue.ON_TIMEOUT)),
                  Meaning.of(
                      "Wait for an event about the lead (on), or until a condition on the lead holds (until), now"
                          + " or after a change of the lead; then the flow under then follows, and if that"
                          + " does not come in time the flow under onTimeout."),
                  optional("on", EVENT_TYPES, "the event's type, or several"),
                  optional(
                      "where",
                      CONDITION,
                      "CEL over event (the one that is awaited), lead, campaign, now"),
                  optional(
                      "until",
                      LEAD_CONDITION,
                      "CEL over lead, event (the one that triggered), waited, member, program, campaign, now;"
                          + " instead of on, where and since"),
                  optional("timeout", DURATION, "how long at most; for ever if absent"),
                  oneOf(
                      "since",
                      "previousStep",
                      List.of("previousStep", "entry", "now"),
                      "events since then count"))
              .anyOf(List.of("on", "until")),
          ActionSpec.control(
              "rate",
              Nesting.NONE,
              Meaning.of(
                  "Let so many leads pass in a period, in the order in which they come, and the others"
                      + " wait for one of the next; the first of them begins when a lead comes after"
                      + " the last."),
              required("count", COUNT, "how many pass in a period"),
              required("per", PERIOD, "how long it is")),
          ActionSpec.control(
              "choose",
              new Nesting.Cases(),
              Meaning.of(
                      "Go on with the flow of the first case whose condition holds, else with otherwise.")
                  .skips("no case holds"),
              required("branch", TEXT, "set by the cases")),
          ActionSpec.control(
              "split",
              new Nesting.Branches(),
              Meaning.of(
                  "Go on with one of several flows, drawn by weight; a lead always gets the same."),
              required("weights", STRINGS, "set by the branches")),
          ActionSpec.control(
              "flow.run",
              Nesting.NONE,
              Meaning.of(
                  "Run the steps of a declared flow, as they were when the campaign was saved."),
              required("flow", FLOW, "its name")),
          ActionSpec.control(
              "flow.jump",
              Nesting.NONE,
              Meaning.of("Go on with another step."),
              required("step", STEP, "its id")),
          ActionSpec.control(
              "flow.exit",
              Nesting.NONE,
              Meaning.of("Leave the flow."),
              optional("reason", TEXT, "exit", "why, for the lead's history")),
          ActionSpec.control(
              Catalogue.CAMPAIGN_EXECUTE,
              Nesting.NONE,
              Meaning.of(
                      "Run the steps of an executable campaign, in its active version, then go on; its filters and"
                          + " qualification apply.")
                  .marketo("Execute Campaign")
                  .skips(
                      "campaign {name} is not active",
                      "campaign {name} is not executable",
                      "campaign {name}: its filters leave the lead out",
                      "campaign {name}: the lead was there already"),
              required("campaign", CAMPAIGN, "its name"),
              oneOf(
                  "tokens",
                  "own",
                  List.of("own", "parent"),
                  "whose own tokens, campaign and event it sees")),
          ActionSpec.control(
              Catalogue.FLOW_REMOVE,
              Nesting.NONE,
              Meaning.of(
                      "Take the lead out of another campaign wherever it is there, waits included; out of this"
                          + " one (this) or all (all) the flow ends here, too.")
                  .marketo("Remove from Flow")
                  .skips("there is no campaign {name}"),
              required("campaign", CAMPAIGN, "its name, this or all")),
          ActionSpec.of(
              Catalogue.CAMPAIGN_REQUEST,
              Family.FLOW,
              Priority.NORMAL,
              Meaning.of(
                      "Ask another campaign to take the lead in, by its own rules; it triggers on"
                          + " campaign.requested.")
                  .marketo("Request Campaign")
                  .emits("campaign.requested"),
              required("campaign", TEXT, "its name")));

  private FlowActions() {}
}
