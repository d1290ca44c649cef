package dev.fairway.console;

import dev.fairway.model.TaskState;
import dev.fairway.ports.FairQueue.Found;
import dev.fairway.ports.FairQueue.Place;
import dev.fairway.ports.Tasks;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A task: where it is and why.
@Schema(name = "Task")
record TaskBody(
    String task,
    @Schema(description = "The campaign's name.") String campaign,
    int version,
    @Schema(description = "The lead's id.") String lead,
    @Schema(
            enumeration = {
              "ready",
              "leased",
              "retrying",
              "waiting",
              "inDoubt",
              "done",
              "notQualified",
              "expired",
              "aborted",
              "deleted",
              "dead"
            })
        String state,
    @Schema(description = "In words, what it waits for or how it ended.") String why,
    @Schema(
            description =
                "While it stands in the queue: milliseconds of waiting so far, by cause (fairTurn,"
                    + " inFlight, rate, paused, pool, credit; line: behind others of its lead).")
        Map<String, Long> waitByCause,
    @Schema(description = "The step to execute next.") String at,
    @Schema(description = "Steps executed so far.") long progress,
    @Schema(description = "Failures of this step so far.") int attempts,
    @Schema(description = "Leases that expired without an outcome.") int lost,
    @Nullable String error,
    @Nullable Instant due,
    Instant acceptedAt,
    @Nullable Instant endedAt,
    @Schema(description = "When it came to where it is. Not in lists.") @Nullable Instant since,
    @Schema(description = "While it waits. Not in lists.") @Nullable WaitBody waitsFor,
    @Schema(description = "What its last 200 steps did, oldest first. Not in lists.")
        @Nullable List<StepBody> steps) {

  /// @param found where the queue has it; empty outside if the queue is away, inside if unknown
  static TaskBody of(Tasks.Row row, String campaign, Optional<Optional<Found>> found) {
    Optional<Optional<Place>> place = found.map(known -> known.map(Found::place));
    boolean leased = place.flatMap(known -> known).filter(Place.LEASED::equals).isPresent();
    return new TaskBody(
        row.task().toString(),
        campaign,
        row.version(),
        row.lead(),
        leased && row.state() == TaskState.READY ? "leased" : row.state().label(),
        why(row, place),
        QueueBody.millis(found.flatMap(known -> known).map(Found::waited)),
        row.at(),
        row.progress(),
        row.attempts(),
        row.lost(),
        row.error().orElse(null),
        row.due().orElse(null),
        row.acceptedAt(),
        row.endedAt().orElse(null),
        null,
        null,
        null);
  }

  TaskBody with(Instant came, @Nullable WaitBody waits, List<StepBody> did) {
    return new TaskBody(
        task,
        campaign,
        version,
        lead,
        state,
        why,
        waitByCause,
        at,
        progress,
        attempts,
        lost,
        error,
        due,
        acceptedAt,
        endedAt,
        came,
        waits,
        did);
  }

  private static String why(Tasks.Row row, Optional<Optional<Place>> place) {
    return switch (row.state()) {
      case READY -> place.map(TaskBody::queued).orElse("accepted; the queue is away");
      case RETRYING ->
          "step " + row.at() + " failed " + row.attempts() + " times; it runs again when due";
      case IN_DOUBT -> "step " + row.at() + " may have taken effect outside; being clarified";
      case WAITING ->
          row.due().map(due -> "waits until due").orElse("waits for an event or an answer");
      case DEAD -> "step " + row.at() + " failed for good; a redrive resumes there";
      case DONE -> "ran to its end";
      case NOT_QUALIFIED -> "the lead had entered the campaign before, as often as it may";
      case EXPIRED -> "the event was past its expirytime";
      case ABORTED -> "the campaign was aborted";
      case DELETED -> "the lead was deleted";
    };
  }

  private static String queued(Optional<Place> place) {
    return place.map(TaskBody::reason).orElse("accepted; the queue will take it in soon");
  }

  private static String reason(Place place) {
    return switch (place) {
      case LEASED -> "running now";
      case READY -> "first of its lead; its tenant's turn has not come";
      case IN_LINE -> "an earlier task of the lead is unfinished";
      case DELAYED -> "runs again when due";
    };
  }
}
