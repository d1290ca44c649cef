package dev.fairway.model.campaign;

import static dev.fairway.model.campaign.ActionSpec.ParameterSpec.required;
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
              required("fields", OBJECT_FIELDS, "its fields and their new values")));

  private IntegrationActions() {}
}
