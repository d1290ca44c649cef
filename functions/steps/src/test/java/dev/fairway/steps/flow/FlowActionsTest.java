package dev.fairway.steps.flow;

import dev.fairway.actions.ActionsContract;
import dev.fairway.model.Family;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.TenantRecord;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.visit.StepResult;
import dev.fairway.visit.control.CampaignExecute;
import dev.fairway.visit.control.Choose;
import dev.fairway.visit.control.FlowExit;
import dev.fairway.visit.control.FlowJump;
import dev.fairway.visit.control.FlowRemove;
import dev.fairway.visit.control.FlowRun;
import dev.fairway.visit.control.Rate;
import dev.fairway.visit.control.Split;
import dev.fairway.visit.control.WaitDate;
import dev.fairway.visit.control.WaitFor;
import dev.fairway.visit.control.WaitToken;
import dev.fairway.visit.control.WaitUntil;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class FlowActionsTest extends ActionsContract {
  @Override
  protected Family family() {
    return Family.FLOW;
  }

  /// See FlowControlTest.
  @Override
  protected Set<String> skippedByTheVisit() {
    return Stream.of("campaign.execute", "flow.remove")
        .flatMap(name -> Catalogue.STANDARD.get(name).meaning().skips().stream())
        .collect(Collectors.toSet());
  }

  @Override
  protected Map<String, FieldType> fields() {
    return Map.of("renewsOn", FieldType.DATE);
  }

  @Override
  protected Stream<Row> rows() {
    return Stream.concat(
        waits(),
        Stream.of(
            row(
                "another campaign is asked",
                new CampaignRequest(),
                Map.of(),
                Map.of("campaign", "renew-{{trigger.word}}"),
                new StepResult.Changed(
                    LeadPatch.NONE, "campaign.requested", Map.of("campaign", "renew-x"))),
            row(
                "a declared flow is a branch",
                new FlowRun(),
                Map.of(),
                Map.of("flow", "greet"),
                new StepResult.Branched("flow", Map.of("flow", "greet"))),
            row(
                "the lead leaves another campaign",
                new FlowRemove(),
                Map.of(),
                Map.of("campaign", "other"),
                new StepResult.Removed("other")),
            row(
                "another campaign runs with its own tokens",
                new CampaignExecute(),
                Map.of(),
                Map.of("campaign", "child"),
                new StepResult.Executed("child", false)),
            row(
                "another campaign runs with these tokens",
                new CampaignExecute(),
                Map.of(),
                Map.of("campaign", "child", "tokens", "parent"),
                new StepResult.Executed("child", true)),
            row(
                "the case that holds is a branch",
                new Choose(),
                Map.of(),
                Map.of("branch", "2"),
                new StepResult.Branched("2", Map.of("branch", "2"))),
            row("without one nothing is chosen", new Choose(), Map.of(), Map.of(), "no case holds"),
            row(
                "a lead is drawn a branch",
                new Split(),
                Map.of(),
                Map.of("weights", List.of("0", "1")),
                new StepResult.Branched("2", Map.of("branch", "2"))),
            row(
                "the flow goes on elsewhere",
                new FlowJump(),
                Map.of(),
                Map.of("step", "t"),
                new StepResult.Jumped("t")),
            row(
                "the flow ends for no special reason",
                new FlowExit(),
                Map.of(),
                Map.of(),
                new StepResult.Exited("exit"))));
  }

  private static StepResult slot(long version, String begins, long taken) {
    return new StepResult.Recorded(
        new TenantRecord(
            TenantRecord.Key.rate("c", "s"), version, Map.of("begins", begins, "taken", taken)),
        waiting(begins));
  }

  private static Stream<Row> waits() {
    Map<String, Object> renewal = Map.of("token", "{{lead.renewsOn}}", "ifPast", "skip");
    return Stream.of(
        row(
            "a wait lasts",
            new WaitFor(),
            Map.of(),
            Map.of("duration", "2h"),
            waiting("2026-03-01T14:00:00Z")),
        row(
            "a lead that nobody came before passes",
            new Rate(),
            Map.of(),
            Map.of("count", "2", "per", "1h"),
            slot(0, NOW, 1)),
        row(
            "periods have some length",
            new Rate(),
            Map.of(),
            Map.of("count", "2", "per", "0s"),
            "per must be longer than nothing"),
        row(
            "nobody passes is no rate",
            new Rate(),
            Map.of(),
            Map.of("count", "0", "per", "1h"),
            "count must be 1 or more"),
        row(
            "a day begins at midnight",
            new WaitDate(),
            Map.of(),
            Map.of("date", "2026-03-02"),
            waiting("2026-03-02T00:00:00Z")),
        row(
            "a day that is over is skipped if so said",
            new WaitDate(),
            Map.of(),
            Map.of("date", "2026-02-28", "ifPast", "skip"),
            "2026-02-28T00:00:00Z is over"),
        row(
            "a day that is over may end the flow",
            new WaitDate(),
            Map.of(),
            Map.of("date", "2026-02-28", "ifPast", "stop"),
            new StepResult.Exited("2026-02-28T00:00:00Z is over")),
        row(
            "a day may not be known",
            new WaitDate(),
            Map.of(),
            Map.of("date", "{{lead.renewsOn}}"),
            "there is no date"),
        row(
            "the lead says until when",
            new WaitToken(),
            Map.of("renewsOn", "2026-03-05"),
            renewal,
            waiting("2026-03-05T00:00:00Z")),
        row(
            "it may be over",
            new WaitToken(),
            Map.of("renewsOn", "2026-01-05"),
            renewal,
            "2026-01-05T00:00:00Z is over"),
        row("it may not be known", new WaitToken(), Map.of(), renewal, "there is no date"),
        row(
            "an event is awaited",
            new WaitUntil(),
            Map.of(),
            Map.of("on", List.of("order.paid"), "timeout", "1h"),
            new StepResult.Listening(
                List.of("order.paid"),
                "previousStep",
                Optional.of(Instant.parse("2026-03-01T13:00:00Z")))));
  }

  private static StepResult waiting(String until) {
    return new StepResult.Waiting(Instant.parse(until));
  }
}
