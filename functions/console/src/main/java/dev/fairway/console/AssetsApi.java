package dev.fairway.console;

import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.Nearest;
import dev.fairway.ports.Audit;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Campaigns.Asset;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/// What a tenant declares beside campaigns: fields, event types, lists, programs, ...
@Path("/api/v1/tenants/{tenant}/assets/{kind}/{name}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Assets")
public class AssetsApi {
  private static final List<String> KINDS = Declaration.Kind.labels();

  private final Campaigns campaigns;
  private final Known known;
  private final Documents documents;
  private final Books books;

  AssetsApi(Campaigns campaigns, Known known, Documents documents, Books books) {
    this.campaigns = campaigns;
    this.known = known;
    this.documents = documents;
    this.books = books;
  }

  /// A document as it may be put back.
  @Schema(name = "Asset")
  record AssetBody(
      String apiVersion, String kind, Map<String, String> metadata, Map<String, Object> spec) {
    static AssetBody of(Asset asset) {
      return new AssetBody(
          Documents.VERSION, asset.kind(), Map.of("name", asset.name()), asset.spec());
    }
  }

  @GET
  public Uni<AssetBody> get(
      @PathParam("tenant") String tenant,
      @PathParam("kind") String kind,
      @PathParam("name") String name) {
    known(kind);
    return known
        .tenant(tenant)
        .flatMap(owner ->
            find(owner, kind, name).map(found -> found.orElseThrow(() -> none(owner, kind, name))))
        .map(AssetBody::of);
  }

  @PUT
  @Consumes({Documents.YAML, "application/x-yaml", "text/yaml", MediaType.APPLICATION_JSON})
  @Operation(
      summary = "Create or replace a declaration",
      description = "Active campaigns and other declarations must stay valid with it.")
  @RequestBody(
      content = {
        @Content(mediaType = Documents.YAML, schema = @Schema(implementation = String.class)),
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = AssetBody.class))
      })
  public Uni<RestResponse<AssetBody>> put(
      @PathParam("tenant") String tenant,
      @PathParam("kind") String kind,
      @PathParam("name") String name,
      @HeaderParam("Content-Type") String type,
      byte[] body) {
    known(kind);
    return known
        .tenant(tenant)
        .flatMap(owner ->
            documents
                .declaration(owner, Documents.Body.of(body, type), kind, name)
                .map(Declared::asset)
                .flatMap(asset -> put(owner, asset)));
  }

  private Uni<RestResponse<AssetBody>> put(Tenant owner, Asset asset) {
    return find(owner, asset.kind(), asset.name())
        .call(before ->
            books.deed(owner.name(), Audit.Action.EDIT, asset.kind() + " " + asset.name()))
        .call(before -> campaigns.putAssets(owner.number(), List.of(asset)))
        .map(before ->
            RestResponse.status(
                before.isPresent() ? RestResponse.Status.OK : RestResponse.Status.CREATED,
                AssetBody.of(asset)));
  }

  @DELETE
  @Operation(
      summary = "Delete a declaration",
      description =
          "Refused while an active campaign or another declaration needs it. What leads have of"
              + " it stays.")
  public Uni<RestResponse<Void>> delete(
      @PathParam("tenant") String tenant,
      @PathParam("kind") String kind,
      @PathParam("name") String name) {
    known(kind);
    return known
        .tenant(tenant)
        .flatMap(owner ->
            documents
                .without(owner, kind, name)
                .flatMap(
                    checked -> books.deed(tenant, Audit.Action.EDIT, "no " + kind + " " + name))
                .flatMap(written -> campaigns.deleteAsset(owner.number(), kind, name))
                .map(gone -> {
                  if (!gone) throw none(owner, kind, name);
                  return RestResponse.noContent();
                }));
  }

  private Uni<Optional<Asset>> find(Tenant owner, String kind, String name) {
    return campaigns
        .assets(owner.number())
        .map(assets ->
            assets.stream()
                .filter(asset -> asset.kind().equals(kind) && asset.name().equals(name))
                .findFirst());
  }

  private static void known(String kind) {
    if (!KINDS.contains(kind))
      throw Refusals.notFound(
          "there is no kind "
              + Names.shown(kind)
              + " of asset"
              + Nearest.hint(kind, KINDS)
              + " (kinds are "
              + String.join(", ", KINDS)
              + ")");
  }

  private static RuntimeException none(Tenant owner, String kind, String name) {
    return Refusals.notFound(
        "tenant " + owner.name() + " has no " + kind + " " + Names.shown(name));
  }
}
