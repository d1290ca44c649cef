package dev.fairway.console;

import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Problem;
import dev.fairway.ports.Audit;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Campaigns.Entry;
import dev.fairway.ports.Campaigns.State;
import dev.fairway.ports.Runs;
import dev.fairway.ports.Tasks;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// Campaigns: versions are drafts until they are activated.
@Path("/api/v1/tenants/{tenant}/campaigns")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Campaigns")
public class CampaignsApi {
  private final Campaigns campaigns;
  private final Tasks tasks;
  private final Runs runs;
  private final Known known;
  private final Documents documents;
  private final Circles circles;
  private final Books books;

  CampaignsApi(
      Campaigns campaigns,
      Tasks tasks,
      Runs runs,
      Known known,
      Documents documents,
      Circles circles,
      Books books) {
    this.campaigns = campaigns;
    this.tasks = tasks;
    this.runs = runs;
    this.known = known;
    this.documents = documents;
    this.circles = circles;
    this.books = books;
  }

  /// @param abortedTasks unfinished tasks that ended with it
  @Schema(name = "Abort")
  record Abort(String name, String state, int abortedTasks) {}

  @GET
  @Operation(summary = "A tenant's campaigns, by name")
  public Uni<Page<CampaignBody>> list(
      @PathParam("tenant") String tenant,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    var page = Page.Request.of(limit, cursor);
    return known
        .tenant(tenant)
        .flatMap(owner -> campaigns.list(owner.number(), page.after(), page.probe()))
        .map(found -> page.page(found, Entry::name).map(CampaignBody::of));
  }

