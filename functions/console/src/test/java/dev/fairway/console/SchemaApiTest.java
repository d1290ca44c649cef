package dev.fairway.console;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Stores.class)
class SchemaApiTest {
  @Test
  void editors_get_the_schema_of_all_documents() {
    Api.get("/schema")
        .then()
        .statusCode(200)
        .header("content-type", startsWith(SchemaApi.MEDIA_TYPE))
        .body("$schema", equalTo("https://json-schema.org/draft/2020-12/schema"))
        .body("properties.kind.enum", hasItem("Campaign"));
  }
}
