package dev.fairway.world.fair;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// One runner's run of one scenario.
///
/// @param measures empty if the runner has no notion of the scenario; its note says why
record Result(
    Scenario scenario,
    List<Task> trace,
    List<Execution> executions,
    RunnerReport report,
    Optional<Measures> measures) {

  static Result of(ScenarioFolder folder, String runner) throws IOException {
    Scenario scenario = folder.scenario();
    List<Task> trace = folder.trace();
    List<Execution> executions = folder.executions(runner);
    RunnerReport report = folder.report(runner);
    return new Result(
        scenario,
        trace,
        executions,
        report,
        report.submitted() == 0
            ? Optional.empty()
            : Optional.of(Analyser.measure(scenario, trace, executions, report)));
  }

  String runner() {
    return report.runner();
  }
}
