package dev.fairway.console;

import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.Schema;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Campaigns.Asset;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/// What a tenant's leads and campaigns may name: the standard schema and its own declarations.
@Singleton
final class Declared {
  private final Campaigns campaigns;

  Declared(Campaigns campaigns) {
    this.campaigns = campaigns;
  }

  Uni<SentFields> leadFields(Tenant tenant) {
    return schema(tenant).map(schema -> new SentFields(schema.fields(), "id"));
  }

  Uni<Schema> schema(Tenant tenant) {
    return campaigns.assets(tenant.number()).map(Declared::schema);
  }

  static Schema schema(List<Asset> assets) {
    return Schema.STANDARD.with(assets.stream().map(Declared::declaration).toList());
  }

  static Declaration declaration(Asset asset) {
    return Declaration.of(asset.kind(), asset.name(), asset.spec());
  }

  static Asset asset(Declaration declaration) {
    return new Asset(declaration.kind().label(), declaration.name(), declaration.spec());
  }
}
