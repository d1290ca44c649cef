package dev.fairway.console;

import dev.fairway.model.campaign.Problem;
import dev.fairway.runtime.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The refusals of the API.
final class Refusals {
  private Refusals() {}

  static Refusal malformed(String detail) {
    return new Refusal(400, "malformed-request", "Malformed request", detail, Optional.empty());
  }

  static Refusal notJournaled(String detail) {
    return new Refusal(404, "not-journaled", "Not journaled yet", detail, Optional.empty());
  }

  static Refusal notFound(String detail) {
    return new Refusal(404, "not-found", "Not found", detail, Optional.empty());
  }

  /// The thing is there, but not in a state that allows this.
  static Refusal conflict(String detail) {
    return new Refusal(409, "conflict", "Not possible now", detail, Optional.empty());
  }

  /// @param leads the first of the stranded
  static Refusal stranded(String detail, int stranded, List<?> leads) {
    return new Refusal(
        409,
        "stranded",
        "Leads would be stranded",
        detail,
        Optional.empty(),
        Map.of("stranded", stranded, "leads", leads));
  }

  static Refusal operatorOnly() {
    return new Refusal(
        403,
        "forbidden",
        "Not allowed",
        "only an operator may do this: send an operator's token",
        Optional.empty());
  }

  /// @param problems at least one
  static Refusal invalid(List<Problem> problems) {
    Problem first = problems.getFirst();
    String more = problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)";
    return new Refusal(
        422,
        "invalid",
        "Not valid",
        (first.path().isEmpty() ? "" : first.path() + ": ") + first.message() + more,
        Optional.empty(),
        Map.of("errors", problems.stream().map(Refusals::json).toList()));
  }

  static Refusal invalid(Problem finding) {
    return invalid(List.of(finding));
  }

  private static Map<String, Object> json(Problem problem) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("path", problem.path());
    if (problem.line() > 0) json.put("line", problem.line());
    json.put("message", problem.message());
    json.put("allowed", problem.allowed());
    return json;
  }
}
