package dev.fairway.console;

import dev.fairway.model.Lead;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.Memberships;
import dev.fairway.model.Tenant;
import dev.fairway.ports.Audit;
import dev.fairway.ports.Leads;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// Leads: their fields, checked against what the tenant declared, and their history.
@Path("/api/v1/tenants/{tenant}/leads")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Leads")
public class LeadsApi {
  private final Leads leads;
  private final Known known;
  private final TaskViews views;
  private final Declared declared;
  private final Books books;

  LeadsApi(Leads leads, Known known, TaskViews views, Declared declared, Books books) {
    this.leads = leads;
    this.known = known;
    this.views = views;
    this.declared = declared;
    this.books = books;
  }

  /// A lead.
  ///
  /// @param memberships kind (lists, programs, ...) -> name -> what is known of the membership
  @Schema(name = "Lead")
  record LeadBody(
      String id,
      long number,
      long version,
      Map<String, Object> fields,
      Map<String, Map<String, Map<String, Object>>> memberships) {
    static LeadBody of(Lead lead) {
      return new LeadBody(
          lead.id(), lead.number(), lead.version(), lead.fields(), lead.memberships().entries());
    }
  }

  /// @param fields declared ones; in PATCH a null clears
  @Schema(name = "LeadFields")
  record FieldsBody(Map<String, Object> fields) {}

  /// @param upserted lines that were taken
  @Schema(name = "BulkResult")
  record Bulk(int upserted) {}

  /// A line of a lead's history.
  ///
  /// @param seq grows per lead
  /// @param campaign its name, if the line comes from a campaign
  @Schema(name = "Activity")
  record ActivityBody(
      long seq,
      Instant at,
      String type,
      @Nullable String campaign,
      @Nullable String task,
      @Nullable String step,
      Map<String, Object> attributes) {}

  @GET
  @Operation(
      summary = "A tenant's leads, by id; or the members of a list or of a program, by number",
      description = "Name a list or a program, not both.")
  public Uni<Page<LeadBody>> list(
      @PathParam("tenant") String tenant,
      @QueryParam("list") @Nullable String list,
      @QueryParam("program") @Nullable String program,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    var page = Page.Request.of(limit, cursor);
    Optional<Memberships.Key> of = membership(list, program);
    OptionalLong after = of.isPresent() ? number(page) : OptionalLong.empty();
    return known.tenant(tenant).flatMap(owner -> list(owner, of, after, page));
  }

  private static Optional<Memberships.Key> membership(
      @Nullable String list, @Nullable String program) {
    if (list != null && program != null)
      throw Refusals.malformed("name a list or a program, not both");
    if (list != null) return Optional.of(new Memberships.Key(Memberships.Kind.LISTS, list));
    return Optional.ofNullable(program)
        .map(name -> new Memberships.Key(Memberships.Kind.PROGRAMS, name));
  }

  private Uni<Page<LeadBody>> list(
      Tenant owner, Optional<Memberships.Key> of, OptionalLong after, Page.Request page) {
    String database = owner.settings().database();
    return of.isPresent()
        ? leads
            .members(database, owner.number(), of.get(), after.orElse(0), page.probe())
            .map(found -> page.page(found, lead -> String.valueOf(lead.number())).map(LeadBody::of))
        : leads
            .list(database, owner.number(), page.after(), page.probe())
            .map(found -> page.page(found, Lead::id).map(LeadBody::of));
  }

  @GET
  @Path("{id}")
  public Uni<LeadBody> get(@PathParam("tenant") String tenant, @PathParam("id") String id) {
    return known.tenant(tenant).flatMap(owner -> known.lead(owner, id)).map(LeadBody::of);
  }

  @PUT
  @Path("{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Create a lead or replace its fields",
      description = "Fields that are not named are cleared.")
  @RequestBody(content = @Content(schema = @Schema(implementation = FieldsBody.class)))
  public Uni<RestResponse<LeadBody>> put(
      @PathParam("tenant") String tenant, @PathParam("id") String id, byte[] body) {
    return change(tenant, id, body, true);
  }

  @PATCH
  @Path("{id}")
  @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
  @Operation(
      summary = "Change some of a lead's fields",
      description = "A null clears a field. The lead must be there.")
  @RequestBody(content = @Content(schema = @Schema(implementation = FieldsBody.class)))
  public Uni<RestResponse<LeadBody>> patch(
      @PathParam("tenant") String tenant, @PathParam("id") String id, byte[] body) {
    return change(tenant, id, body, false);
  }

