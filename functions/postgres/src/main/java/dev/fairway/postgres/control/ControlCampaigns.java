package dev.fairway.postgres.control;

import dev.fairway.ports.Campaigns;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Campaigns, their immutable versions, and assets. Every change runs in a function of the database
/// that locks the tenant's row and raises its stamp.
@Singleton
public final class ControlCampaigns implements Campaigns {
  private final ControlDatabase control;

  ControlCampaigns(ControlDatabase control) {
    this.control = control;
  }

  @Override
  public Uni<List<Version>> active(int tenant) {
    return control.all("control-campaigns-active", ControlCampaigns::version, tenant);
  }

  @Override
  public Uni<Set<String>> awaited(int tenant) {
    return control
        .all("control-campaigns-awaited", row -> row.getString("type"), tenant)
        .map(Set::copyOf);
  }

  @Override
  public Uni<Set<String>> triggers(int tenant) {
    return control
        .all("control-campaigns-triggers", row -> row.getString("type"), tenant)
        .map(Set::copyOf);
  }

  @Override
  public Uni<Optional<Version>> version(int tenant, int campaign, int version) {
    return control.first(
        "control-campaign-version", ControlCampaigns::version, tenant, campaign, version);
  }

  @Override
  public Uni<List<Entry>> list(int tenant, Optional<String> after, int limit) {
    return control.all(
        "control-campaigns-list", ControlCampaigns::entry, tenant, after.orElse(""), limit);
  }

  @Override
  public Uni<Optional<Entry>> named(int tenant, String name) {
    return control.first("control-campaign-named", ControlCampaigns::entry, tenant, name);
  }

  @Override
  public Uni<List<Entry>> numbered(int tenant, Collection<Integer> numbers) {
    if (numbers.isEmpty()) return Uni.createFrom().item(List.of());
    return control.all(
        "control-campaigns-numbered",
        ControlCampaigns::entry,
        tenant,
        numbers.toArray(Integer[]::new));
  }

  @Override
  public Uni<Optional<Version>> latest(int tenant, String name) {
    return control.first("control-campaign-latest", ControlCampaigns::version, tenant, name);
  }

  @Override
  public Uni<List<Version>> newest(int tenant) {
    return control.all("control-campaigns-newest", ControlCampaigns::version, tenant);
  }

  @Override
  public Uni<Entry> put(int tenant, String name, Map<String, Object> definition, String source) {
    return control.one(
        "control-campaign-put",
        ControlCampaigns::entry,
        tenant,
        name,
        new JsonObject(definition),
        source);
  }

  @Override
  public Uni<Optional<Entry>> state(int tenant, String name, State state) {
    return control.first(
        "control-campaign-state",
        ControlCampaigns::entry,
        tenant,
        name,
        ControlTenants.label(state));
  }

  @Override
  public Uni<Boolean> delete(int tenant, String name) {
    return control.one("control-campaign-delete", row -> row.getBoolean("deleted"), tenant, name);
  }

  @Override
  public Uni<List<Asset>> assets(int tenant) {
    return control.all("control-assets", ControlCampaigns::asset, tenant);
  }

  @Override
  public Uni<Void> putAssets(int tenant, List<Asset> assets) {
    var items = new JsonArray();
    for (Asset asset : assets)
      items.add(
          new JsonObject()
              .put("kind", asset.kind())
              .put("name", asset.name())
              .put("spec", new JsonObject(asset.spec())));
    return control.run("control-assets-put", tenant, items).replaceWithVoid();
  }

  @Override
  public Uni<Boolean> deleteAsset(int tenant, String kind, String name) {
    return control.one(
        "control-asset-delete", row -> row.getBoolean("deleted"), tenant, kind, name);
  }

  private static Entry entry(Row row) {
    return new Entry(
        row.getInteger("number"),
        row.getString("name"),
        State.valueOf(ControlTenants.constant(row.getString("state"))),
        row.getInteger("latest"),
        row.getInteger("active_version"));
  }

  private static Version version(Row row) {
    return new Version(
        entry(row),
        row.getInteger("version"),
        JsonObjects.toMap(row.getJsonObject("definition")),
        row.getString("source"));
  }

  private static Asset asset(Row row) {
    return new Asset(
        row.getString("kind"), row.getString("name"), JsonObjects.toMap(row.getJsonObject("spec")));
  }
}
