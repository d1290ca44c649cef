package dev.fairway.console;

import dev.fairway.model.TenantRecord.Key;
import dev.fairway.model.campaign.Schema;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// Companies: what leads name in their field `company`.
@Path("/api/v1/tenants/{tenant}/companies")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Companies")
public class CompaniesApi {
  private final Known known;
  private final Declared declared;
  private final StoredRecords records;

  CompaniesApi(Known known, Declared declared, StoredRecords records) {
    this.known = known;
    this.declared = declared;
    this.records = records;
  }

  @GET
  @Operation(summary = "A tenant's companies, by key")
  public Uni<Page<StoredRecords.Body>> list(
      @PathParam("tenant") String tenant,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    return known.tenant(tenant).flatMap(owner -> records.list(owner, Key.COMPANY, limit, cursor));
  }

  @GET
  @Path("{key}")
  @Operation(
      summary = "A company",
      description = "Its key is its name, in lower case and without spaces at either end.")
  public Uni<StoredRecords.Body> get(
      @PathParam("tenant") String tenant, @PathParam("key") String key) {
    Key company = Names.company(key);
    return known.tenant(tenant).flatMap(owner -> records.get(owner, company));
  }

  @PUT
  @Path("{key}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Create a company or replace its fields",
      description = "Fields that are not named are cleared.")
  @RequestBody(
      content =
          @Content(
              schema =
                  @org.eclipse.microprofile.openapi.annotations.media.Schema(
                      implementation = StoredRecords.FieldsBody.class)))
  public Uni<RestResponse<StoredRecords.Body>> put(
      @PathParam("tenant") String tenant, @PathParam("key") String key, byte[] body) {
    return change(tenant, key, body, true);
  }

  @PATCH
  @Path("{key}")
  @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
  @Operation(
      summary = "Change some of a company's fields",
      description = "A null clears a field. The company must be there.")
  @RequestBody(
      content =
          @Content(
              schema =
                  @org.eclipse.microprofile.openapi.annotations.media.Schema(
                      implementation = StoredRecords.FieldsBody.class)))
  public Uni<RestResponse<StoredRecords.Body>> patch(
      @PathParam("tenant") String tenant, @PathParam("key") String key, byte[] body) {
    return change(tenant, key, body, false);
  }

  private Uni<RestResponse<StoredRecords.Body>> change(
      String tenant, String key, byte[] body, boolean replace) {
    Key company = Names.company(key);
    return known
        .tenant(tenant)
        .flatMap(owner ->
            declared
                .schema(owner)
                .map(Schema::company)
                .flatMap(fields -> records.change(owner, company, fields, body, replace)));
  }

  @DELETE
  @Path("{key}")
  @Operation(
      summary = "Delete a company",
      description = "Leads go on naming it; it is made again when a step changes it.")
  public Uni<RestResponse<Void>> delete(
      @PathParam("tenant") String tenant, @PathParam("key") String key) {
    Key company = Names.company(key);
    return known.tenant(tenant).flatMap(owner -> records.delete(owner, company));
  }
}
