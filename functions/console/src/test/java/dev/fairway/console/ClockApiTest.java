package dev.fairway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.fairway.ports.TaskJournal;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Stores.class)
class ClockApiTest {
  @Inject TaskJournal journal;
  @Inject RedisDataSource redis;

  @Test
  void the_clock_moves_in_every_store_at_once() {
    Duration before = offset();
    Api.put("/local/clock", "{\"advance\": \"7d\"}").then().statusCode(200);
    Api.put("/local/clock", "{\"advance\": \"1d12h\"}")
        .then()
        .statusCode(200)
        .body("offset", equalTo(before.plusHours(8 * 24 + 12).toString()));
    assertThat(offset()).isEqualTo(before.plusHours(8 * 24 + 12));
    for (String database : new String[] {"leads1", "leads2"}) {
      Instant now = journal.now(database).await().atMost(Duration.ofSeconds(9));
      assertThat(Duration.between(Instant.now().plus(offset()), now).abs())
          .isLessThan(Duration.ofMinutes(1));
      assertThat(redis.hash(String.class).hget("{" + database + ":0}:clock", "offset_ms"))
          .isEqualTo(String.valueOf(offset().toMillis()));
    }
  }

  @Test
  void asking_for_nothing_repairs_a_store_that_lost_its_offset() {
    Api.put("/local/clock", "{\"advance\": \"1h\"}").then().statusCode(200);
    redis.hash(String.class).hdel("{leads2:0}:clock", "offset_ms");
    Duration offset = offset();
    assertThat(redis.hash(String.class).hget("{leads2:0}:clock", "offset_ms"))
        .isEqualTo(String.valueOf(offset.toMillis()));
  }

  private static Duration offset() {
    return Duration.parse(
        Api.put("/local/clock", "{\"advance\": \"0s\"}").jsonPath().getString("offset"));
  }
}
