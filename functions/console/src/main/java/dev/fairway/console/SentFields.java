package dev.fairway.console;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Problem;
import dev.fairway.model.campaign.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The fields of a lead or a record as they were sent, checked against what the tenant declared.
final class SentFields {
  private final Map<String, FieldType> declared;
  private final String id;

  /// @param id what tells one from the others: what is called so may stand beside the fields
  SentFields(Map<String, FieldType> declared, String id) {
    this.declared = declared;
    this.id = id;
  }

  /// The body of PUT and PATCH.
  LeadPatch one(Map<?, ?> object, String expected) {
    var problems = new ArrayList<Problem>();
    if (object.get(id) instanceof Object given && !given.equals(expected))
      problems.add(new Problem(id, 0, "is not the one in the path", List.of(expected)));
    LeadPatch patch = read(object, problems);
    if (!problems.isEmpty()) throw Refusals.invalid(problems);
    return patch;
  }

  LeadPatch read(Map<?, ?> object, List<Problem> problems) {
    Given given = new Given(object, "", problems);
    given.value(id);
    if (object.get("fields") == null)
      given.wrong("fields", "is missing", List.of("{\"" + first() + "\": ...}"));
    Map<String, Object> fields = given.map("fields").orElse(Map.of());
    given.nothingElse();
    return switch (Schema.check(fields, declared)) {
      case Schema.Checked.Valid(Map<String, Object> set, List<String> clear) ->
          new LeadPatch(set, clear, false);
      case Schema.Checked.Invalid(List<Problem> wrong) -> {
        problems.addAll(wrong);
        yield LeadPatch.NONE;
      }
    };
  }

  private String first() {
    return declared.keySet().stream().findFirst().orElse("field");
  }
}
