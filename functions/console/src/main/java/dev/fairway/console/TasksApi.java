package dev.fairway.console;

import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Nearest;
import dev.fairway.ports.Audit;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Flows;
import dev.fairway.ports.Tasks;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Tasks, and those that failed for good.
@Path("/api/v1/tenants/{tenant}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Tasks")
public class TasksApi {
  private static final String LEASED = "leased";

  private final Tasks tasks;
  private final Campaigns campaigns;
  private final TaskViews views;
  private final Known known;
  private final Queues queues;
  private final Books books;
  private final Flows flows;

  TasksApi(
      Tasks tasks,
      Campaigns campaigns,
      TaskViews views,
      Known known,
      Queues queues,
      Books books,
      Flows flows) {
    this.tasks = tasks;
    this.campaigns = campaigns;
    this.views = views;
    this.known = known;
    this.queues = queues;
    this.books = books;
    this.flows = flows;
  }

  @GET
  @Path("tasks")
  @Operation(
      summary = "A tenant's tasks",
      description =
          "With state=ready or state=leased a page may hold fewer items than its limit: which of"
              + " the two a task is, only the queue knows.")
  public Uni<Page<TaskBody>> list(
      @PathParam("tenant") String tenant,
      @QueryParam("state") @Nullable String state,
      @Parameter(description = "A lead's id.") @QueryParam("lead") @Nullable String lead,
      @Parameter(description = "A campaign's name.") @QueryParam("campaign")
          @Nullable String campaign,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    var page = Page.Request.of(limit, cursor);
    Optional<TaskState> wanted = Optional.ofNullable(state).map(TasksApi::state);
    Optional<String> ofLead = Optional.ofNullable(lead).map(Names::lead);
    return known
        .tenant(tenant)
        .flatMap(owner ->
            campaign(owner, campaign)
                .flatMap(number ->
                    page(owner, page, wanted, ofLead, number).map(items -> only(state, items))));
  }

  private Uni<Optional<Integer>> campaign(Tenant tenant, @Nullable String name) {
    if (name == null) return Uni.createFrom().item(Optional.empty());
    return known.campaign(tenant, name).map(entry -> Optional.of(entry.number()));
  }

  private Uni<Page<TaskBody>> page(
      Tenant tenant,
      Page.Request page,
      Optional<TaskState> state,
      Optional<String> lead,
      Optional<Integer> campaign) {
    var query = new Tasks.Query(state, lead, campaign, page.after(), page.probe());
    return tasks
        .list(tenant.settings().database(), tenant.number(), query)
        .map(rows -> page.page(rows, row -> row.task().toString()))
        .flatMap(rows -> views.of(tenant, rows.items()).map(rows::with));
  }

  private static Page<TaskBody> only(@Nullable String state, Page<TaskBody> page) {
    if (state == null) return page;
    return page.with(page.items().stream().filter(task -> task.state().equals(state)).toList());
  }

  private static TaskState state(String label) {
    if (label.equals(LEASED)) return TaskState.READY;
    return Arrays.stream(TaskState.values())
        .filter(state -> state.label().equals(label))
        .findFirst()
        .orElseThrow(() -> {
          var labels =
              new java.util.ArrayList<>(
                  Arrays.stream(TaskState.values()).map(TaskState::label).toList());
          labels.add(1, LEASED);
          return Refusals.malformed(
              "state is one of "
                  + String.join(", ", labels)
                  + ", not "
                  + Names.shown(label)
                  + Nearest.hint(label, labels));
        });
  }

  @GET
  @Path("tasks/{task}")
  @Operation(
      summary = "Where a task is, and why",
      description =
          "Since when, what it waits for, and what each of its steps did: the choice it took with the"
              + " values that decided it at that time, why it was skipped or failed.")
  public Uni<TaskBody> get(@PathParam("tenant") String tenant, @PathParam("task") String task) {
    TaskId id = Names.task(task);
    return known
        .tenant(tenant)
        .flatMap(owner ->
            row(owner, id)
                .flatMap(row ->
                    Uni.combine()
                        .all()
                        .unis(views.of(owner, List.of(row)), story(owner, row))
                        .with((bodies, story) -> story.of(bodies.getFirst()))));
  }

  private Uni<TaskStory> story(Tenant owner, Tasks.Row row) {
    String database = owner.settings().database();
    return Uni.combine()
        .all()
        .unis(
            tasks.steps(database, owner.number(), row.task(), TaskStory.LATEST),
            campaigns.version(owner.number(), row.campaign(), row.version()))
        .with((history, version) ->
            new TaskStory(
                row, history, version.map(found -> CampaignJson.read(found.definition()))));
  }

  private Uni<Tasks.Row> row(Tenant tenant, TaskId task) {
    return tasks
        .get(tenant.settings().database(), tenant.number(), task)
        .flatMap(row -> row.isPresent() ? Uni.createFrom().item(row.get()) : unknown(tenant, task));
  }

  /// A buffer cannot be searched: while it holds anything, it may hold this one.
  private Uni<Tasks.Row> unknown(Tenant tenant, TaskId task) {
    return flows
        .of(tenant.settings().database(), List.of(tenant.number()))
        .map(found -> {
          String none = "tenant " + tenant.name() + " has no task " + task;
          throw found.getFirst().state().pushes()
              ? Refusals.notFound(none)
              : Refusals.notJournaled(none + " yet; it may stand in the buffer");
        });
  }

  @GET
  @Path("dead-letters")
  @Operation(summary = "Tasks that failed for good, with what is needed to see why")
  public Uni<Page<TaskBody>> dead(
      @PathParam("tenant") String tenant,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    var page = Page.Request.of(limit, cursor);
    return known
        .tenant(tenant)
        .flatMap(owner ->
            page(owner, page, Optional.of(TaskState.DEAD), Optional.empty(), Optional.empty()));
  }

  @POST
  @Path("dead-letters/{task}/redrive")
  @Operation(
      summary = "Put a dead letter back into its lead's line",
      description = "It resumes at the step that failed, behind what the lead has in line now.")
  public Uni<TaskBody> redrive(@PathParam("tenant") String tenant, @PathParam("task") String task) {
    TaskId id = Names.task(task);
    return known
        .tenant(tenant)
        .flatMap(owner ->
            row(owner, id)
                .call(row -> redrive(owner, row))
                .flatMap(row -> row(owner, id))
                .flatMap(row -> views.of(owner, List.of(row)).map(List::getFirst)));
  }

  private Uni<Void> redrive(Tenant tenant, Tasks.Row row) {
    if (row.state() != TaskState.DEAD) throw notDead(row.task(), row.state().label());
    return books
        .deed(tenant.name(), Audit.Action.REDRIVE, "task " + row.task())
        .flatMap(
            written -> tasks.redrive(tenant.settings().database(), tenant.number(), row.task()))
        .map(back -> back.orElseThrow(() -> notDead(row.task(), "no dead letter any more")))
        .flatMap(back -> queues.offer(tenant, back));
  }

  private static RuntimeException notDead(TaskId task, String state) {
    return Refusals.conflict("task " + task + " is " + state + "; only a dead one is redriven");
  }
}