  private Uni<RestResponse<LeadBody>> change(
      String tenant, String id, byte[] body, boolean replace) {
    Names.lead(id);
    Map<?, ?> object = Given.object(body);
    return known
        .tenant(tenant)
        .flatMap(owner ->
            Uni.combine()
                .all()
                .unis(declared.leadFields(owner), known.find(owner, id))
                .asTuple()
                .flatMap(now -> {
                  LeadPatch patch = now.getItem1().one(object, id);
                  Optional<Lead> before = now.getItem2();
                  if (!replace && before.isEmpty()) throw Known.noLead(owner, id);
                  return upsert(owner, List.of(new Leads.Upsert(id, patch, replace)))
                      .map(List::getFirst)
                      .map(lead -> answer(before, lead));
                }));
  }

  private static RestResponse<LeadBody> answer(Optional<Lead> before, Lead lead) {
    var status = before.isPresent() ? RestResponse.Status.OK : RestResponse.Status.CREATED;
    return RestResponse.status(status, LeadBody.of(lead));
  }

  private Uni<List<Lead>> upsert(Tenant owner, List<Leads.Upsert> upserts) {
    return leads.upsert(owner.settings().database(), owner.number(), upserts);
  }

  @POST
  @Consumes({"application/x-ndjson", "application/ndjson", "application/jsonl"})
  @Operation(
      summary = "Create or change many leads",
      description =
          "One JSON object a line: {\"id\": ..., \"fields\": {...}}; a null clears a field, fields"
              + " that are not named stay. All lines are checked before any is taken; sending all"
              + " of them again changes nothing.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/x-ndjson",
              schema = @Schema(implementation = String.class)))
  public Uni<Bulk> bulk(@PathParam("tenant") String tenant, byte[] body) {
    return known
        .tenant(tenant)
        .flatMap(owner ->
            declared
                .leadFields(owner)
                .map(fields -> LeadLines.read(body, fields))
                .flatMap(upserts -> chunks(owner, upserts)));
  }

  private Uni<Bulk> chunks(Tenant owner, List<Leads.Upsert> upserts) {
    return Multi.createFrom()
        .iterable(LeadLines.chunks(upserts))
        .onItem()
        .transformToUniAndConcatenate(chunk -> upsert(owner, chunk))
        .collect()
        .last()
        .replaceWith(new Bulk(upserts.size()));
  }

  @DELETE
  @Path("{id}")
  @Operation(
      summary = "Erase a lead",
      description = "Its fields and history go, its unfinished tasks end as deleted.")
  public Uni<RestResponse<Void>> delete(
      @PathParam("tenant") String tenant, @PathParam("id") String id) {
    return known
        .tenant(tenant)
        .flatMap(owner ->
            known
                .lead(owner, id)
                .call(
                    lead -> books.deed(tenant, Audit.Action.ERASE, "lead number " + lead.number()))
                .flatMap(
                    lead -> leads.delete(owner.settings().database(), owner.number(), lead.id()))
                .map(gone -> {
                  if (!gone) throw Known.noLead(owner, id);
                  return RestResponse.noContent();
                }));
  }

  @GET
  @Path("{id}/activities")
  @Operation(summary = "A lead's history, newest first")
  public Uni<Page<ActivityBody>> activities(
      @PathParam("tenant") String tenant,
      @PathParam("id") String id,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    var page = Page.Request.of(limit, cursor);
    OptionalLong before = number(page);
    return known
        .tenant(tenant)
        .flatMap(owner ->
            known
                .lead(owner, id)
                .flatMap(lead ->
                    leads.activities(
                        owner.settings().database(),
                        owner.number(),
                        lead.number(),
                        before,
                        page.probe()))
                .map(rows -> page.page(rows, row -> String.valueOf(row.seq())))
                .flatMap(rows -> named(owner, rows)));
  }

  /// Key of the last item of the page before, where lists go by a number.
  private static OptionalLong number(Page.Request page) {
    if (page.after().isEmpty()) return OptionalLong.empty();
    try {
      return OptionalLong.of(Long.parseLong(page.after().get()));
    } catch (NumberFormatException e) {
      throw Page.Request.wrongCursor();
    }
  }

  private Uni<Page<ActivityBody>> named(Tenant owner, Page<Leads.ActivityRow> rows) {
    var numbers = new ArrayList<Integer>();
    for (var row : rows.items()) row.campaign().map(Integer::valueOf).ifPresent(numbers::add);
    return views
        .names(owner, numbers.stream().distinct().toList())
        .map(names -> rows.map(row -> body(row, names)));
  }

  private static ActivityBody body(Leads.ActivityRow row, Map<Integer, String> names) {
    return new ActivityBody(
        row.seq(),
        row.at(),
        row.type(),
        row.campaign()
            .map(number -> names.getOrDefault(Integer.valueOf(number), "#" + number))
            .orElse(null),
        row.task().orElse(null),
        row.step().orElse(null),
        row.attributes());
  }
}
