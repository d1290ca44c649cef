package dev.fairway.console;

import dev.fairway.model.Lead;
import dev.fairway.model.Tenant;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Leads;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.Tasks;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Why a lead is in a campaign, or not.
@Path("/api/v1/tenants/{tenant}/leads/{id}/why")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Leads")
public class WhyApi {
  private static final int LATEST = 1_000;
  private static final int TASKS = 10;

  private final Known known;
  private final Campaigns campaigns;
  private final Leads leads;
  private final Tasks tasks;
  private final TaskViews views;
  private final TaskJournal journal;

  WhyApi(
      Known known,
      Campaigns campaigns,
      Leads leads,
      Tasks tasks,
      TaskViews views,
      TaskJournal journal) {
    this.known = known;
    this.campaigns = campaigns;
    this.leads = leads;
    this.tasks = tasks;
    this.views = views;
    this.journal = journal;
  }

  @GET
  @Operation(
      summary = "Why a lead is in a campaign, or not",
      description =
          "Asks what acceptance would ask, of the lead as it is now: the campaign's state, what its"
              + " triggers last heard, each rule of its filters, its qualification.")
  public Uni<WhyBody> why(
      @PathParam("tenant") String tenant,
      @PathParam("id") String id,
      @QueryParam("campaign") @Nullable String campaign) {
    if (campaign == null) throw Refusals.malformed("say which campaign: ?campaign=");
    return known
        .tenant(tenant)
        .flatMap(owner ->
            Uni.combine()
                .all()
                .unis(known.lead(owner, id), version(owner, campaign))
                .asTuple()
                .flatMap(both -> why(owner, both.getItem1(), both.getItem2())));
  }

  /// The one that events meet, or the draft if there is none.
  private Uni<Campaigns.Version> version(Tenant owner, String campaign) {
    return known
        .latest(owner, campaign)
        .flatMap(latest ->
            latest.campaign().activeVersion() == 0
                ? Uni.createFrom().item(latest)
                : campaigns
                    .version(
                        owner.number(),
                        latest.campaign().number(),
                        latest.campaign().activeVersion())
                    .map(active -> active.orElse(latest)));
  }

  private Uni<WhyBody> why(Tenant owner, Lead lead, Campaigns.Version version) {
    String database = owner.settings().database();
    int number = version.campaign().number();
    var query =
        new Tasks.Query(
            Optional.empty(), Optional.of(lead.id()), Optional.of(number), Optional.empty(), TASKS);
    return Uni.combine()
        .all()
        .unis(
            leads.activities(database, owner.number(), lead.number(), OptionalLong.empty(), LATEST),
            tasks.list(database, owner.number(), query).flatMap(rows -> views.of(owner, rows)),
            leads.entered(database, owner.number(), lead.number(), number),
            journal.now(database))
        .with((history, rows, entered, now) ->
            new Why(owner, lead, version, history, rows, entered, Map.of(), now).body());
  }
}
