package dev.fairway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The fair queue holds hints only: without it the console still does its work.
@QuarkusTest
@QuarkusTestResource(Stores.class)
@TestProfile(WithoutRedisTest.Nobody.class)
class WithoutRedisTest {
  public static final class Nobody implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("quarkus.redis.hosts", "redis://127.0.0.1:1");
    }
  }

  @Test
  void tenants_are_changed_and_what_is_unknown_is_said_to_be() {
    String name = Api.newTenant();
    Api.put("/tenants/" + name, "{\"state\": \"paused\"}").then().statusCode(200);
    List<Map<String, Object>> items = Api.get("/queues").jsonPath().getList("items");
    Map<String, Object> item =
        items.stream().filter(it -> name.equals(it.get("tenant"))).findFirst().orElseThrow();
    assertThat(item)
        .containsEntry("queue", "away")
        .containsEntry("inFlight", null)
        .containsEntry("ready", null)
        .containsEntry("dead", 0);
  }
}
