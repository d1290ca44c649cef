package dev.fairway.enqueue;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.Tenant;
import dev.fairway.runtime.CloudEvents;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.stream.IntStream;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Each event leaves one line, whatever becomes of its batch.
@QuarkusTest
class EventLinesTest {
  private static final String TYPE = "lines.formFilled";
  private static final Logger EDGE = LogContext.getLogContext().getLogger("dev.fairway.edge");

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Handler reader =
      new ExtHandler() {
        @Override
        protected void doPublish(ExtLogRecord record) {
          lines.add(record.getFormattedMessage());
        }
      };

  @BeforeAll
  static void tenants() {
    RestAssured.config =
        RestAssuredConfig.config()
            .encoderConfig(
                EncoderConfig.encoderConfig()
                    .appendDefaultContentCharsetToContentTypeIfUndefined(false));
    World world = Twins.WORLD;
    world.tenant("lines", 3, 0, Tenant.State.ACTIVE, Tenant.UnknownLead.CREATE);
    world.campaign("lines", "greet", TYPE);
  }

  @BeforeEach
  void read_along() {
    EDGE.addHandler(reader);
  }

  @AfterEach
  void stop_reading() {
    EDGE.removeHandler(reader);
  }

  private static String event(String id, int n) {
    return "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/s\",\"type\":\"%s\",\"tenantid\":\"lines\",\"subject\":\"l\",\"data\":{\"n\":%d}}"
        .formatted(id, TYPE, n);
  }

  private static void batch(int status, String... events) {
    given()
        .contentType(CloudEvents.BATCH)
        .body("[" + String.join(",", events) + "]")
        .post("/events")
        .then()
        .statusCode(status);
  }

  private String next() throws InterruptedException {
    String line = lines.poll(10, TimeUnit.SECONDS);
    if (line == null) throw new AssertionError("no further line");
    return line;
  }

  private static String said(String event, String id) {
    return "room=enqueue event=%s type=%s source=/s id=%s tenant=lines trace="
        .formatted(event, TYPE, id);
  }

  @Test
  void those_of_a_batch_without_room() throws InterruptedException {
    batch(429, event("r1", 1), event("r2", 1), event("r3", 1), event("r4", 1));
    for (String id : List.of("r1", "r2", "r3", "r4"))
      assertThat(next())
          .startsWith(said("refused", id))
          .endsWith("problem=no-room")
          .contains("status=429");
  }

  @Test
  void those_of_a_batch_with_one_that_is_none() throws InterruptedException {
    batch(400, event("i1", 1), event("i2", 1).replace("\"type\"", "\"kind\""), "7");
    assertThat(next())
        .startsWith(said("refused", "i1"))
        .contains("status=400")
        .endsWith("problem=malformed-event");
    assertThat(next())
        .contains("type=- source=/s id=i2 tenant=lines")
        .endsWith("reason=\"attribute 'type' is missing\"");
    assertThat(next()).contains("id=- tenant=-").endsWith("reason=\"an event is a JSON object\"");
  }

  @Test
  void those_of_a_batch_of_which_some_were_taken() throws InterruptedException {
    batch(202, event("once", 1));
    assertThat(next()).startsWith(said("taken", "once"));
    batch(422, event("once", 2), event("other", 1));
    assertThat(next()).startsWith(said("refused", "once")).contains("problem=other-content");
    assertThat(next()).startsWith(said("taken", "other"));
  }

  @Test
  void only_so_many_as_a_batch_may_have() throws InterruptedException {
    batch(413, IntStream.range(0, 5_010).mapToObj(i -> "1").toArray(String[]::new));
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) all.add(next());
    assertThat(all).allMatch(line -> line.contains("problem=too-large"));
    batch(400, "{");
    assertThat(next()).startsWith("room=enqueue event=refused status=400");
  }
}
