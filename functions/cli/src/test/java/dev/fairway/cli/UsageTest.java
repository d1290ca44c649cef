package dev.fairway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Everything that is told before an engine is asked.
class UsageTest {
  private record Run(int code, String out, String err) {}

  private static Run run(Map<String, String> environment, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int code = Fairway.commandLine(environment, out, err).execute(arguments);
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static Stream<String> commands() {
    var nowhere = new ByteArrayOutputStream();
    return Fairway.commandLine(Map.of(), nowhere, nowhere).getSubcommands().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void each_command_says_what_it_does_and_takes_the_options_of_all(String command) {
    Run help = run(Map.of(), command, "--help");
    assertThat(help.code()).isEqualTo(Fairway.DONE);
    assertThat(help.out())
        .contains("Usage: fairway " + command, "--url", "--tenant", "--token", "--json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "aply x",
        "apply --tenant t",
        "apply --tenant t no-such-file",
        "diff --tenant t no-such-file",
        "export",
        "export --tenant t surplus",
        "send --tenant t",
        "send --tenant t --subject lead",
        "send --tenant t --type a file.json",
        "send --tenant t --type a --data {",
        "send --tenant t --type a --data {}{}",
        "tail --tenant t --lines 101",
        "queues --url ftp://somewhere",
        "queues --url localhost",
        "queues --verbose",
        "why --tenant t",
        "why --tenant t --lead ann",
        "why --tenant t --task x --lead ann --campaign c",
        "simulate --tenant t c --lead ann",
        "simulate --tenant t c --type x",
        "simulate --tenant t c --lead ann --fields {} --type x",
        "simulate --tenant t c --lead ann --type x --data {",
        "migrate --tenant t c",
        "migrate --tenant t --from 1",
        "migrate --tenant t c --from some",
        "migrate --tenant t c --from 1 --to next",
        "redrive --tenant t",
        "redrive --tenant t --all a-task"
      })
  void wrong_usage_is_told_in_two_lines_and_ends_with_2(String line) {
    Run run = run(Map.of(), line.isEmpty() ? new String[0] : line.split(" "));
    assertThat(run.code()).isEqualTo(Fairway.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(2).last().asString().startsWith("Try fairway");
  }

  @Test
  void options_come_before_the_environment_and_that_before_the_default() {
    var elsewhere = Map.of("FAIRWAY_URL", "http://localhost:2", "FAIRWAY_TENANT", "t");
    assertThat(run(elsewhere, "export").err()).contains("http://localhost:2:");
    assertThat(run(elsewhere, "export", "--url", "http://localhost:1/").err())
        .contains("http://localhost:1:");
    assertThat(run(elsewhere, "--url", "http://localhost:1", "export").err())
        .contains("http://localhost:1:");
  }

  @Test
  void an_engine_that_does_not_answer_is_3_also_in_json() {
    Run run = run(Map.of(), "queues", "--json", "--url", "http://localhost:1");
    assertThat(run.code()).isEqualTo(Fairway.UNREACHABLE);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("{\"error\":\"no engine answers at http://localhost:1");
  }
}
