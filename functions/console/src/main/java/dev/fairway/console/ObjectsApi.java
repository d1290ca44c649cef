package dev.fairway.console;

import dev.fairway.model.Tenant;
import dev.fairway.model.TenantRecord.Key;
import dev.fairway.model.campaign.Declaration.Kind;
import dev.fairway.model.campaign.FieldType;
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
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// Objects of the types that the tenant declares.
@Path("/api/v1/tenants/{tenant}/objects/{type}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Objects")
public class ObjectsApi {
  private final Known known;
  private final Declared declared;
  private final StoredRecords records;

  ObjectsApi(Known known, Declared declared, StoredRecords records) {
    this.known = known;
    this.declared = declared;
    this.records = records;
  }

  @GET
  @Operation(summary = "Objects of a type, by key")
  public Uni<Page<StoredRecords.Body>> list(
      @PathParam("tenant") String tenant,
      @PathParam("type") String type,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    return declared(tenant, type)
        .flatMap(of -> records.list(of.owner(), Key.typeOf(type), limit, cursor));
  }

  @GET
  @Path("{key}")
  @Operation(summary = "An object")
  public Uni<StoredRecords.Body> get(
      @PathParam("tenant") String tenant,
      @PathParam("type") String type,
      @PathParam("key") String key) {
    Key object = Key.object(type, Names.key(key));
    return declared(tenant, type).flatMap(of -> records.get(of.owner(), object));
  }

  @PUT
  @Path("{key}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Create an object or replace its fields",
      description = "Fields that are not named are cleared.")
  @RequestBody(
      content =
          @Content(
              schema =
                  @org.eclipse.microprofile.openapi.annotations.media.Schema(
                      implementation = StoredRecords.FieldsBody.class)))
  public Uni<RestResponse<StoredRecords.Body>> put(
      @PathParam("tenant") String tenant,
      @PathParam("type") String type,
      @PathParam("key") String key,
      byte[] body) {
    return change(tenant, type, key, body, true);
  }

  @PATCH
  @Path("{key}")
  @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
  @Operation(
      summary = "Change some of an object's fields",
      description = "A null clears a field. The object must be there.")
  @RequestBody(
      content =
          @Content(
              schema =
                  @org.eclipse.microprofile.openapi.annotations.media.Schema(
                      implementation = StoredRecords.FieldsBody.class)))
  public Uni<RestResponse<StoredRecords.Body>> patch(
      @PathParam("tenant") String tenant,
      @PathParam("type") String type,
      @PathParam("key") String key,
      byte[] body) {
    return change(tenant, type, key, body, false);
  }

  private Uni<RestResponse<StoredRecords.Body>> change(
      String tenant, String type, String key, byte[] body, boolean replace) {
    Key object = Key.object(type, Names.key(key));
    return declared(tenant, type)
        .flatMap(of -> records.change(of.owner(), object, of.fields(), body, replace));
  }

  private record Declaring(Tenant owner, Map<String, FieldType> fields) {}

  private Uni<Declaring> declared(String tenant, String type) {
    return known
        .tenant(tenant)
        .flatMap(owner -> declared.schema(owner).map(schema -> declaring(owner, schema, type)));
  }

  private static Declaring declaring(Tenant owner, Schema schema, String type) {
    if (schema.assets().find(Kind.OBJECT_TYPE, type).isEmpty())
      throw Refusals.notFound(
          "tenant " + owner.name() + " declares no ObjectType " + Names.shown(type));
    return new Declaring(owner, schema.assets().objectType(type).fields());
  }

  @DELETE
  @Path("{key}")
  @Operation(summary = "Delete an object")
  public Uni<RestResponse<Void>> delete(
      @PathParam("tenant") String tenant,
      @PathParam("type") String type,
      @PathParam("key") String key) {
    Key object = Key.object(type, Names.key(key));
    return declared(tenant, type).flatMap(of -> records.delete(of.owner(), object));
  }
}
