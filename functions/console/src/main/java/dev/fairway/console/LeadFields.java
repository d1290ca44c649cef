package dev.fairway.console;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.campaign.Problem;
import dev.fairway.model.campaign.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The fields of a lead as they were sent, checked against what the tenant declared.
final class LeadFields {
  private final Schema schema;

  LeadFields(Schema schema) {
    this.schema = schema;
  }

  /// The body of PUT and PATCH.
  LeadPatch one(Map<?, ?> object, String id) {
    var problems = new ArrayList<Problem>();
    if (object.get("id") instanceof Object given && !given.equals(id))
      problems.add(new Problem("id", 0, "is not the one in the path", List.of(id)));
    LeadPatch patch = read(object, problems);
    if (!problems.isEmpty()) throw Refusals.invalid(problems);
    return patch;
  }

  LeadPatch read(Map<?, ?> object, List<Problem> problems) {
    Given given = new Given(object, "", problems);
    given.value("id");
    if (object.get("fields") == null)
      given.wrong("fields", "is missing: the lead's fields", List.of("{\"email\": ...}"));
    Map<String, Object> fields = given.map("fields").orElse(Map.of());
    given.nothingElse();
    return switch (schema.check(fields)) {
      case Schema.Checked.Valid(Map<String, Object> set, List<String> clear) ->
          new LeadPatch(set, clear, false);
      case Schema.Checked.Invalid(List<Problem> wrong) -> {
        problems.addAll(wrong);
        yield LeadPatch.NONE;
      }
    };
  }
}
