package dev.fairway.enqueue;

import dev.fairway.runtime.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What to answer to each of the requests gathered. The first refusal of any of its events refuses
/// a request.
final class Results {
  sealed interface Result {
    /// One answer per event, in order.
    record Taken(List<Answer> answers) implements Result {}

    record Refused(Refusal refusal) implements Result {}
  }

  private final List<Integer> sizes;
  private final Map<Integer, Refusal> refused = new TreeMap<>();
  private final List<Map<Integer, Answer>> answers = new ArrayList<>();
  private final List<List<Map<String, Object>>> unprocessable = new ArrayList<>();

  /// @param sizes events per request
  Results(List<Integer> sizes) {
    this.sizes = sizes;
    for (int i = 0; i < sizes.size(); i++) {
      answers.add(new TreeMap<>());
      unprocessable.add(new ArrayList<>());
    }
  }

  void refuse(int request, Refusal refusal) {
    refused.putIfAbsent(request, refusal);
  }

  boolean isRefused(int request) {
    return refused.containsKey(request);
  }

  Optional<Refusal> refusal(int request) {
    return Optional.ofNullable(refused.get(request));
  }

  void answer(Placed place, Answer answer) {
    answers.get(place.request()).put(place.index(), answer);
  }

  /// This event cannot be taken as it is; the others of its request were.
  void unprocessable(Placed place, String type, String reason) {
    unprocessable
        .get(place.request())
        .add(
            Map.of(
                "index", place.index(), "id", place.event().id(), "type", type, "reason", reason));
  }

  List<Result> all() {
    List<Result> results = new ArrayList<>(sizes.size());
    for (int request = 0; request < sizes.size(); request++) results.add(of(request));
    return results;
  }

  private Result of(int request) {
    Refusal refusal = refused.get(request);
    if (refusal != null) return new Result.Refused(refusal);
    if (!unprocessable.get(request).isEmpty())
      return new Result.Refused(unprocessable(unprocessable.get(request), sizes.get(request)));
    List<Answer> told = List.copyOf(answers.get(request).values());
    if (told.size() != sizes.get(request))
      throw new IllegalStateException(
          told.size() + " answers for " + sizes.get(request) + " events");
    return new Result.Taken(told);
  }

  private static Refusal unprocessable(List<Map<String, Object>> events, int size) {
    Map<String, Object> first = events.getFirst();
    String rest = size == 1 ? "" : "; the other events of the batch were taken";
    return new Refusal(
        422,
        String.valueOf(first.get("type")),
        "Cannot be taken as it is",
        events.size() == 1 && size == 1
            ? String.valueOf(first.get("reason"))
            : events.size() + " of " + size + " events: " + first.get("reason") + rest,
        Optional.empty(),
        Map.of("invalid", events));
  }
}
