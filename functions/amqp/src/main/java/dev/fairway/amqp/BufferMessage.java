package dev.fairway.amqp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.fairway.ports.OverflowBuffer;
import io.vertx.proton.ProtonHelper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.amqp.messaging.Section;
import org.apache.qpid.proton.message.Message;

/// How an [OverflowBuffer.Message] stands in its tenant's queue: JSON, and properties that say what
/// it is.
final class BufferMessage {
  /// Where unreadable messages go.
  static final String DEAD = "fairway.dead";

  private static final int VERSION = 1;
  private static final String ARRIVALS = "arrivals";
  private static final String MARKER = "marker";

  /// "This goes to a queue": without it a broker whose addresses are topics by default would accept
  /// the message and drop it.
  private static final MessageAnnotations TO_A_QUEUE =
      new MessageAnnotations(Map.of(Symbol.valueOf("x-opt-jms-dest"), (byte) 0));

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_LONG_FOR_INTS).build();

  private BufferMessage() {}

  /// A message that this version of the engine cannot read.
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    Unreadable(String message) {
      super(message);
    }

    Unreadable(Exception cause) {
      super(cause);
    }

    /// What is wrong, without a word of the payload.
    String kind() {
      return getCause() == null
          ? String.valueOf(getMessage())
          : getCause().getClass().getSimpleName();
    }
  }

  static String queue(int tenant) {
    return "fairway.buffer." + tenant;
  }

  static Message of(int tenant, OverflowBuffer.Message content) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("v", VERSION);
    properties.put("tenant", tenant);
    Object document =
        switch (content) {
          case OverflowBuffer.Message.Arrivals(var arrivals) -> {
            properties.put("kind", ARRIVALS);
            properties.put("tasks", arrivals.stream().mapToInt(it -> it.candidates().size()).sum());
            yield arrivals.stream().map(ArrivalDocument::of).toList();
          }
          case OverflowBuffer.Message.Marker(long epoch) -> {
            properties.put("kind", MARKER);
            yield Map.of("epoch", epoch);
          }
        };
    return durable(queue(tenant), new Data(new Binary(bytes(document))), properties);
  }

  private static Message durable(String address, Section body, Map<String, Object> properties) {
    Message message = ProtonHelper.message();
    message.setAddress(address);
    message.setDurable(true);
    message.setContentType("application/json");
    message.setMessageAnnotations(TO_A_QUEUE);
    message.setApplicationProperties(new ApplicationProperties(properties));
    message.setBody(body);
    return message;
  }

  /// By way of a text: half a surrogate pair, which an event may hold, becomes a question mark
  /// instead of an exception.
  private static byte[] bytes(Object document) {
    try {
      return JSON.writeValueAsString(document).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a document of plain values is not JSON", e);
    }
  }

  /// @param tenant whose queue it came from
  static OverflowBuffer.Message read(int tenant, Message message) throws Unreadable {
    Map<String, Object> properties = properties(message);
    if (!Integer.valueOf(VERSION).equals(properties.get("v")))
      throw new Unreadable("another version");
    if (!Integer.valueOf(tenant).equals(properties.get("tenant")))
      throw new Unreadable("another tenant");
    if (!(message.getBody() instanceof Data data)) throw new Unreadable("no data section");
    try {
      return switch (String.valueOf(properties.get("kind"))) {
        case ARRIVALS -> arrivals(tenant, value(data, List.class));
        case MARKER -> new OverflowBuffer.Message.Marker(epoch(value(data, Map.class)));
        default -> throw new Unreadable("another kind");
      };
    } catch (IOException | RuntimeException e) {
      throw new Unreadable(e);
    }
  }

  private static OverflowBuffer.Message arrivals(int tenant, List<?> documents) {
    return new OverflowBuffer.Message.Arrivals(
        documents.stream().map(it -> ArrivalDocument.read(tenant, it)).toList());
  }

  private static long epoch(Map<?, ?> document) {
    if (document.get("epoch") instanceof Long epoch) return epoch;
    throw new IllegalArgumentException("marker without epoch");
  }

  private static <T> T value(Data data, Class<T> type) throws IOException {
    Binary bytes = data.getValue();
    T value = JSON.readValue(bytes.getArray(), bytes.getArrayOffset(), bytes.getLength(), type);
    if (value == null) throw new IllegalArgumentException("JSON null");
    return value;
  }

  /// The same message for the dead letters, with where it came from and why.
  static Message dead(int tenant, Message message, Unreadable why) {
    Map<String, Object> properties = new HashMap<>(properties(message));
    properties.put("fairway.from", queue(tenant));
    properties.put("fairway.why", String.valueOf(why.getMessage()));
    Message dead = durable(DEAD, message.getBody(), properties);
    dead.setContentType(message.getContentType());
    return dead;
  }

  private static Map<String, Object> properties(Message message) {
    ApplicationProperties properties = message.getApplicationProperties();
    return properties == null ? Map.of() : properties.getValue();
  }
}
