package dev.fairway.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.local.shell.Api;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventStreamTest {
  private final EventStream stream =
      new EventStream(new Api(URI.create("http://localhost:1"), Optional.empty()));

  /// One without is refused, sent again for ever, and holds up all behind it.
  @Test
  void every_event_has_an_object_as_data() {
    Set<String> types = new HashSet<>();
    for (long number = 0; number < 1_000; number++) {
      CloudEvent event = stream.event(number);
      types.add(event.getType());
      assertThat(text(event.getData())).as(event.getType()).startsWith("{").endsWith("}");
    }
    assertThat(types).contains("web.pageVisited", "account.signedUp", "event.attended");
  }

  private static String text(@Nullable CloudEventData data) {
    return data == null ? "" : new String(data.toBytes(), StandardCharsets.UTF_8);
  }
}
