package dev.fairway.steps.scoring;

import dev.fairway.visit.CompanyChange;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/// Changes a score of the lead's company, as [ScoreChange] does one of the lead.
@Singleton
public final class ScoreCompany implements DatabaseAction {
  static final String TYPE = "company.scoreChanged";

  @Override
  public String name() {
    return "score.company";
  }

  @Override
  public StepResult decide(StepContext step) {
    String score = step.with().text("score");
    return CompanyChange.of(
        step,
        company -> {
          long before = Score.of(company.fields(), score);
          Optional<Object> after = Optional.of(Score.changed(step, before));
          return CompanyChange.to(company, score, before, after, TYPE, Map.of("score", score));
        });
  }
}
