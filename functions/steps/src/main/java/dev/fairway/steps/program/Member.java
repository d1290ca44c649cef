package dev.fairway.steps.program;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.Memberships.Kind;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.Declaration.Program;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A lead's membership of the step's program while the step changes it. What does not change is not
/// told.
final class Member {
  private final StepContext step;
  private final Program program;
  private final boolean there;
  private final Map<String, Object> entry = new TreeMap<>();
  private final List<StepResult.Fact> facts = new ArrayList<>();

  Member(StepContext step) {
    this.step = step;
    this.program = step.assets().program(step.with().text("program"));
    Optional<Map<String, Object>> before =
        step.lead().memberships().find(Kind.PROGRAMS, program.name());
    this.there = before.isPresent();
    entry.put("since", step.now());
    before.ifPresent(entry::putAll);
  }

  Program program() {
    return program;
  }

  /// It was a member before this step.
  boolean isThere() {
    return there;
  }

  StepResult isNone() {
    return new StepResult.Skipped("not a member of " + program.name());
  }

  Optional<String> text(String attribute) {
    return Optional.ofNullable(entry.get(attribute)).map(String::valueOf);
  }

  /// Success stays, whatever statuses come after.
  void status(String after) {
    Optional<String> before = text("status");
    if (before.filter(after::equals).isPresent()) return;
    entry.put("status", after);
    if (succeeds(after) && entry.put("success", true) == null) entry.put("successDate", today());
    Map<String, Object> change = new LinkedHashMap<>();
    before.ifPresent(old -> change.put("oldStatus", old));
    change.put("newStatus", after);
    change.put("success", entry.containsKey("success"));
    tell("program.statusChanged", change);
  }

  private boolean succeeds(String status) {
    return program.statuses().stream()
        .filter(Declaration.Status::success)
        .anyMatch(each -> each.name().equals(status));
  }

  String today() {
    return step.scope().now().atZone(step.scope().zone()).toLocalDate().toString();
  }

  /// Whoever is in a stream is a member.
  void stream(String after) {
    if (text("status").isEmpty()) status(program.statusNames().getFirst());
    Optional<String> before = text("stream");
    if (before.filter(after::equals).isPresent()) return;
    entry.put("stream", after);
    entry.putIfAbsent("cadence", "normal");
    if (before.isEmpty()) tell("nurture.added", Map.of("stream", after));
    else tell("nurture.trackChanged", Map.of("oldStream", before.get(), "newStream", after));
  }

  void cadence(String after) {
    String before = text("cadence").orElse("normal");
    if (before.equals(after)) return;
    entry.put("cadence", after);
    tell("nurture.cadenceChanged", Map.of("oldCadence", before, "newCadence", after));
  }

  /// @param after null = unset
  void attribute(String name, @Nullable Object after) {
    told(name, after == null ? entry.remove(name) : entry.put(name, after), after);
  }

  /// One of the program's member data.
  ///
  /// @param after null = unset
  void data(String name, @Nullable Object after) {
    Map<String, Object> data = new TreeMap<>();
    if (entry.get("data") instanceof Map<?, ?> known)
      known.forEach((key, value) -> data.put(String.valueOf(key), value));
    told(name, after == null ? data.remove(name) : data.put(name, after), after);
    entry.put("data", data);
    if (data.isEmpty()) entry.remove("data");
  }

  private void told(String attribute, @Nullable Object before, @Nullable Object after) {
    if (Objects.equals(before, after)) return;
    Map<String, Object> change = new LinkedHashMap<>();
    change.put("attribute", attribute);
    if (before != null) change.put("oldValue", before);
    if (after != null) change.put("newValue", after);
    tell("program.memberDataChanged", change);
  }

  private void tell(String type, Map<String, Object> change) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("program", program.name());
    attributes.putAll(change);
    facts.add(new StepResult.Fact(type, attributes));
  }

  StepResult changed() {
    return facts.isEmpty()
        ? new StepResult.Skipped("unchanged")
        : new StepResult.Changed(
            LeadPatch.join(Kind.PROGRAMS, program.name(), entry), List.copyOf(facts));
  }
}
