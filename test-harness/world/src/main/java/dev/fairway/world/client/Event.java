package dev.fairway.world.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairway.world.history.EventKey;
import java.util.Map;

/// A CloudEvent about a lead, as the load sends it.
///
/// @param token unique on its lead; travels as `data.n`
/// @param extra members of `data` beside `n`
public record Event(EventKey key, String type, String lead, long token, Map<String, Object> extra) {
  static final ObjectMapper JSON = new ObjectMapper();

  public Event {
    extra = Map.copyOf(extra);
  }

  public Event(EventKey key, String type, String lead, long token) {
    this(key, type, lead, token, Map.of());
  }

  ObjectNode data() {
    ObjectNode data = JSON.createObjectNode().put("n", token);
    extra.forEach(data::putPOJO);
    return data;
  }

  /// As in structured and batch mode.
  ObjectNode structured() {
    ObjectNode event =
        JSON.createObjectNode()
            .put("specversion", "1.0")
            .put("id", key.id())
            .put("source", key.source())
            .put("type", type)
            .put("subject", lead)
            .put("tenantid", key.tenant())
            .put("datacontenttype", "application/json");
    event.set("data", data());
    return event;
  }
}
