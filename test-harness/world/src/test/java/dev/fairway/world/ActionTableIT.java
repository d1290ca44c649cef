package dev.fairway.world;

import dev.fairway.world.ActionStage.Seen;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Every action of the catalogue through the running engine, as the table in `resources/actions`
/// says; and no event counts twice.
@Tag("tour")
@ExtendWith(SharedEngine.class)
class ActionTableIT {
  /// Effects trigger campaigns, and short waits end, a moment after nothing seemed left to do.
  private static final Duration SETTLES_WITHIN = Duration.ofSeconds(30);

  private final Engine engine;
  private final List<ActionRow> rows = ActionTable.rows();
  private final List<ActionRow> refused = rows.stream().filter(ActionRow::refused).toList();
  private final List<ActionRow> played = rows.stream().filter(row -> !row.refused()).toList();

  ActionTableIT(Engine engine) {
    this.engine = engine;
  }

  @Test
  void every_row_comes_true_beside_another_writer_and_only_once() {
    var softly = new SoftAssertions();
    try (ActionStage stage = new ActionStage(engine, rows)) {
      stage.set();
      ActionVerdict.of(refused, stage.refusals()).forEach(softly::fail);
      firstRound(stage).forEach(softly::fail);
      Seen first = stage.look();
      first.leads().values().stream()
          .filter(lead -> lead.path("id").asText().startsWith("row-"))
          .filter(lead -> lead.at("/fields/" + ActionStage.TOUCHED).isMissingNode())
          .forEach(lead -> softly.fail("what another writer wrote is lost: " + lead));

      Map<String, List<String>> again = new TreeMap<>(stage.play(stage.befores()));
      again.putAll(stage.play(stage.triggers()));
      again.forEach((id, states) ->
          softly.assertThat(states).as("event %s, once more", id).containsExactly("duplicate"));
      stage.play(stage.laters());
      ActionVerdict.changed(first, stage.look()).forEach(softly::fail);
    }
    softly.assertAll();
  }

  private List<String> firstRound(ActionStage stage) {
    try (var writer = stage.writer()) {
      stage.play(stage.befores());
      Seen before = stage.look();
      stage.play(stage.triggers());
      stage.play(stage.laters());
      long settled = System.nanoTime() + SETTLES_WITHIN.toNanos();
      return Await.until(
          "what came of it",
          Await.LONG,
          () -> ActionVerdict.of(played, before, stage.look()),
          wrong -> wrong.isEmpty() || System.nanoTime() > settled);
    }
  }
}
