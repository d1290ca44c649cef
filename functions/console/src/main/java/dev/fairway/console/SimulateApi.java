package dev.fairway.console;

import dev.fairway.language.CelExpressions;
import dev.fairway.language.Children;
import dev.fairway.model.Event;
import dev.fairway.model.Lead;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.ActiveCampaign;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Choices;
import dev.fairway.model.campaign.History;
import dev.fairway.model.campaign.Scope;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Campaigns.Version;
import dev.fairway.ports.Leads;
import dev.fairway.ports.Leads.ActivityRow;
import dev.fairway.ports.TaskJournal;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.Simulation;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What a campaign would do with a lead.
@Path("/api/v1/tenants/{tenant}/campaigns/{name}/simulate")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Campaigns")
public class SimulateApi {
  /// A statement ends by itself before.
  private static final Duration READ = Duration.ofSeconds(10);

  private final Known known;
  private final Declared declared;
  private final Campaigns campaigns;
  private final Leads leads;
  private final StoredRecords records;
  private final TaskJournal journal;
  private final Pasts pasts;
  private final Map<String, DatabaseAction> actions;
  private final int maxDepth;

  /// @param maxDepth the same setting as in enqueue, which refuses deeper events
  SimulateApi(
      Known known,
      Declared declared,
      Campaigns campaigns,
      Leads leads,
      StoredRecords records,
      TaskJournal journal,
      Pasts pasts,
      @All List<DatabaseAction> actions,
      @ConfigProperty(name = "fairway.enqueue.depth", defaultValue = "8") int maxDepth) {
    this.known = known;
    this.declared = declared;
    this.campaigns = campaigns;
    this.leads = leads;
    this.records = records;
    this.journal = journal;
    this.pasts = pasts;
    this.actions =
        actions.stream().collect(Collectors.toMap(DatabaseAction::name, Function.identity()));
    this.maxDepth = maxDepth;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "What a campaign would do with a lead",
      description =
          "Runs the code that runs tasks on a lead and an event in memory; nothing is stored, and"
              + " nothing is sent. Waits are over at once: the clock jumps to their end. Whether the"
              + " campaign is active does not matter; if something else keeps the lead out, that is"
              + " the answer, and there are no steps.")
  @RequestBody(content = @Content(schema = @Schema(implementation = SimulateRequest.Body.class)))
  public Uni<SimulationBody> simulate(
      @PathParam("tenant") String tenant, @PathParam("name") String name, byte[] body) {
    return known
        .tenant(tenant)
        .flatMap(owner ->
            declared
                .leadFields(owner)
                .map(fields -> SimulateRequest.read(body, fields))
                .flatMap(request -> simulate(owner, name, request)));
  }

  private Uni<SimulationBody> simulate(Tenant owner, String name, SimulateRequest request) {
    return known
        .version(owner, name, request.version())
        .flatMap(version ->
            lead(owner, version, request)
                .flatMap(entrant ->
                    Uni.combine()
                        .all()
                        .unis(
                            campaigns.listened(owner.number()),
                            journal.now(owner.settings().database()),
                            children(owner, version))
                        .asTuple()
                        .flatMap(all ->
                            past(owner, version, entrant.lead(), all.getItem2(), all.getItem3())
                                .emitOn(Infrastructure.getDefaultWorkerPool())
                                .map(past ->
                                    play(
                                        owner,
                                        version,
                                        entrant,
                                        past,
                                        request,
                                        all.getItem1(),
                                        all.getItem2(),
                                        all.getItem3())))));
  }

  private Uni<History> past(
      Tenant owner, Version version, Lead lead, Instant now, List<ActiveCampaign> children) {
    var campaign = CampaignJson.read(version.definition());
    History.Need need = past(campaign);
    for (ActiveCampaign child : children) need = need.and(past(child.campaign()));
    return pasts.of(owner, lead, need, now);
  }

  private static History.Need past(Campaign campaign) {
    return campaign.filters().past(campaign.assets()).and(Choices.past(campaign));
  }

  /// @param entered when it entered the campaign last
  private record Entrant(Lead lead, Optional<Instant> entered) {}

  private Uni<Entrant> lead(Tenant owner, Version version, SimulateRequest request) {
    return switch (request.lead()) {
      case SimulateRequest.MadeUp given ->
          Uni.createFrom().item(new Entrant(given.lead(), Optional.empty()));
      case SimulateRequest.Stored(String id) ->
          known
              .lead(owner, id)
              .flatMap(lead ->
                  leads
                      .entered(
                          owner.settings().database(),
                          owner.number(),
                          lead.number(),
                          version.campaign().number())
                      .map(entered -> new Entrant(lead, entered)));
    };
  }

  /// Read only if the campaign runs any.
  private Uni<List<ActiveCampaign>> children(Tenant owner, Version version) {
    if (Children.of(CampaignJson.read(version.definition())).isEmpty())
      return Uni.createFrom().item(List.of());
    return campaigns
        .active(owner.number())
        .map(active ->
            active.stream()
                .filter(each -> each.definition().containsKey("executable"))
                .map(each ->
                    new ActiveCampaign(
                        each.campaign().number(),
                        each.version(),
                        CampaignJson.read(each.definition())))
                .toList());
  }

  private SimulationBody play(
      Tenant owner,
      Version version,
      Entrant entrant,
      History past,
      SimulateRequest request,
      Set<String> listened,
      Instant now,
      List<ActiveCampaign> children) {
    var campaign = CampaignJson.read(version.definition());
    Event event = request.event(entrant.lead().id(), now);
    var heard =
        new ActivityRow(
            1,
            now,
            event.type(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            event.data());
    var why =
        new Why(
            owner,
            entrant.lead(),
            version,
            List.of(heard),
            List.of(),
            entrant.entered(),
            Scope.attributes(event),
            now,
            past.and(History.of(event.type(), new History.Done(now, event.data()))));
    WhyBody entry = why.body();
    Optional<String> obstacle =
        why.obstacle(campaign, entry.triggers(), entry.passes(), entry.rules());
    if (obstacle.isPresent()) return SimulationBody.outside(version, entry, obstacle.get());
    List<SimulationBody.Failure> failures = new ArrayList<>();
    var expressions =
        new CelExpressions((expression, reason) ->
            failures.add(new SimulationBody.Failure(expression.source(), reason)));
    var stage =
        new Simulation.Stage(
            owner.name(),
            owner.settings().zone(),
            listened,
            maxDepth,
            children,
            keys -> records.find(owner, keys).await().atMost(READ),
            actions,
            expressions);
    var played =
        new Simulation(stage, campaign, entrant.lead(), past, event, now, request.later()).play();
    return SimulationBody.of(version, campaign, entry, played, failures);
  }
}