  @GET
  @Path("{name}")
  @Produces({MediaType.APPLICATION_JSON, Documents.YAML})
  @Operation(
      summary = "A campaign and its newest version",
      description = "As application/yaml: what the author sent.")
  @APIResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = CampaignBody.class)),
        @Content(mediaType = Documents.YAML, schema = @Schema(implementation = String.class))
      })
  public Uni<RestResponse<Object>> get(
      @PathParam("tenant") String tenant,
      @PathParam("name") String name,
      @HeaderParam("Accept") @Nullable String accept) {
    boolean verbatim = accept != null && accept.contains(Documents.YAML);
    return known
        .tenant(tenant)
        .flatMap(owner ->
            known
                .latest(owner, name)
                .flatMap(version ->
                    verbatim
                        ? Uni.createFrom().item(yaml(version.source()))
                        : circles
                            .through(owner, version.definition())
                            .flatMap(warnings ->
                                runs(owner, version, CampaignBody.of(version, warnings)))
                            .map(CampaignsApi::json)));
  }

  private Uni<CampaignBody> runs(Tenant owner, Campaigns.Version version, CampaignBody body) {
    if (!isScheduled(version)) return Uni.createFrom().item(body);
    return runs.of(owner.number(), version.campaign().number())
        .map(plan -> body.with(ScheduleBody.of(plan)));
  }

  private static boolean isScheduled(Campaigns.Version version) {
    return version.definition().containsKey(CampaignJson.SCHEDULE);
  }

  private static RestResponse<Object> yaml(String source) {
    return RestResponse.ResponseBuilder.<Object>ok(source, Documents.YAML).build();
  }

  private static RestResponse<Object> json(Object body) {
    return RestResponse.ResponseBuilder.ok(body, MediaType.APPLICATION_JSON).build();
  }

  @PUT
  @Path("{name}")
  @Consumes({Documents.YAML, "application/x-yaml", "text/yaml", MediaType.APPLICATION_JSON})
  @Operation(
      summary = "Make a draft version",
      description =
          "A document of kind Campaign whose metadata.name is the one in the path. Everything that"
              + " is wrong is listed. The same definition again makes no version.")
  @RequestBody(
      content = {
        @Content(mediaType = Documents.YAML, schema = @Schema(implementation = String.class)),
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = Object.class))
      })
  public Uni<RestResponse<CampaignBody>> put(
      @PathParam("tenant") String tenant,
      @PathParam("name") String name,
      @HeaderParam("Content-Type") String type,
      byte[] body) {
    Names.campaign(name);
    return known
        .tenant(tenant)
        .flatMap(owner ->
            documents
                .campaign(owner, Documents.Body.of(body, type), name)
                .call(draft -> books.deed(tenant, Audit.Action.EDIT, "campaign " + name))
                .flatMap(draft -> put(owner, draft)));
  }

  private Uni<RestResponse<CampaignBody>> put(Tenant owner, Documents.Draft draft) {
    return campaigns
        .named(owner.number(), draft.name())
        .flatMap(before ->
            campaigns
                .put(owner.number(), draft.name(), draft.definition(), draft.source())
                .flatMap(entry -> known.latest(owner, draft.name()))
                .flatMap(version ->
                    circles
                        .through(owner, draft.definition())
                        .map(more ->
                            CampaignBody.of(
                                version,
                                Stream.concat(draft.warnings().stream(), more.stream()).toList()))
                        .map(body -> answer(before, body))));
  }

  private static RestResponse<CampaignBody> answer(Optional<Entry> before, CampaignBody body) {
    var status = before.isPresent() ? RestResponse.Status.OK : RestResponse.Status.CREATED;
    return RestResponse.status(status, body);
  }

  @POST
  @Path("{name}/activate")
  @Operation(
      summary = "New entries begin with the newest version",
      description = "It is checked again: what the tenant declares may have changed since.")
  public Uni<CampaignBody> activate(
      @PathParam("tenant") String tenant, @PathParam("name") String name) {
    return known
        .tenant(tenant)
        .flatMap(owner ->
            known
                .latest(owner, name)
                .call(version -> stillValid(owner, version))
                .call(version -> plan(owner, version))
                .flatMap(version ->
                    change(owner, name, State.ACTIVE, Audit.Action.ACTIVATE)
                        .flatMap(entry ->
                            circles
                                .through(owner, version.definition())
                                .map(warnings -> CampaignBody.of(entry, warnings)))));
  }

  /// Before it is active: a plan of an inactive campaign does nothing, but an active campaign
  /// without one would never run, and with an old one run for days that are gone.
  private Uni<Void> plan(Tenant owner, Campaigns.Version version) {
    return CampaignJson.read(version.definition())
        .schedule()
        .map(schedule ->
            runs.now()
                .flatMap(now ->
                    runs.plan(
                        owner.number(),
                        version.campaign().number(),
                        schedule.next(now, owner.settings().zone()))))
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  private Uni<Void> stillValid(Tenant owner, Campaigns.Version version) {
    return documents.problems(owner, version).invoke(CampaignsApi::refuse).replaceWithVoid();
  }

  private static void refuse(List<Problem> problems) {
    if (!problems.isEmpty()) throw Refusals.invalid(problems);
  }

  @POST
  @Path("{name}/deactivate")
  @Operation(summary = "No new entries; who is in the flow goes on")
  public Uni<CampaignBody> deactivate(
      @PathParam("tenant") String tenant, @PathParam("name") String name) {
    return known
        .tenant(tenant)
        .flatMap(owner ->
            known
                .campaign(owner, name)
                .flatMap(entry -> {
                  if (entry.state() != State.ACTIVE && entry.state() != State.INACTIVE)
                    throw Refusals.conflict(
                        "campaign "
                            + name
                            + " is "
                            + Names.label(entry.state())
                            + "; only an active one is deactivated");
                  return change(owner, name, State.INACTIVE, Audit.Action.DEACTIVATE);
                })
                .map(CampaignBody::of));
  }

  @POST
  @Path("{name}/abort")
  @Operation(
      summary = "Stop a campaign mid-run",
      description = "No new entries, and unfinished tasks end as aborted. Nothing is undone.")
  public Uni<Abort> abort(@PathParam("tenant") String tenant, @PathParam("name") String name) {
    return known
        .tenant(tenant)
        .flatMap(owner ->
            known
                .campaign(owner, name)
                .flatMap(entry -> change(owner, name, State.ABORTED, Audit.Action.ABORT))
                .flatMap(entry ->
                    tasks
                        .abort(owner.settings().database(), owner.number(), entry.number())
                        .map(ended -> new Abort(name, "aborted", ended))));
  }

  private Uni<Entry> change(Tenant owner, String name, State state, Audit.Action action) {
    return books
        .deed(owner.name(), action, "campaign " + name)
        .flatMap(written -> campaigns.state(owner.number(), name, state))
        .map(entry -> entry.orElseThrow(() -> Known.noCampaign(owner, name)));
  }

  @DELETE
  @Path("{name}")
  @Operation(
      summary = "Delete a campaign",
      description =
          "No new entries; its tasks finish on the version they began with. Refused while another"
              + " active campaign or a declaration names it.")
  public Uni<RestResponse<Void>> delete(
      @PathParam("tenant") String tenant, @PathParam("name") String name) {
    return known
        .tenant(tenant)
        .flatMap(owner ->
            known
                .campaign(owner, name)
                .call(entry -> documents.withoutCampaign(owner, name))
                .call(entry -> books.deed(tenant, Audit.Action.CAMPAIGN_DELETE, "campaign " + name))
                .flatMap(entry -> campaigns.delete(owner.number(), name))
                .map(gone -> {
                  if (!gone) throw Known.noCampaign(owner, name);
                  return RestResponse.noContent();
                }));
  }
}
