package dev.fairway.world;

import java.util.List;
import java.util.Map;

/// A row of the table of actions: what becomes of a lead when a campaign with this one step hears
/// of it. What is absent is empty.
///
/// @param id of its lead and of its campaign; the step is `s`
/// @param family file it stands in
/// @param name what it says, as a sentence
/// @param lead fields it begins with
/// @param before steps that another campaign runs first, so that the lead is a member of something
/// @param with parameters of the step
/// @param beside what else the step has, such as `cases`
/// @param after steps behind it
/// @param event data of the event that triggers
/// @param later data of events (type [#LATER]) that come when the campaign has run or waits
record ActionRow(
    String id,
    String family,
    String name,
    String action,
    Map<String, Object> lead,
    List<Map<String, Object>> before,
    Map<String, Object> with,
    Map<String, Object> beside,
    List<Map<String, Object>> after,
    Map<String, Object> event,
    List<Map<String, Object>> later,
    Expected expect) {

  static final String LATER = "table.later";

  /// What must come of it; `any` stands for any value. Fields, kinds of memberships and events that
  /// are not named must be as they were before the event.
  ///
  /// @param fields null = unset
  /// @param memberships kind -> name -> attributes
  /// @param activity what the step notes: type -> attributes each
  /// @param event types of the events that leave, in any order; `none` to say that none does
  /// @param steps "step type" of all that the campaign notes
  /// @param others fields of other leads, by id
  /// @param erased the lead is gone
  /// @param waiting the campaign waits at the end
  /// @param skipped the reason
  /// @param failed part of the dead letter's error
  /// @param refused the campaign cannot be saved: `path` of a problem, and what it `says`
  record Expected(
      Map<String, Object> fields,
      Map<String, Map<String, Object>> memberships,
      List<Map<String, Map<String, Object>>> activity,
      List<String> event,
      List<String> steps,
      Map<String, Map<String, Object>> others,
      boolean erased,
      boolean waiting,
      String skipped,
      String failed,
      Map<String, String> refused) {

    /// Whether it says how the step ends, without which nothing else is worth much.
    boolean saysHow() {
      return !activity.isEmpty()
          || !steps.isEmpty()
          || erased
          || !skipped.isBlank()
          || !failed.isBlank()
          || refused.keySet().equals(java.util.Set.of("path", "says"));
    }

    List<String> events() {
      return event.stream().filter(type -> !type.equals("none")).sorted().toList();
    }
  }

  boolean refused() {
    return !expect.refused().isEmpty();
  }

  @Override
  public String toString() {
    return family + ", " + action + ": " + name;
  }
}
