package dev.fairway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The fair queue holds hints only: without it the console still does its work.
@QuarkusTest
@TestProfile(WithoutRedisTest.Nobody.class)
class WithoutRedisTest {
  /// Nobody listens where the queue should be.
  public static final class Nobody implements QuarkusTestProfile {
    @Override
    public boolean disableGlobalTestResources() {
      return true;
    }

    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(
          new TestResourceEntry(Stores.class, Map.of("redis", "redis://127.0.0.1:1"), false));
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
