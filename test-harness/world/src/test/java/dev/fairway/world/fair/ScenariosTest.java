package dev.fairway.world.fair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairway.world.fair.Scenario.Operation;
import dev.fairway.world.fair.Scenario.What;
import dev.fairway.world.fair.Scenarios.Dials;
import dev.fairway.world.fair.Scenarios.Made;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScenariosTest {
  static Stream<String> names() {
    return Scenarios.NAMES.stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void the_same_dials_make_the_same_trace_and_another_seed_another(String name) {
    Made made = Scenarios.make(name, Dials.STANDARD);

    assertThat(Scenarios.make(name, Dials.STANDARD)).isEqualTo(made);
    assertThat(Scenarios.make(name, new Dials(2, 1, 16, 50)).trace()).isNotEqualTo(made.trace());
  }

  @ParameterizedTest
  @MethodSource("names")
  void it_is_over_in_ten_seconds_of_busy_slots(String name) {
    Made made = Scenarios.make(name, Dials.STANDARD);
    long work = made.trace().stream().mapToLong(Task::serviceMs).sum();
    long last = made.trace().getLast().at();

    assertThat(work / 16).isBetween(2_000L, 10_000L);
    assertThat(last).isLessThan(6_000);
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_trace_is_sorted_its_ids_differ_and_its_tenants_are_known(String name) {
    Made made = Scenarios.make(name, Dials.STANDARD);

    assertThat(made.trace()).isSortedAccordingTo(Comparator.comparingLong(Task::at));
    assertThat(made.trace().stream().map(Task::id)).doesNotHaveDuplicates();
    assertThat(made.trace())
        .allSatisfy(t -> assertThat(made.scenario().tenant(t.tenant())).isNotNull());
  }

  @ParameterizedTest
  @MethodSource("names")
  void what_is_written_is_read_back(String name, @TempDir Path folder) throws IOException {
    Made made = Scenarios.make(name, new Dials(7, 0.1, 4, 5));

    ScenarioFolder written = Scenarios.write(made, folder);

    assertThat(written.scenario()).isEqualTo(made.scenario());
    assertThat(written.trace()).isEqualTo(made.trace());
  }

  @Test
  void the_noisy_one_stands_before_the_light_ones_come() {
    List<Task> trace = Scenarios.make("noisy", Dials.STANDARD).trace();

    assertThat(trace.subList(0, 2_000)).allMatch(t -> t.tenant().equals("heavy") && t.at() == 0);
    Map<String, Long> light =
        trace.stream()
            .skip(2_000)
            .collect(Collectors.groupingBy(Task::tenant, Collectors.counting()));
    assertThat(light).hasSize(49).allSatisfy((tenant, count) -> assertThat(count).isEqualTo(20));
  }

  @Test
  void alone_is_noisy_without_the_noise() {
    List<String> alone = ids(Scenarios.make("alone", Dials.STANDARD));
    List<String> noisy = ids(Scenarios.make("noisy", Dials.STANDARD));

    assertThat(noisy).containsAll(alone).hasSize(alone.size() + 2_000);
  }

  private static List<String> ids(Made made) {
    return made.trace().stream().map(Task::id).toList();
  }

  @Test
  void a_minter_has_a_lead_for_every_task() {
    Map<String, Long> leads =
        Scenarios.make("key-minting", Dials.STANDARD).trace().stream()
            .distinct()
            .collect(
                Collectors.groupingBy(
                    Task::tenant,
                    Collectors.mapping(
                        Task::key,
                        Collectors.collectingAndThen(
                            Collectors.toSet(), keys -> (long) keys.size()))));

    assertThat(leads).containsEntry("minter", 800L).containsEntry("few-01", 8L);
  }

  @Test
  void a_pause_ends_and_a_kill_falls_into_the_work() {
    assertThat(Scenarios.make("pause", Dials.STANDARD).scenario().operations())
        .extracting(Operation::what)
        .containsExactly(What.pause, What.resume);
    assertThat(Scenarios.make("kill", Dials.STANDARD).scenario().operations())
        .containsExactly(new Operation(2_500, What.kill, null));
  }

  @Test
  void an_unknown_scenario_is_refused() {
    assertThatThrownBy(() -> Scenarios.make("gone", Dials.STANDARD))
        .hasMessageContaining("no scenario gone");
  }
}
