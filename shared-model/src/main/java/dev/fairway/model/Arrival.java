package dev.fairway.model;

import dev.fairway.model.campaign.Qualification;
import java.time.Instant;
import java.util.List;

/// One event about one lead, with the tasks it may make: what the journal is asked to accept.
///
/// @param epoch of the tenant's flow as the caller knows it; another one refuses the arrival
/// @param digest 16 bytes over attributes and data (not tracing): the same id with another digest
///   is refused
/// @param activity the event is recorded in the lead's history
/// @param creationTold if the event creates its lead, that is an event of its own, `person.created`
/// @param awaited tasks of the lead may wait for an event of this type: those that do are woken
public record Arrival(
    int tenant,
    long epoch,
    LeadRef lead,
    Tenant.UnknownLead unknownLead,
    Event event,
    Digest16 digest,
    boolean activity,
    boolean creationTold,
    List<Candidate> candidates,
    boolean awaited) {

  /// Of a type that nobody waits for.
  public Arrival(
      int tenant,
      long epoch,
      LeadRef lead,
      Tenant.UnknownLead unknownLead,
      Event event,
      Digest16 digest,
      boolean activity,
      boolean creationTold,
      List<Candidate> candidates) {
    this(
        tenant, epoch, lead, unknownLead, event, digest, activity, creationTold, candidates, false);
  }

  /// The same at another epoch of the tenant's flow.
  public Arrival at(long other) {
    return new Arrival(
        tenant,
        other,
        lead,
        unknownLead,
        event,
        digest,
        activity,
        creationTold,
        candidates,
        awaited);
  }

  /// The same, with its tasks expired if the event is by now.
  public Arrival expiredBy(Instant now) {
    if (event.expiry().filter(now::isAfter).isEmpty()) return this;
    return new Arrival(
        tenant,
        epoch,
        lead,
        unknownLead,
        event,
        digest,
        activity,
        creationTold,
        candidates.stream().map(Candidate::expire).toList(),
        awaited);
  }

  /// Type of the event that tells a lead's creation.
  public static final String CREATED = "person.created";

  /// @param campaign its number
  /// @param firstStep where the flow begins
  /// @param expired past its `expirytime`: journaled as ended, never run
  public record Candidate(
      TaskId task,
      int campaign,
      int version,
      Qualification qualification,
      String firstStep,
      Family family,
      Priority priority,
      boolean expired) {

    private Candidate expire() {
      return new Candidate(
          task, campaign, version, qualification, firstStep, family, priority, true);
    }
  }
}
