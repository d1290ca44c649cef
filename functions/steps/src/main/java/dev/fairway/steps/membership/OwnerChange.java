package dev.fairway.steps.membership;

import dev.fairway.model.TenantRecord;
import dev.fairway.visit.DataChange;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// Change Lead Owner: a field like others, so that rules and expressions read it. The users of a
/// pool take turns; a lead that the next one owns already leaves the turn.
@Singleton
public final class OwnerChange implements DatabaseAction {
  @Override
  public String name() {
    return "owner.change";
  }

  @Override
  public StepResult decide(StepContext step) {
    Optional<String> user = step.with().find("user");
    Optional<String> pool = step.with().find("pool");
    if (user.isPresent() == pool.isPresent())
      return new StepResult.Failed("needs either user or pool");
    return user.map(owner -> DataChange.to(step, "owner", owner))
        .orElseGet(() -> taken(step, pool.orElseThrow()));
  }

  /// The turn is taken with the lead's change, or not at all.
  private static StepResult taken(StepContext step, String pool) {
    List<String> users = step.assets().pool(pool).users();
    TenantRecord turns = step.record(TenantRecord.Key.pool(pool));
    long turn = turns.fields().get("turn") instanceof Number number ? number.longValue() : 0;
    String owner = users.get((int) (turn % users.size()));
    return switch (DataChange.to(step, "owner", owner)) {
      case StepResult.Changed changed ->
          new StepResult.Recorded(turns.with("turn", turn + 1), changed);
      case StepResult unchanged -> unchanged;
    };
  }
}
