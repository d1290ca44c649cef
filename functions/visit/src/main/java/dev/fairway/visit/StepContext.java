package dev.fairway.visit;

import dev.fairway.model.Lead;
import dev.fairway.model.Merge;
import dev.fairway.model.TenantRecord;
import dev.fairway.model.campaign.Assets;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Campaign.Expression;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.Expressions;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Parameters;
import dev.fairway.model.campaign.Parameters.Resolved;
import dev.fairway.model.campaign.Scope;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What an action decides by.
///
/// @param with its parameters, in their types' form
/// @param fields types of the lead's fields that the campaign names
/// @param assets declarations that the campaign names
/// @param records of the tenant as the steps before this one have left them; with version 0 where
///   there is none
/// @param merged what became of the merge that this step asked for before
public record StepContext(
    Step step,
    Resolved.Arguments with,
    Scope scope,
    Map<String, FieldType> fields,
    Assets assets,
    Expressions expressions,
    Function<TenantRecord.Key, TenantRecord> records,
    Optional<Merge.Result> merged) {

  /// The lead as the steps before this one have left it.
  public Lead lead() {
    return scope.lead();
  }

  /// The database's clock when the task was read, as it stands in rows.
  public String now() {
    return scope.now().truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /// A record of the tenant; asking may put the decision off until it is read.
  public TenantRecord record(TenantRecord.Key key) {
    return records.apply(key);
  }

  /// The value of an expression; empty if it has none for this lead.
  public Optional<Object> computed(Expression expression) {
    return expressions.value(expression, scope);
  }

  /// The type of a field that the campaign names.
  public FieldType type(String field) {
    FieldType type = fields.get(field);
    if (type == null) throw new IllegalStateException("the campaign does not name field " + field);
    return type;
  }

  /// Resolve the parameters and let the action decide.
  public static StepResult decide(
      Campaign campaign,
      Step step,
      Map<String, Object> with,
      Scope scope,
      Expressions expressions,
      Function<TenantRecord.Key, TenantRecord> records,
      Optional<Merge.Result> merged,
      DatabaseAction action) {
    return switch (Parameters.resolve(
        Catalogue.STANDARD.get(step.action()), with, scope, campaign.fields(), campaign.assets())) {
      case Resolved.Invalid invalid -> new StepResult.Failed(String.join("; ", invalid.reasons()));
      case Resolved.Arguments arguments ->
          action.decide(
              new StepContext(
                  step,
                  arguments,
                  scope,
                  campaign.fields(),
                  campaign.assets(),
                  expressions,
                  records,
                  merged));
    };
  }
}
