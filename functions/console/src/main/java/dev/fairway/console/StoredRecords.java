package dev.fairway.console;

import dev.fairway.model.Tenant;
import dev.fairway.model.TenantRecord;
import dev.fairway.model.TenantRecord.Key;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.ports.Records;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// Reads and changes records for the API, as [LeadsApi] does leads.
@Singleton
final class StoredRecords {
  private final Records records;

  StoredRecords(Records records) {
    this.records = records;
  }

  /// A company or an object.
  @Schema(name = "Record")
  record Body(String key, long version, Map<String, Object> fields) {
    static Body of(TenantRecord record) {
      return new Body(record.key().key(), record.version(), record.fields());
    }
  }

  /// @param fields declared ones; in PATCH a null clears
  @Schema(name = "RecordFields")
  record FieldsBody(Map<String, Object> fields) {}

  Uni<Page<Body>> list(Tenant owner, String type, @Nullable String limit, @Nullable String cursor) {
    var page = Page.Request.of(limit, cursor);
    return records
        .list(owner.settings().database(), owner.number(), type, page.after(), page.probe())
        .map(found -> page.page(found, record -> record.key().key()).map(Body::of));
  }

  Uni<Body> get(Tenant owner, Key key) {
    return found(owner, key).map(Body::of);
  }

  private Uni<TenantRecord> found(Tenant owner, Key key) {
    return find(owner, key)
        .invoke(record -> {
          if (!record.exists()) throw none(owner, key);
        });
  }

  private Uni<TenantRecord> find(Tenant owner, Key key) {
    return find(owner, List.of(key)).map(List::getFirst);
  }

  /// In the order asked; with version 0 where there is none.
  Uni<List<TenantRecord>> find(Tenant owner, List<Key> keys) {
    return records.find(
        owner.settings().database(),
        keys.stream().map(key -> new Records.Address(owner.number(), key)).toList());
  }

  /// @param replace fields that are not named are cleared; else the record must be there
  Uni<RestResponse<Body>> change(
      Tenant owner, Key key, Map<String, FieldType> declared, byte[] body, boolean replace) {
    var patch = new SentFields(declared, "key").one(Given.object(body), key.key());
    return (replace ? find(owner, key) : found(owner, key))
        .flatMap(before ->
            records
                .upsert(owner.settings().database(), owner.number(), key, patch, replace)
                .map(after -> RestResponse.status(status(before), Body.of(after))));
  }

  private static RestResponse.Status status(TenantRecord before) {
    return before.exists() ? RestResponse.Status.OK : RestResponse.Status.CREATED;
  }

  Uni<RestResponse<Void>> delete(Tenant owner, Key key) {
    return records
        .delete(owner.settings().database(), owner.number(), key)
        .map(gone -> {
          if (!gone) throw none(owner, key);
          return RestResponse.noContent();
        });
  }

  private static RuntimeException none(Tenant owner, Key key) {
    return Refusals.notFound(
        "tenant " + owner.name() + " has no " + key.type() + " " + Names.shown(key.key()));
  }
}
