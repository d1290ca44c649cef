package dev.fairway.world.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.Tenant;
import dev.fairway.model.flow.FlowSignal;
import dev.fairway.model.flow.FlowState;
import dev.fairway.model.flow.FlowState.Mode;
import dev.fairway.ports.FairQueue.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What operators read says everything there is, and nothing else.
class OperatingTest {
  private static final Repository REPOSITORY = Repository.here();
  private static final String PAGE = text("functions/console/OPERATING.md");

  /// A meter as it is asked for in the code: by its registry name, or by the part that `Meters`
  /// completes.
  private static final Pattern METER =
      Pattern.compile(
          "(?:counter|timer|summary|gauge|builder|count|took|sized)\\(\\s*\"([a-z]+(?:\\.[a-z]+)+)\"");

  private static final Pattern NAME = Pattern.compile("`(fairway_[a-z_]+)");

  @Test
  void every_metric_is_explained_and_every_explained_one_exists() {
    assertThat(explained(PAGE)).isEqualTo(existing());
  }

  private static Set<String> existing() {
    Set<String> names = new TreeSet<>();
    REPOSITORY.files(".java").stream()
        .filter(file -> file.toString().contains("/src/main/"))
        .filter(file -> REPOSITORY.root().relativize(file).startsWith("functions"))
        .flatMap(file -> METER.matcher(Repository.text(file)).results())
        .map(meter -> meter.group(1).replace('.', '_'))
        .forEach(name -> names.add(name.startsWith("fairway_") ? name : "fairway_" + name));
    return names;
  }

  /// Without what Prometheus appends.
  private static Set<String> explained(String page) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = NAME.matcher(page);
    while (matcher.find()) names.add(matcher.group(1).replaceAll("_(total|seconds)$", ""));
    return names;
  }

  @Test
  void every_mode_state_and_cause_is_explained() {
    List<String> rows = new ArrayList<>();
    for (Mode mode : Mode.values()) rows.add("| " + mode + " | ");
    for (Tenant.State state : Tenant.State.values())
      rows.add("| " + state.name().toLowerCase(Locale.ROOT) + " | ");
    Duration some = Duration.ofMillis(1);
    new Wait(some, some, some, some, some, some, some)
        .byCause()
        .keySet()
        .forEach(cause -> rows.add("| " + cause + " | "));

    assertThat(rows).hasSize(13).allSatisfy(row -> assertThat(PAGE).contains("\n" + row));
  }

  @Test
  void the_table_of_flows_is_the_one_that_runs() {
    List<String> rows = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      var now = new FlowState(mode, 7);
      Stream<FlowSignal> signals =
          Stream.of(
              new FlowSignal.NoRoom(7),
              new FlowSignal.Buffered(),
              new FlowSignal.SeemsEmpty(7),
              new FlowSignal.Marker(7));
      rows.add(
          "| "
              + told(now)
              + " | "
              + String.join(" | ", signals.map(s -> told(s.from(now))).toList())
              + " |");
    }

    assertThat(text("shared-model/RATIONALE.md").lines()).containsSubsequence(rows);
  }

  private static String told(FlowState state) {
    return state.mode() + (state.epoch() == 7 ? "(e)" : "(e+1)");
  }

  @Test
  void the_tests_that_stand_on_traps_exist() {
    String tests =
        text("test-harness/contracts/src/main/java/dev/fairway/contracts/FairQueueContract.java")
            + text("functions/redis/src/test/java/dev/fairway/redis/RedisFairQueueTest.java");
    List<String> named =
        text("functions/redis/RATIONALE.md")
            .lines()
            .filter(line -> line.matches("\\| .* \\| `[a-z_]+` \\|"))
            .map(line -> line.substring(line.indexOf('`') + 1, line.lastIndexOf('`')))
            .toList();

    assertThat(named)
        .hasSize(6)
        .allSatisfy(name -> assertThat(tests).contains("void " + name + "("));
  }

  @Test
  void a_meter_is_seen_however_it_is_asked_for() {
    assertThat(
            Arrays.stream(
                    new String[] {
                      "registry.counter(\"fairway.turns\")",
                      "meters.count(\"buffer.writes\", cause, 1)",
                      "Timer\n.builder(\n  \"fairway.visit\")"
                    })
                .map(code -> METER.matcher(code).find()))
        .containsOnly(true);
  }

  private static String text(String file) {
    return Repository.text(REPOSITORY.root().resolve(file));
  }
}
