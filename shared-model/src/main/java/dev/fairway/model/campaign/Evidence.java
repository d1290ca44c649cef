package dev.fairway.model.campaign;

import dev.fairway.model.campaign.Campaign.Choice;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.Choices.Chosen;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What decided between the choices of a step, as the step's activity keeps it: later the lead is
/// another. The conditions themselves stand in the campaign's version.
///
/// @param choice taken; 0: none held
/// @param values what the conditions that were looked at read, by path; absent ones are left out
/// @param failed why conditions could not be answered, by the number of their choice
/// @param omitted values and failures that were too many to be kept
public record Evidence(
    int choice, Map<String, Object> values, Map<Integer, String> failed, int omitted) {
  /// Values kept at most, and failures.
  static final int MOST = 10;

  /// Characters kept of a text.
  static final int LENGTH = 100;

  /// Among the attributes of the activity.
  public static final String KEY = "decided";

  /// @param scope in which the choice was made
  public static Evidence of(Step step, Chosen chosen, Scope scope) {
    Map<String, Object> values = new LinkedHashMap<>();
    int omitted = Math.max(0, chosen.failed().size() - MOST);
    for (Choice choice : lookedAt(step, chosen.choice())) {
      if (choice.when().isEmpty()) continue;
      for (String path : choice.when().get().reads()) {
        Optional<Object> value = scope.find(path);
        if (values.containsKey(path) || value.isEmpty()) continue;
        if (values.size() < MOST) values.put(path, bounded(value.get()));
        else omitted++;
      }
    }
    Map<Integer, String> failed = new LinkedHashMap<>();
    chosen.failed().entrySet().stream()
        .limit(MOST)
        .forEach(each -> failed.put(each.getKey(), cut(each.getValue())));
    return new Evidence(chosen.choice(), values, failed, omitted);
  }

  /// The choices up to the one that was taken.
  public static List<Choice> lookedAt(Step step, int taken) {
    return taken == 0 ? step.choices() : step.choices().subList(0, taken);
  }

  private static Object bounded(Object value) {
    return value instanceof Number || value instanceof Boolean ? value : cut(value.toString());
  }

  private static String cut(String text) {
    if (text.length() <= LENGTH) return text;
    int end = Character.isHighSurrogate(text.charAt(LENGTH - 1)) ? LENGTH - 1 : LENGTH;
    return text.substring(0, end) + "...";
  }

  /// As [#read] takes it.
  public Map<String, Object> write() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("choice", (long) choice);
    if (!values.isEmpty()) json.put("values", values);
    if (!failed.isEmpty()) {
      Map<String, Object> reasons = new LinkedHashMap<>();
      failed.forEach((number, why) -> reasons.put(number.toString(), why));
      json.put("failed", reasons);
    }
    if (omitted > 0) json.put("omitted", (long) omitted);
    return json;
  }

  /// @return empty if the step had no choices
  public static Optional<Evidence> read(Map<String, Object> attributes) {
    if (!(attributes.get(KEY) instanceof Map<?, ?> json)) return Optional.empty();
    Map<String, Object> values = new LinkedHashMap<>();
    if (json.get("values") instanceof Map<?, ?> kept)
      kept.forEach((path, value) -> values.put(path.toString(), value));
    Map<Integer, String> failed = new LinkedHashMap<>();
    if (json.get("failed") instanceof Map<?, ?> reasons)
      reasons.forEach(
          (number, why) -> failed.put(Integer.valueOf(number.toString()), String.valueOf(why)));
    return Optional.of(
        new Evidence(number(json.get("choice")), values, failed, number(json.get("omitted"))));
  }

  private static int number(@Nullable Object value) {
    return value instanceof Number number ? number.intValue() : 0;
  }
}
