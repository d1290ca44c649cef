package dev.fairway.console;

import dev.fairway.language.CelExpressions;
import dev.fairway.model.Lead;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Filters.Rule;
import dev.fairway.model.campaign.History;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.model.campaign.Scope;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Leads.ActivityRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Puts the same questions to a lead that acceptance would, and keeps the answers.
///
/// @param history the lead's latest activities, newest first
/// @param tasks of the lead in the campaign, newest first
/// @param entered when it entered last, where that counts
/// @param ce attributes of the events in the history, as far as they are known
/// @param past what the lead has done, as far as the campaign's filters ask for it
record Why(
    Tenant tenant,
    Lead lead,
    Campaigns.Version version,
    List<ActivityRow> history,
    List<TaskBody> tasks,
    Optional<Instant> entered,
    Map<String, String> ce,
    Instant now,
    History past) {

  WhyBody body() {
    Campaign campaign = CampaignJson.read(version.definition());
    Scope scope = scope(campaign, Map.of());
    List<WhyBody.Trigger> triggers =
        campaign.schedule().isPresent()
            ? List.of()
            : campaign.triggers().stream().map(trigger -> trigger(campaign, trigger)).toList();
    List<WhyBody.Rule> rules = rules(campaign, scope);
    boolean passes = campaign.filters().test(scope);
    return new WhyBody(
        lead.id(),
        campaign.name(),
        answer(campaign, triggers, passes, rules),
        state(),
        version.campaign().activeVersion(),
        tasks,
        triggers,
        passes,
        rules,
        qualification(),
        entered.orElse(null));
  }

  private Scope scope(Campaign campaign, Map<String, Object> event) {
    return Scope.of(campaign, event, ce, lead, tenant.name(), tenant.settings().zone(), now)
        .with(past);
  }

  private WhyBody.Trigger trigger(Campaign campaign, Campaign.Trigger trigger) {
    Optional<ActivityRow> last =
        history.stream().filter(row -> row.type().equals(trigger.on())).findFirst();
    List<String> failures = new ArrayList<>();
    var expressions = new CelExpressions((expression, why) -> failures.add(why));
    @Nullable Boolean held =
        last.map(row ->
                trigger
                    .where()
                    .map(where -> expressions.test(where, scope(campaign, row.attributes())))
                    .orElse(true))
            .orElse(null);
    return new WhyBody.Trigger(
        trigger.on(),
        trigger.where().map(Campaign.Expression::source).orElse(null),
        last.map(ActivityRow::at).orElse(null),
        held,
        failures.isEmpty() ? null : failures.getFirst());
  }

  private List<WhyBody.Rule> rules(Campaign campaign, Scope scope) {
    List<WhyBody.Rule> rules = new ArrayList<>();
    List<Boolean> holds = campaign.filters().each(scope);
    for (int i = 0; i < holds.size(); i++) {
      Rule rule = campaign.filters().rules().get(i);
      rules.add(new WhyBody.Rule(CampaignJson.rule(rule), holds.get(i), value(rule, scope)));
    }
    return rules;
  }

  private static @Nullable Object value(Rule rule, Scope scope) {
    return switch (rule) {
      case Rule.OfField field -> scope.leadField(field.field()).orElse(null);
      case Rule.OfActivity activity -> activity.count(scope);
      case Rule.OfCampaign campaign -> campaign.entered(scope).orElse(null);
      case Rule.OfMembership member -> null;
      case Rule.RandomSample sample -> null;
    };
  }

  private String state() {
    return version.campaign().state().name().toLowerCase(Locale.ROOT);
  }

  private Object qualification() {
    return Optional.ofNullable(version.definition().get("qualification")).orElse("once");
  }

  /// The first thing that keeps the lead out.
  private String answer(
      Campaign campaign, List<WhyBody.Trigger> triggers, boolean passes, List<WhyBody.Rule> rules) {
    Optional<TaskBody> inside = tasks.stream().filter(task -> task.endedAt() == null).findFirst();
    if (inside.isPresent())
      return "it is in the campaign: task " + inside.get().task() + ", " + inside.get().why();
    if (version.campaign().state() != Campaigns.State.ACTIVE)
      return "the campaign is " + state() + ": it takes nobody in";
    return obstacle(campaign, triggers, passes, rules)
        .orElse(
            campaign.schedule().isPresent()
                ? "nothing keeps it out: the next run lets it in"
                : "nothing keeps it out: the next such event lets it in");
  }

  /// What keeps the lead out of a campaign that is active.
  Optional<String> obstacle(
      Campaign campaign, List<WhyBody.Trigger> triggers, boolean passes, List<WhyBody.Rule> rules) {
    if (campaign.schedule().isPresent())
      return passes ? shut(campaign.qualification()) : Optional.of(fails(rules));
    if (triggers.stream().allMatch(trigger -> trigger.heard() == null))
      return Optional.of("none of the events it triggers on has come: " + types(triggers));
    if (triggers.stream().noneMatch(trigger -> Boolean.TRUE.equals(trigger.held())))
      return Optional.of(
          "the where of its triggers did not hold for the last events: " + types(triggers));
    return passes ? shut(campaign.qualification()) : Optional.of(fails(rules));
  }

  private static String fails(List<WhyBody.Rule> rules) {
    return "it does not pass the filters: rule "
        + rules.stream()
            .filter(rule -> !rule.holds())
            .map(rule -> String.valueOf(rules.indexOf(rule) + 1))
            .collect(Collectors.joining(", "))
        + " does not hold";
  }

  private static String types(List<WhyBody.Trigger> triggers) {
    return triggers.stream().map(WhyBody.Trigger::on).distinct().collect(Collectors.joining(", "));
  }

  private Optional<String> shut(Qualification qualification) {
    if (entered.isEmpty()) return Optional.empty();
    return switch (qualification) {
      case Qualification.Every() -> Optional.empty();
      case Qualification.Once() -> Optional.of("it entered on " + entered.get() + ", and may once");
      case Qualification.Per(var period) -> {
        Instant again = entered.get().plus(period);
        yield again.isAfter(now)
            ? Optional.of("it entered on " + entered.get() + ", and may again on " + again)
            : Optional.empty();
      }
    };
  }
}
