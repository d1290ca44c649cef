package dev.fairway.console;

import dev.fairway.ports.Campaigns;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Everything a tenant declared, to be kept or applied elsewhere.
@Path("/api/v1/tenants/{tenant}/export")
@Tag(name = "Assets")
public class ExportApi {
  private final Campaigns campaigns;
  private final Known known;

  ExportApi(Campaigns campaigns, Known known) {
    this.campaigns = campaigns;
    this.known = known;
  }

  @GET
  @Produces(Documents.YAML)
  @Operation(
      summary = "Everything a tenant declared, as one file for apply",
      description =
          "Declarations by kind and name, then campaigns by name in their newest versions, as their"
              + " authors wrote them. Comments at the top say which campaigns are active, and in"
              + " which version; applied, campaigns are drafts. The tenant's settings are not part"
              + " of it: GET /tenants/{tenant}.")
  public Uni<String> export(@PathParam("tenant") String tenant) {
    return known
        .tenant(tenant)
        .flatMap(owner ->
            Uni.combine()
                .all()
                .unis(campaigns.assets(owner.number()), campaigns.newest(owner.number()))
                .with((assets, versions) ->
                    new Export(assets.stream().map(Declared::declaration).toList(), versions)
                        .yaml()));
  }
}
