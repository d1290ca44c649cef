package dev.fairway.steps.person;

import dev.fairway.visit.CompanyChange;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.Map;

/// Changes a field of the lead's company. `NULL` clears, and so does an empty value.
@Singleton
public final class CompanyUpdate implements DatabaseAction {
  static final String TYPE = "company.dataChanged";

  @Override
  public String name() {
    return "company.update";
  }

  @Override
  public StepResult decide(StepContext step) {
    String field = step.with().text("field");
    return CompanyChange.of(
        step,
        company ->
            CompanyChange.to(
                company,
                field,
                company.fields().get(field),
                step.with().value("value"),
                TYPE,
                Map.of("attribute", field)));
  }
}
