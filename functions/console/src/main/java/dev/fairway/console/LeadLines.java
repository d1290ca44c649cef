package dev.fairway.console;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.campaign.Problem;
import dev.fairway.ports.Leads;
import dev.fairway.runtime.Json;
import dev.fairway.runtime.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A bulk of leads: one JSON object a line. Every line is checked, and all that is wrong is told
/// with its line, up to a number that a person can read.
final class LeadLines {
  private static final int BYTES = 16 << 20;
  private static final int CHUNK = 500;
  private static final int MOST_FINDINGS = 100;

  private LeadLines() {}

  static List<Leads.Upsert> read(byte[] body, SentFields fields) {
    if (body.length > BYTES)
      throw Refusal.tooLarge("the body is larger than " + BYTES + " bytes; send it in parts");
    var upserts = new ArrayList<Leads.Upsert>();
    var problems = new ArrayList<Problem>();
    int start = 0;
    for (int number = 1; start < body.length && problems.size() < MOST_FINDINGS; number++) {
      int end = lineEnd(body, start);
      byte[] line = Arrays.copyOfRange(body, start, end);
      start = end + 1;
      if (new String(line, java.nio.charset.StandardCharsets.UTF_8).isBlank()) continue;
      var wrong = new ArrayList<Problem>();
      upsert(line, fields, wrong).ifPresent(upserts::add);
      for (Problem problem : wrong)
        problems.add(new Problem(problem.path(), number, problem.message(), problem.allowed()));
    }
    if (!problems.isEmpty()) throw Refusals.invalid(problems);
    return upserts;
  }

  private static int lineEnd(byte[] body, int start) {
    int end = start;
    while (end < body.length && body[end] != '\n') end++;
    return end;
  }

  private static Optional<Leads.Upsert> upsert(
      byte[] line, SentFields fields, List<Problem> problems) {
    Object value;
    try {
      value = Json.read(line);
    } catch (Json.Invalid e) {
      problems.add(new Problem("", 0, e.reason(), List.of("one JSON object a line")));
      return Optional.empty();
    }
    if (!(value instanceof Map<?, ?> object)) {
      problems.add(new Problem("", 0, "must be a JSON object", List.of("{\"id\":, \"fields\":}")));
      return Optional.empty();
    }
    Optional<String> id = id(object, problems);
    LeadPatch patch = fields.read(object, problems);
    return id.map(known -> new Leads.Upsert(known, patch, false));
  }

  private static Optional<String> id(Map<?, ?> object, List<Problem> problems) {
    if (!(object.get("id") instanceof String id)) {
      problems.add(new Problem("id", 0, "must be the lead's id, as text", List.of()));
      return Optional.empty();
    }
    Names.leadProblem(id).ifPresent(wrong -> problems.add(new Problem("id", 0, wrong, List.of())));
    return Optional.of(id);
  }

  /// In order; no chunk names a lead twice, so that the later line wins.
  static List<List<Leads.Upsert>> chunks(List<Leads.Upsert> upserts) {
    var chunks = new ArrayList<List<Leads.Upsert>>();
    var chunk = new ArrayList<Leads.Upsert>();
    Set<String> ids = new HashSet<>();
    for (Leads.Upsert upsert : upserts) {
      if (chunk.size() == CHUNK || !ids.add(upsert.id())) {
        chunks.add(List.copyOf(chunk));
        chunk.clear();
        ids.clear();
        ids.add(upsert.id());
      }
      chunk.add(upsert);
    }
    if (!chunk.isEmpty()) chunks.add(List.copyOf(chunk));
    return chunks;
  }
}
