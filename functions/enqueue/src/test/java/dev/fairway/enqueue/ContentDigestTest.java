package dev.fairway.enqueue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContentDigestTest {
  private static Event event(Map<String, String> extensions, Map<String, Object> data) {
    return new Event(
        "/s",
        "1",
        "t",
        Optional.of("l"),
        Optional.empty(),
        Optional.empty(),
        0,
        Optional.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        extensions,
        data);
  }

  @Test
  void what_brokers_and_tracing_add_is_not_content() {
    Map<String, Object> data = Map.of("a", 1L);
    var plain = ContentDigest.of(event(Map.of("plan", "gold"), data));
    var delivered =
        ContentDigest.of(
            event(
                Map.of(
                    "plan", "gold",
                    "knativearrivaltime", "2026-01-01T00:00:00Z",
                    "tracestate", "x=y",
                    "partitionkey", "acme:l"),
                data));
    assertThat(delivered).isEqualTo(plain);
    assertThat(ContentDigest.of(event(Map.of("plan", "silver"), data))).isNotEqualTo(plain);
  }

  @Test
  void the_order_of_keys_is_not_content_but_the_order_of_elements_is() {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("a", 1L);
    one.put("b", List.of(1L, 2L));
    Map<String, Object> other = new LinkedHashMap<>();
    other.put("b", List.of(1L, 2L));
    other.put("a", 1L);
    assertThat(ContentDigest.of(event(Map.of(), one)))
        .isEqualTo(ContentDigest.of(event(Map.of(), other)));
    other.put("b", List.of(2L, 1L));
    assertThat(ContentDigest.of(event(Map.of(), one)))
        .isNotEqualTo(ContentDigest.of(event(Map.of(), other)));
  }

  @Test
  void contents_do_not_run_together() {
    List<Map<String, Object>> all =
        List.of(
            Map.of("a", "1"),
            Map.of("a", 1L),
            Map.of("a", 1.0),
            Map.of("a", true),
            Map.of("a", List.of(1L)),
            Map.of("a", List.of("1")),
            Map.of("a", Map.of("1", "1")),
            Map.of("a", "1", "b", ""),
            Map.of("ab", "1"),
            Map.of());
    assertThat(all.stream().map(data -> ContentDigest.of(event(Map.of(), data))))
        .doesNotHaveDuplicates();
  }
}
