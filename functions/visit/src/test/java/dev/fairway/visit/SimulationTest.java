package dev.fairway.visit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.language.CampaignReader;
import dev.fairway.language.CelExpressions;
import dev.fairway.language.ReadResult;
import dev.fairway.language.ReadResult.Document;
import dev.fairway.model.Event;
import dev.fairway.model.Lead;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.StepCommit.Outgoing;
import dev.fairway.model.TaskState;
import dev.fairway.model.TenantRecord;
import dev.fairway.model.campaign.ActiveCampaign;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Choices;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.History;
import dev.fairway.model.campaign.Schema;
import dev.fairway.visit.Simulation.Later;
import dev.fairway.visit.Simulation.Played;
import dev.fairway.visit.Simulation.Stage;
import dev.fairway.visit.control.CampaignExecute;
import dev.fairway.visit.control.FlowJump;
import dev.fairway.visit.control.FlowRemove;
import dev.fairway.visit.control.WaitFor;
import dev.fairway.visit.control.WaitUntil;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Schema SCHEMA =
      Schema.STANDARD.with(
          List.of(new Declaration.Fields("lead", Map.of("score", FieldType.SCORE))));

  /// Adds its parameter to the score; what moves it is a bug.
  private static final DatabaseAction ADD =
      new DatabaseAction() {
        @Override
        public String name() {
          return "score.change";
        }

        @Override
        public StepResult decide(StepContext step) {
          if (step.lead().fields().containsKey("bug")) throw new IllegalStateException("a bug");
          long score = step.lead().fields().get("score") instanceof Long number ? number : 0;
          return StepResult.set(
              "score", step.with().scoreChange("change").apply(score), "scored", Map.of());
        }
      };

  private static final DatabaseAction MERGE =
      new DatabaseAction() {
        @Override
        public String name() {
          return "person.merge";
        }

        @Override
        public StepResult decide(StepContext step) {
          return step.merged()
              .<StepResult>map(result ->
                  new StepResult.Changed(LeadPatch.NONE, "merged", Map.of("as", result.label())))
              .orElseGet(() -> new StepResult.Merging(new LeadRef.ById("bob"), false));
        }
      };

  private static final Map<String, DatabaseAction> ACTIONS =
      Stream.of(
              ADD,
              MERGE,
              new WaitFor(),
              new WaitUntil(),
              new FlowJump(),
              new CampaignExecute(),
              new FlowRemove())
          .collect(Collectors.toMap(DatabaseAction::name, Function.identity()));

  private static final String HEARS =
      """
      - step: hear
        do: wait.until
        with: { on: [email.clicked, email.opened], where: 'event.email == "demo"', timeout: 2d }
        then: [{ step: yes, do: score.change, with: { score: score, change: +10 } }]
        onTimeout: [{ step: no, do: score.change, with: { score: score, change: +1 } }]
      """;

  private static final ActiveCampaign CHILD =
      new ActiveCampaign(
          7,
          1,
          read(
              "executable: true",
              "- { step: one, do: score.change, with: { score: score, change: +1 } }"));

  private static Campaign read(String flow) {
    return read("triggers: [{ on: form }]", flow);
  }

  private static Campaign read(String begins, String flow) {
    String source =
        """
        apiVersion: fairway.dev/v1
        kind: Campaign
        metadata: { name: %s }
        spec:
          %s
          flow:
        """
                .formatted(begins.startsWith("e") ? "child" : "c", begins)
            + flow.indent(4);
    return switch (CampaignReader.read(source, false, SCHEMA)) {
      case ReadResult.Ok<Document.OfCampaign> ok -> ok.value().campaign();
      case ReadResult.Errors<Document.OfCampaign> errors ->
          throw new AssertionError(errors.problems().toString());
    };
  }

  private static Played play(String flow, Map<String, Object> fields, Later... later) {
    var event =
        new Event(
            "/web",
            "e1",
            "form",
            Optional.of("ann"),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            Map.of(),
            Map.of("form", "demo"));
    var stage =
        new Stage(
            "acme",
            ZoneOffset.UTC,
            Set.of("scored"),
            8,
            List.of(CHILD),
            keys -> keys.stream().map(TenantRecord::none).toList(),
            ACTIONS,
            new CelExpressions((expression, why) -> {
              throw new AssertionError(expression + ": " + why);
            }));
    Campaign campaign = read(flow);
    return new Simulation(
            stage,
            campaign,
            new Lead(1, "ann", 1, fields),
            History.empty(Choices.past(campaign)),
            event,
            NOW,
            List.of(later))
        .play();
  }

  private static Later clicked(String email, Optional<Duration> after) {
    return new Later("email.clicked", Map.of("email", email), after);
  }

  /// Step, type, and how long after the entry.
  private static List<String> trail(Played played) {
    return played.steps().stream()
        .map(did ->
            did.activity().step()
                + " "
                + did.activity().type()
                + " "
                + Duration.between(NOW, did.at()))
        .toList();
  }

  @Test
  void the_clock_jumps_to_the_end_of_each_wait_and_each_step_sees_what_those_before_it_did() {
    String flow =
        """
        - { step: a, do: score.change, with: { score: score, change: +1 } }
        - { step: w, do: wait.for, with: { duration: 7d } }
        - step: b
          do: score.change
          with: { score: score, change: +1 }
          choices: [{ when: lead.score == 1, with: { change: +5 } }]
        """;
    Played played = play(flow, Map.of());
    assertThat(trail(played))
        .containsExactly(
            "a scored PT0S", "w wait.started PT0S", "w wait.ended PT168H", "b scored PT168H");
    assertThat(played.lead().fields()).isEqualTo(Map.of("score", 6L));
    assertThat(played.state()).isEqualTo(TaskState.DONE);
    assertThat(played.at()).isEqualTo(NOW.plus(Duration.ofDays(7)));
    assertThat(played.events()).extracting(Outgoing::type).containsExactly("scored", "scored");
  }

  @Test
  void a_child_runs_once_inside_its_step_and_other_campaigns_are_left() {
    String run = "- { step: %s, do: campaign.execute, with: { campaign: child } }\n";
    String flow =
        run.formatted("x")
            + run.formatted("y")
            + "- { step: r, do: flow.remove, with: { campaign: other } }\n"
            + "- { step: z, do: flow.remove, with: { campaign: c } }";
    assertThat(trail(play(flow, Map.of())))
        .containsExactly(
            "x campaign.executed PT0S",
            "x/one scored PT0S",
            "y step.skipped PT0S",
            "r flow.removed PT0S",
            "z flow.exited PT0S");
  }

  @Test
  void a_wait_for_an_event_that_does_not_come_times_out() {
    assertThat(trail(play(HEARS, Map.of())))
        .containsExactly("hear wait.started PT0S", "hear wait.ended PT48H", "no scored PT48H");
    Played wrong =
        play(
            HEARS,
            Map.of(),
            clicked("other", Optional.empty()),
            clicked("demo", Optional.of(Duration.ofDays(3))));
    assertThat(trail(wrong)).last().isEqualTo("no scored PT48H");
    assertThat(wrong.unheard()).hasSize(1);
  }

  @Test
  void an_event_that_comes_ends_the_wait_at_its_time() {
    assertThat(trail(play(HEARS, Map.of(), clicked("demo", Optional.empty()))))
        .last()
        .isEqualTo("yes scored PT0S");
    assertThat(
            trail(
                play(
                    HEARS,
                    Map.of(),
                    clicked("other", Optional.of(Duration.ofHours(3))),
                    clicked("demo", Optional.of(Duration.ofHours(5))))))
        .last()
        .isEqualTo("yes scored PT5H");
  }

  @Test
  void a_wait_without_an_end_ends_the_simulation_and_says_so() {
    Played played = play("- { step: hear, do: wait.until, with: { on: email.clicked } }", Map.of());
    assertThat(played.state()).isEqualTo(TaskState.WAITING);
    assertThat(played.step()).isEqualTo("hear");
    assertThat(played.end()).contains("say in events what comes");
  }

  @Test
  void a_wait_for_a_condition_is_over_when_the_lead_is_so_and_else_in_time() {
    String flow =
        """
        - step: w
          do: wait.until
          with: { until: lead.score >= 10, timeout: 2d }
          then: [{ step: yes, do: score.change, with: { score: score, change: +1 } }]
          onTimeout: [{ step: late, do: score.change, with: { score: score, change: +1 } }]
        """;
    assertThat(play(flow, Map.of("score", 10L)).steps())
        .last()
        .satisfies(did -> assertThat(did.activity().step()).isEqualTo("yes"));
    assertThat(play(flow, Map.of("score", 9L)).steps())
        .last()
        .satisfies(did -> {
          assertThat(did.activity().step()).isEqualTo("late");
          assertThat(did.at()).isEqualTo(NOW.plus(Duration.ofDays(2)));
        });
    assertThat(
            play("- { step: w, do: wait.until, with: { until: lead.score > 1 } }", Map.of()).end())
        .contains("another change of the lead");
  }

  @Test
  void a_flow_that_never_ends_is_cut_off() {
    String flow =
        """
        - { step: a, do: score.change, with: { score: score, change: +1 } }
        - { step: w, do: wait.for, with: { duration: 1d } }
        - { step: j, do: flow.jump, with: { step: a } }
        """;
    Played played = play(flow, Map.of());
    assertThat(played.end()).startsWith("cut off after 1");
    assertThat(played.steps()).hasSizeBetween(Simulation.MAX_STEPS, Simulation.MAX_STEPS + 50);
  }

  @Test
  void what_fails_is_retried_on_the_clock_and_then_dead_with_its_reason() {
    Played played =
        play(
            "- { step: a, do: score.change, with: { score: score, change: +1 } }",
            Map.of("bug", true));
    assertThat(played.state()).isEqualTo(TaskState.DEAD);
    assertThat(played.step()).isEqualTo("a");
    assertThat(played.end()).contains("after 5 attempts");
    assertThat(played.at()).isAfter(NOW);
  }

  @Test
  void a_merge_is_told_as_done_and_the_flow_goes_on() {
    String flow =
        """
        - { step: first, do: score.change, with: { score: score, change: +1 } }
        - { step: merge, do: person.merge, with: { winner: bob } }
        - { step: last, do: score.change, with: { score: score, change: +1 } }
        """;
    Played played = play(flow, Map.of());
    assertThat(trail(played))
        .containsExactly("first scored PT0S", "merge merged PT0S", "last scored PT0S");
    assertThat(played.state()).isEqualTo(TaskState.DONE);
    assertThat(played.lead().fields()).containsEntry("score", 2L);
  }
}
