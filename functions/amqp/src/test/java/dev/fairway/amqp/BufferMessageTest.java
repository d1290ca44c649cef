package dev.fairway.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.Arrival;
import dev.fairway.model.Digest16;
import dev.fairway.model.Event;
import dev.fairway.model.Family;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Priority;
import dev.fairway.model.TaskId;
import dev.fairway.model.Tenant.UnknownLead;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.ports.OverflowBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;

/// The format, which messages on a disk somewhere already have.
class BufferMessageTest {
  private static final String JSON =
      """
      [{"lead":{"email":"ann@example.org"},"unknownLead":"ignore",\
      "event":{"source":"/shop","id":"e1","type":"bought","time":"2026-03-01T10:00:00Z",\
      "depth":1,"data":{"n":1}},\
      "digest":"00000000000000018000000000000000","activity":true,"creationTold":false,\
      "candidates":[{"task":"00000000-0000-0001-0000-000000000002","campaign":7,"version":2,\
      "qualification":"PT24H","firstStep":"mail","family":"messaging","priority":"high",\
      "expired":false}]}]\
      """;

  private static final OverflowBuffer.Message ARRIVALS =
      new OverflowBuffer.Message.Arrivals(
          List.of(
              new Arrival(
                  4,
                  0,
                  new LeadRef.ByEmail("ann@example.org"),
                  UnknownLead.IGNORE,
                  new Event(
                      "/shop",
                      "e1",
                      "bought",
                      Optional.empty(),
                      Optional.of(Instant.parse("2026-03-01T10:00:00Z")),
                      Optional.empty(),
                      1,
                      Optional.empty(),
                      Map.of(),
                      Map.of("n", 1L)),
                  new Digest16(1, Long.MIN_VALUE),
                  true,
                  false,
                  List.of(
                      new Arrival.Candidate(
                          TaskId.parse("00000000-0000-0001-0000-000000000002"),
                          7,
                          2,
                          new Qualification.Per(Duration.ofDays(1)),
                          "mail",
                          Family.MESSAGING,
                          Priority.HIGH,
                          false)))));

  @Test
  void arrivals_are_written_as_version_1_and_read_again() throws Exception {
    Message message = BufferMessage.of(4, ARRIVALS);
    assertThat(message.getAddress()).isEqualTo("fairway.buffer.4");
    assertThat(message.isDurable()).isTrue();
    assertThat(message.getContentType()).isEqualTo("application/json");
    assertThat(message.getApplicationProperties().getValue())
        .isEqualTo(Map.of("v", 1, "tenant", 4, "kind", "arrivals", "tasks", 1));
    assertThat(text(message)).isEqualTo(JSON);
    assertThat(BufferMessage.read(4, message)).isEqualTo(ARRIVALS);
  }

  @Test
  void a_marker_is_written_as_version_1_and_read_again() throws Exception {
    var marker = new OverflowBuffer.Message.Marker(5);
    Message message = BufferMessage.of(4, marker);
    assertThat(message.getApplicationProperties().getValue())
        .isEqualTo(Map.of("v", 1, "tenant", 4, "kind", "marker"));
    assertThat(text(message)).isEqualTo("{\"epoch\":5}");
    assertThat(BufferMessage.read(4, message)).isEqualTo(marker);
  }

  private static String text(Message message) {
    var bytes = ((Data) message.getBody()).getValue();
    return new String(
        bytes.getArray(), bytes.getArrayOffset(), bytes.getLength(), StandardCharsets.UTF_8);
  }
}
