package dev.fairway.console;

import dev.fairway.language.DocumentSchema;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// The form of the documents that are applied, for editors.
@Path("/api/v1/schema")
@Tag(name = "Campaigns")
public class SchemaApi {
  static final String MEDIA_TYPE = "application/schema+json";

  private final String schema = DocumentSchema.json();

  @GET
  @Produces(MEDIA_TYPE)
  @Operation(
      summary = "JSON Schema of campaigns and declarations",
      description = "For editors, as `# yaml-language-server: $schema=...` names it.")
  public String get() {
    return schema;
  }
}
