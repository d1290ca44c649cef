package dev.fairway.world.fair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.world.fair.Played.Discipline;
import dev.fairway.world.fair.Scenarios.Dials;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ReportTest {
  private static final Dials SMALL = new Dials(1, 0.5, 16, 50);

  @TempDir private Path folder;

  private Result played(String runner, String scenario, Discipline discipline) throws IOException {
    Played played = Played.play(Scenarios.make(scenario, SMALL), discipline);
    return written(
        played,
        played.executions(),
        new RunnerReport(
            runner,
            runner + " 1.0",
            Map.of("slots", 16),
            1,
            played.trace().size(),
            false,
            discipline == Discipline.FIFO ? "no order per key offered" : null));
  }

  private Result written(Played played, List<Execution> executions, RunnerReport report)
      throws IOException {
    ScenarioFolder to =
        Scenarios.write(new Scenarios.Made(played.scenario(), played.trace()), folder);
    to.write(report, executions);
    return Result.of(to, report.runner());
  }

  private List<Result> bothDisciplines() throws IOException {
    List<Result> results = new ArrayList<>();
    for (String scenario : List.of("noisy", "alone", "trickle", "weights")) {
      results.add(played("fairway", scenario, Discipline.FAIR));
      results.add(played("fifo", scenario, Discipline.FIFO));
    }
    return results;
  }

  private static List<String> cells(String text, String target) {
    String row = text.lines().filter(l -> l.startsWith("| " + target)).findFirst().orElseThrow();
    return List.of(row.split("\\|")).subList(2, 4);
  }

  @Test
  void a_target_is_met_by_the_fair_and_not_by_the_unfair() throws IOException {
    String text = new Report(bothDisciplines(), Map.of("seed", "1")).text();

    // with ten tasks a tenant even the fairest order is at 0.99
    assertThat(cells(text, "Jain").getFirst()).contains(" 0.99 ");
    assertThat(cells(text, "Jain").getLast()).startsWith(" **not met**");
    for (String target : List.of("bound ratio", "p99 wait", "trickle")) {
      assertThat(cells(text, target).getFirst()).startsWith(" met");
      assertThat(cells(text, target).getLast()).startsWith(" **not met**");
    }
    assertThat(cells(text, "lost")).allMatch(cell -> cell.startsWith(" met: 0"));
    assertThat(cells(text, "out of order")).containsExactly(" met: 0 ", " not offered: 0 ");
  }

  @Test
  void what_a_runner_cannot_do_is_told_and_so_are_versions_and_settings() throws IOException {
    Played pause = Played.play(Scenarios.make("pause", SMALL), Discipline.FAIR);
    List<Result> results = new ArrayList<>(bothDisciplines());
    results.add(
        written(
            pause,
            List.of(),
            new RunnerReport("fifo", "fifo 1.0", Map.of(), 0, 0, false, "pauses all or none")));

    String text = new Report(results, Map.of("Redis", "6.2.6")).text();

    assertThat(text)
        .contains("| fifo | left out: pauses all or none |")
        .contains("- fifo: no order per key offered")
        .contains("| fifo | fifo 1.0 | slots = 16 |")
        .contains("| Redis | 6.2.6 |");
  }

  @Test
  void without_the_engine_it_says_so() throws IOException {
    List<Result> peers =
        bothDisciplines().stream().filter(r -> !r.runner().equals("fairway")).toList();

    assertThat(new Report(peers, Map.of()).text()).contains("Fairway itself was not measured");
    assertThat(new Report(bothDisciplines(), Map.of()).text()).doesNotContain("not measured in");
  }

  @Test
  void time_that_was_up_is_not_called_a_loss() throws IOException {
    Played played = Played.play(Scenarios.make("noisy", SMALL), Discipline.FIFO);
    List<Execution> half = played.executions().subList(0, played.executions().size() / 2);
    Result late = written(played, half, new RunnerReport("late", "1", Map.of(), 1, 1, true, null));

    assertThat(new Report(List.of(late), Map.of()).text()).contains("745 not finished in time");
  }

  @Test
  void every_picture_is_well_formed_and_brings_its_own_ground() throws Exception {
    new Report(bothDisciplines(), Map.of()).write(folder.resolve("told"));

    for (String name : List.of("noisy.svg", "weights.svg", "waits.svg")) {
      Element svg =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(
                  new InputSource(
                      new StringReader(Files.readString(folder.resolve("told").resolve(name)))))
              .getDocumentElement();
      Element ground = (Element) svg.getElementsByTagName("rect").item(0);
      assertThat(ground.getAttribute("fill")).isEqualTo("#ffffff");
      assertThat(ground.getAttribute("width")).isEqualTo(svg.getAttribute("width"));
      assertThat(svg.getElementsByTagName("path").getLength()).isGreaterThan(3);
    }
  }
}
