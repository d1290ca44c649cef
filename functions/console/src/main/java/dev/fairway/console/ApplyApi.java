package dev.fairway.console;

import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Problem;
import dev.fairway.ports.Audit;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Campaigns.Asset;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Several documents at once: all are checked before any is stored.
@Path("/api/v1/tenants/{tenant}/apply")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Assets")
public class ApplyApi {
  private final Campaigns campaigns;
  private final Known known;
  private final Documents documents;
  private final Circles circles;
  private final Books books;

  ApplyApi(Campaigns campaigns, Known known, Documents documents, Circles circles, Books books) {
    this.campaigns = campaigns;
    this.known = known;
    this.documents = documents;
    this.circles = circles;
    this.books = books;
  }

  /// What became, or would become, of one document.
  @Schema(name = "AppliedItem")
  record Item(
      String kind,
      String name,
      @Schema(enumeration = {"created", "changed", "unchanged"}) String result) {
    static Item of(String kind, String name, boolean known, boolean same) {
      return new Item(kind, name, same ? "unchanged" : known ? "changed" : "created");
    }
  }

  /// @param dryRun nothing was stored
  /// @param warnings what is allowed, but may not be what was meant
  @Schema(name = "Applied")
  record Applied(boolean dryRun, List<Item> items, List<Problem> warnings) {}

  @POST
  @Consumes({Documents.YAML, "application/x-yaml", "text/yaml", MediaType.APPLICATION_JSON})
  @Operation(
      summary = "Store documents of any kind",
      description =
          "Documents stand behind one another, separated by ---. Declarations count for the whole"
              + " file. A campaign becomes a draft version. With dryRun=true"
              + " everything is checked and nothing stored.")
  @RequestBody(
      content =
          @Content(mediaType = Documents.YAML, schema = @Schema(implementation = String.class)))
  public Uni<Applied> apply(
      @PathParam("tenant") String tenant,
      @QueryParam("dryRun") @Nullable String dryRun,
      @HeaderParam("Content-Type") String type,
      byte[] body) {
    boolean dry = dry(dryRun);
    return known
        .tenant(tenant)
        .flatMap(owner ->
            documents
                .all(owner, Documents.Body.of(body, type))
                .flatMap(given ->
                    compare(owner, given)
                        .call(items -> dry ? Uni.createFrom().voidItem() : store(owner, given))
                        .flatMap(items ->
                            circles(owner, given).map(more -> applied(dry, items, given, more)))));
  }

  private Uni<List<Problem>> circles(Tenant owner, Documents.All given) {
    return circles.through(
        owner,
        given.campaigns().stream().map(draft -> CampaignJson.read(draft.definition())).toList());
  }

  private static Applied applied(
      boolean dry, List<Item> items, Documents.All given, List<Problem> more) {
    return new Applied(
        dry, items, Stream.concat(given.warnings().stream(), more.stream()).toList());
  }

  private static boolean dry(@Nullable String dryRun) {
    return switch (dryRun) {
      case null -> false;
      case "true", "" -> true;
      case "false" -> false;
      default -> throw Refusals.malformed("dryRun is true or false, not " + Names.shown(dryRun));
    };
  }

  private Uni<List<Item>> compare(Tenant owner, Documents.All given) {
    var assets = given.declarations().stream().map(Declared::asset).toList();
    return campaigns
        .assets(owner.number())
        .map(stored -> assets.stream().map(asset -> compare(asset, stored)).toList())
        .flatMap(items ->
            Multi.createFrom()
                .iterable(given.campaigns())
                .onItem()
                .transformToUniAndConcatenate(draft -> compare(owner, draft))
                .collect()
                .in(() -> new ArrayList<>(items), List::add));
  }

  private static Item compare(Asset asset, List<Asset> stored) {
    boolean known =
        stored.stream()
            .anyMatch(old -> old.kind().equals(asset.kind()) && old.name().equals(asset.name()));
    return Item.of(asset.kind(), asset.name(), known, stored.contains(asset));
  }

  private Uni<Item> compare(Tenant owner, Documents.Draft draft) {
    return campaigns
        .latest(owner.number(), draft.name())
        .map(latest -> {
          Optional<Campaigns.Version> same =
              latest.filter(version -> version.definition().equals(draft.definition()));
          return Item.of("Campaign", draft.name(), latest.isPresent(), same.isPresent());
        });
  }

  private Uni<Void> store(Tenant owner, Documents.All given) {
    var assets = given.declarations().stream().map(Declared::asset).toList();
    return books
        .deed(owner.name(), Audit.Action.EDIT, given.summary())
        .flatMap(written -> campaigns.putAssets(owner.number(), assets))
        .chain(() ->
            Multi.createFrom()
                .iterable(given.campaigns())
                .onItem()
                .transformToUniAndConcatenate(draft ->
                    campaigns.put(owner.number(), draft.name(), draft.definition(), draft.source()))
                .collect()
                .last())
        .replaceWithVoid();
  }
}
