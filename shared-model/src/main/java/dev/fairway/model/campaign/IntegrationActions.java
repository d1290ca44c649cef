package dev.fairway.model.campaign;

import static dev.fairway.model.campaign.ActionSpec.ParameterSpec.optional;
import static dev.fairway.model.campaign.ActionSpec.ParameterSpec.required;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.CUSTOM_ACTIVITY;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.EVENT_DATA;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.EVENT_TYPE;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.OBJECT;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.OBJECT_FIELDS;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.TEXT;

import dev.fairway.model.Family;
import dev.fairway.model.Priority;
import dev.fairway.model.campaign.ActionSpec.Meaning;
import java.util.List;

/// Family F8: what is neither of the lead nor of marketing.
final class IntegrationActions {
  static final List<ActionSpec> ALL =
      List.of(
          ActionSpec.of(
              "object.upsert",
              Family.INTEGRATION,
              Priority.NORMAL,
              Meaning.of("Change an object of a declared type, or make it.")
                  .changes("the object")
                  .emits("object.created", "object.changed")
                  .skips("unchanged"),
              required("object", OBJECT, "its type"),
              required("key", TEXT, "which one"),
              required("fields", OBJECT_FIELDS, "its fields and their new values")),
          ActionSpec.of(
              "event.emit",
              Family.INTEGRATION,
              Priority.NORMAL,
              Meaning.of(
                  "Send an event of your own about the lead, for campaigns and for whoever else takes events"
                      + " from the Broker; it stands in the lead's history."),
              required("type", EVENT_TYPE, "its type"),
              optional("data", EVENT_DATA, "its data")),
          ActionSpec.of(
              "activity.log",
              Family.INTEGRATION,
              Priority.LOW,
              Meaning.of(
                  "Write a line of your own into the lead's history; campaigns may trigger on"
                      + " activity.custom. and its name."),
              required("type", CUSTOM_ACTIVITY, "its name"),
              optional("data", EVENT_DATA, "what it tells")));

  private IntegrationActions() {}
}
