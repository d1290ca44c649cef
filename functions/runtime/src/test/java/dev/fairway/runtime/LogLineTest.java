package dev.fairway.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;

class LogLineTest {
  @Test
  void a_value_cannot_forge_a_key_or_a_line() {
    var line = new LogLine("here", "taken").with("id", "x\nroom=evil\" status=200").with("ms", 3);
    assertThat(line)
        .hasToString("room=here event=taken id=\"x\\u000aroom=evil\\\" status=200\" ms=3");
  }

  @Test
  void a_crash_point_fires_once_at_its_nth_time() {
    CrashPoint point = CrashPoint.parse("before-2xx:2");
    assertThat(point.fires("other")).isFalse();
    assertThat(point.fires("before-2xx")).isFalse();
    assertThat(point.fires("before-2xx")).isTrue();
    assertThat(point.fires("before-2xx")).isFalse();
  }

  @Test
  void a_parent_is_gone_when_its_stream_ends() {
    ParentWatch.awaitEnd(new ByteArrayInputStream(new byte[1_000]));
  }
}
