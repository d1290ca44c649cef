package dev.fairway.visit;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.TenantRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One field of the lead's company changes, or stays as it is, which is no event.
public final class CompanyChange {
  private CompanyChange() {}

  /// Decide about the lead's company, if it has one. One that only leads name so far is made when
  /// it changes.
  public static StepResult of(StepContext step, Function<TenantRecord, StepResult> decision) {
    return TenantRecord.Key.companyOf(step.lead())
        .map(step::record)
        .map(company ->
            company.exists()
                ? company
                : company.with("name", String.valueOf(step.lead().fields().get("company")).strip()))
        .map(decision)
        .orElseGet(() -> new StepResult.Skipped("the lead has no company"));
  }

  /// @param after empty: the field is unset
  /// @param type of the event
  /// @param what the event says besides company, oldValue and newValue
  public static StepResult to(
      TenantRecord company,
      String field,
      @Nullable Object before,
      Optional<Object> after,
      String type,
      Map<String, Object> what) {
    if (Objects.equals(before, after.orElse(null))) return new StepResult.Skipped("unchanged");
    Map<String, Object> change = new LinkedHashMap<>(what);
    change.put("company", company.key().key());
    if (before != null) change.put("oldValue", before);
    after.ifPresent(value -> change.put("newValue", value));
    LeadPatch patch =
        after
            .map(value -> new LeadPatch(Map.of(field, value), List.of(), false))
            .orElseGet(() -> new LeadPatch(Map.of(), List.of(field), false));
    return new StepResult.Recorded(
        company.with(patch), new StepResult.Changed(LeadPatch.NONE, type, change));
  }
}
