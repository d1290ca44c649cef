package dev.fairway.steps.integration;

import dev.fairway.actions.ActionsContract;
import dev.fairway.model.Family;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.TenantRecord;
import dev.fairway.model.campaign.Assets;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.visit.StepResult;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class IntegrationActionsTest extends ActionsContract {
  private static final TenantRecord KNOWN =
      new TenantRecord(
          TenantRecord.Key.object("order", "o7"), 2, Map.of("total", 7.0, "vip", true));

  @Override
  protected Family family() {
    return Family.INTEGRATION;
  }

  @Override
  protected Assets assets() {
    return Assets.NONE.with(
        List.of(
            new Declaration.ObjectType(
                "order", "", Map.of("total", FieldType.FLOAT, "vip", FieldType.BOOLEAN))));
  }

  @Override
  protected List<TenantRecord> records() {
    return List.of(KNOWN);
  }

  @Override
  protected Map<String, FieldType> fields() {
    return Map.of(
        Campaign.eventField("order.shipped", "n"),
        FieldType.INTEGER,
        Campaign.eventField("order.shipped", "to"),
        FieldType.STRING,
        Campaign.eventField("activity.custom.met", "where"),
        FieldType.ANY);
  }

  private static StepResult told(String type, Map<String, Object> data, boolean own) {
    return new StepResult.Changed(LeadPatch.NONE, List.of(new StepResult.Fact(type, data, own)));
  }

  private static StepResult stored(TenantRecord after, String type, String key) {
    return new StepResult.Recorded(
        after, new StepResult.Changed(LeadPatch.NONE, type, Map.of("object", "order", "key", key)));
  }

  private static Map<String, Object> order(String key, Map<String, Object> fields) {
    return Map.of("object", "order", "key", key, "fields", fields);
  }

  @Override
  protected Stream<Row> rows() {
    var upsert = new ObjectUpsert();
    return Stream.of(
        row(
            "an object is made",
            upsert,
            Map.of(),
            order("o{{trigger.n}}-1", Map.of("total", "{{trigger.n}}")),
            stored(
                TenantRecord.none(TenantRecord.Key.object("order", "o7-1")).with("total", 7.0),
                "object.created",
                "o7-1")),
        row(
            "an object is made without fields",
            upsert,
            Map.of(),
            order("o8", Map.of()),
            stored(
                TenantRecord.none(TenantRecord.Key.object("order", "o8")), "object.created", "o8")),
        row(
            "an object is changed, and fields that are not named stay",
            upsert,
            Map.of(),
            order(" o7 ", Map.of("total", "8")),
            stored(KNOWN.with("total", 8.0), "object.changed", "o7")),
        row(
            "NULL unsets a field",
            upsert,
            Map.of(),
            order("o7", Map.of("vip", "NULL")),
            stored(
                KNOWN.with(new LeadPatch(Map.of(), List.of("vip"), false)),
                "object.changed",
                "o7")),
        row(
            "the same values change nothing",
            upsert,
            Map.of(),
            order("o7", Map.of("total", "{{trigger.n}}", "vip", "true")),
            "unchanged"),
        row(
            "an object without key fails",
            upsert,
            Map.of(),
            order("{{lead.title}}", Map.of()),
            "key must be text of 1 to 255"),
        row(
            "a key that is too long fails",
            upsert,
            Map.of(),
            order("x".repeat(256), Map.of()),
            "key must be text of 1 to 255"),
        row(
            "a value that the field does not take fails",
            upsert,
            Map.of(),
            order("o7", Map.of("total", "{{trigger.word}}")),
            "total"),
        row(
            "an event carries its data, each of its declared type",
            new EventEmit(),
            Map.of("title", "Dr"),
            Map.of(
                "type",
                "order.shipped",
                "data",
                Map.of("n", "{{trigger.n}}", "to", "{{lead.title}}")),
            told("order.shipped", Map.of("n", 7L, "to", "Dr"), true)),
        row(
            "data that is empty is left out",
            new EventEmit(),
            Map.of(),
            Map.of("type", "order.shipped", "data", Map.of("to", "NULL")),
            told("order.shipped", Map.of(), true)),
        row(
            "data of another type than the declared fails",
            new EventEmit(),
            Map.of(),
            Map.of("type", "order.shipped", "data", Map.of("n", "{{trigger.word}}")),
            "data is wrong: n must be"),
        row(
            "a line of the history carries its data",
            new ActivityLog(),
            Map.of(),
            Map.of("type", "activity.custom.met", "data", Map.of("where", "booth {{trigger.n}}")),
            told("activity.custom.met", Map.of("where", "booth 7"), false)),
        row(
            "a line of the history needs no data",
            new ActivityLog(),
            Map.of(),
            Map.of("type", "activity.custom.met"),
            told("activity.custom.met", Map.of(), false)));
  }
}
