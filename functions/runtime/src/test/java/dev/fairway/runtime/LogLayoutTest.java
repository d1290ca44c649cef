package dev.fairway.runtime;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.handlers.ConsoleHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the console shows of a function as it is deployed.
@QuarkusTest
@TestProfile(LogLayoutTest.Deployed.class)
class LogLayoutTest {
  private static final Logger LOG = Logger.getLogger("dev.fairway.test");

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  public static class Deployed implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("fairway.log.plain", "false");
    }
  }

  private static ConsoleHandler console() {
    return handlers(LogLayout.root().getHandlers())
        .filter(ConsoleHandler.class::isInstance)
        .map(ConsoleHandler.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static Stream<Handler> handlers(Handler[] handlers) {
    return Stream.of(handlers)
        .flatMap(handler ->
            handler instanceof ExtHandler around
                ? Stream.concat(Stream.of(handler), handlers(around.getHandlers()))
                : Stream.of(handler));
  }

  @BeforeEach
  void read_along() {
    console()
        .setOutputStream(
            new ByteArrayOutputStream() {
              @Override
              public void flush() {
                toString(StandardCharsets.UTF_8).lines().forEach(lines::add);
                reset();
              }
            });
  }

  @AfterEach
  void stop_reading() {
    console().setTarget(ConsoleHandler.Target.SYSTEM_OUT);
  }

  /// The answer may be there before its line.
  private Map<?, ?> line(String containing) throws InterruptedException {
    while (true) {
      String line = lines.poll(10, TimeUnit.SECONDS);
      if (line == null) throw new AssertionError("no line with " + containing);
      if (line.contains(containing)) return object(line);
    }
  }

  private static Map<?, ?> object(String line) {
    try {
      return (Map<?, ?>) Objects.requireNonNull(Json.read(line.getBytes(StandardCharsets.UTF_8)));
    } catch (Json.Invalid e) {
      throw new AssertionError(e.reason() + ": " + line, e);
    }
  }

  @Test
  void an_event_leaves_an_object_with_its_fields() throws InterruptedException {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    given()
        .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
        .header("ce-specversion", "1.0")
        .header("ce-id", "e-\"1\"")
        .header("ce-source", "/layout")
        .header("ce-tenantid", "acme")
        .header("ce-type", "test.works")
        .post("/")
        .then()
        .statusCode(204);
    Map<String, Object> line = new LinkedHashMap<>();
    line(trace).forEach((key, value) -> line.put(String.valueOf(key), value));
    assertThat(Instant.parse(String.valueOf(line.remove("time"))))
        .isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(line.remove("ms")).isInstanceOf(Long.class);
    assertThat(line)
        .containsExactly(
            entry("level", "INFO"),
            entry("logger", "dev.fairway.edge"),
            entry("room", "runtime"),
            entry("event", "taken"),
            entry("type", "test.works"),
            entry("source", "/layout"),
            entry("id", "e-\"1\""),
            entry("tenant", "acme"),
            entry("trace", trace),
            entry("tasks", 0L),
            entry("status", 204L));
  }

  @Test
  void a_failure_keeps_to_its_line() throws InterruptedException {
    new LogLine("here", "threw")
        .with("why", "two\nlines")
        .to(LOG, Logger.Level.ERROR, new IllegalStateException("in two\nlines"));
    Map<?, ?> line = line("threw");
    assertThat(line.get("why")).isEqualTo("two\nlines");
    assertThat((String) line.get("exception"))
        .startsWith("java.lang.IllegalStateException: in two\nlines")
        .contains("\tat " + LogLayoutTest.class.getName());
  }

  @Test
  void another_ones_message_is_one_field() throws InterruptedException {
    LOG.warnf("room=%s \"%s\"", "forged", 7);
    Map<?, ?> line = line("forged");
    assertThat(line.get("message")).isEqualTo("room=forged \"7\"");
    assertThat(line.get("room")).isNull();
  }
}
