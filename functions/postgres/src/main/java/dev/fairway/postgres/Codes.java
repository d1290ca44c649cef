package dev.fairway.postgres;

import dev.fairway.model.Digest16;
import dev.fairway.model.Event;
import dev.fairway.model.Family;
import dev.fairway.model.Lead;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Memberships;
import dev.fairway.model.Priority;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.TaskId;
import dev.fairway.model.Tenant;
import dev.fairway.ports.TaskJournal.OutboxRow;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How values of the model stand in columns. A test pins the numbers.
final class Codes {
  private Codes() {}

  static short of(Family family) {
    return (short)
        switch (family) {
          case PERSON -> 0;
          case SCORING -> 1;
          case MEMBERSHIP -> 2;
          case PROGRAM -> 3;
          case FLOW -> 4;
          case MESSAGING -> 5;
          case CRM -> 6;
          case AUDIENCE -> 7;
          case INTEGRATION -> 8;
        };
  }

  static Family family(short code) {
    for (Family family : Family.values()) if (of(family) == code) return family;
    throw new IllegalArgumentException("family " + code);
  }

  static short of(Priority priority) {
    return (short)
        switch (priority) {
          case HIGH -> 0;
          case NORMAL -> 1;
          case LOW -> 2;
        };
  }

  /// The address that a lead is named by; null if by its id.
  static @Nullable String address(LeadRef lead) {
    return lead instanceof LeadRef.ByEmail(String email) ? Json.text(email) : null;
  }

  static Priority priority(short code) {
    for (Priority priority : Priority.values()) if (of(priority) == code) return priority;
    throw new IllegalArgumentException("priority " + code);
  }

  static short of(Tenant.UnknownLead policy) {
    return (short)
        switch (policy) {
          case CREATE -> 0;
          case IGNORE -> 1;
          case REJECT -> 2;
        };
  }

  static UUID of(Digest16 digest) {
    return new UUID(digest.high(), digest.low());
  }

  /// What a recorded event is known by.
  static UUID heard(int tenant, Event event) {
    return TaskId.of(Integer.toString(tenant), event.source(), event.id(), "").value();
  }

  /// A change of memberships as `fairway.memberships` takes it; null for none.
  static @Nullable String members(LeadPatch patch) {
    if (patch.joins().isEmpty() && patch.leaves().isEmpty()) return null;
    Map<String, Map<String, @Nullable Object>> change = new TreeMap<>();
    patch.joins().forEach((key, attributes) -> named(change, key).put(key.name(), attributes));
    for (Memberships.Key key : patch.leaves()) named(change, key).put(key.name(), null);
    return Json.object(Map.copyOf(change));
  }

  private static Map<String, @Nullable Object> named(
      Map<String, Map<String, @Nullable Object>> change, Memberships.Key key) {
    return change.computeIfAbsent(key.kind().label(), kind -> new TreeMap<>());
  }

  /// From columns o_number, o_id, o_version, o_fields, o_memberships.
  static Lead lead(Row row) {
    return lead(row, "o_number", "o_id", "o_version");
  }

  static Lead lead(Row row, String number, String id, String version) {
    return new Lead(
        row.getLong(number),
        row.getString(id),
        row.getLong(version),
        Json.read(row.getJsonObject("o_fields")),
        Memberships.of(Json.read(row.getJsonObject("o_memberships"))));
  }

  static OffsetDateTime of(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  /// From columns o_task, o_tenant, o_lead, o_position, o_family, o_priority, o_lost.
  static QueuedTask queued(Row row) {
    return queued(row, row.getInteger("o_tenant"));
  }

  static QueuedTask queued(Row row, int tenant) {
    return new QueuedTask(
        new TaskId(row.getUUID("o_task")),
        tenant,
        row.getLong("o_lead"),
        row.getLong("o_position"),
        family(row.getShort("o_family")),
        priority(row.getShort("o_priority")),
        row.getInteger("o_lost") > 0);
  }

  /// From columns o_outbox, o_tenant, o_event.
  static OutboxRow outbox(Row row) {
    return new OutboxRow(
        row.getLong("o_outbox"),
        row.getInteger("o_tenant"),
        Json.read(row.getJsonObject("o_event")));
  }
}
