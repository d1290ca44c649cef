package dev.fairway.world.fair;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `scenario.json` and `trace.jsonl` for the runners, `<runner>.jsonl` and `<runner>.json` from
/// them.
public record ScenarioFolder(Path path) {
  /// A runner may say more than is asked.
  private static final ObjectMapper MAPPER =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  public void write(Scenario scenario, List<Task> trace) throws IOException {
    Files.createDirectories(path);
    Files.writeString(
        path.resolve("scenario.json"),
        MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(scenario) + "\n");
    writeLines("trace.jsonl", trace);
  }

  public Scenario scenario() throws IOException {
    return MAPPER.readValue(path.resolve("scenario.json").toFile(), Scenario.class);
  }

  public List<Task> trace() throws IOException {
    return lines("trace.jsonl", Task.class);
  }

  public void write(RunnerReport report, List<Execution> executions) throws IOException {
    writeLines(report.runner() + ".jsonl", executions);
    Files.writeString(
        path.resolve(report.runner() + ".json"), MAPPER.writeValueAsString(report) + "\n");
  }

  /// Whether that runner has been here.
  public boolean has(String runner) {
    return Files.exists(path.resolve(runner + ".json"));
  }

  void forget(String runner) throws IOException {
    Files.deleteIfExists(path.resolve(runner + ".json"));
    Files.deleteIfExists(path.resolve(runner + ".jsonl"));
  }

  public RunnerReport report(String runner) throws IOException {
    return MAPPER.readValue(path.resolve(runner + ".json").toFile(), RunnerReport.class);
  }

  public List<Execution> executions(String runner) throws IOException {
    return lines(runner + ".jsonl", Execution.class);
  }

  private <T> List<T> lines(String file, Class<T> type) throws IOException {
    List<T> read = new ArrayList<>();
    for (String line : Files.readAllLines(path.resolve(file))) {
      if (!line.isBlank()) read.add(MAPPER.readValue(line, type));
    }
    return read;
  }

  private void writeLines(String file, List<?> values) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(path.resolve(file))) {
      for (Object value : values) {
        out.write(MAPPER.writeValueAsString(value));
        out.newLine();
      }
    }
  }
}
