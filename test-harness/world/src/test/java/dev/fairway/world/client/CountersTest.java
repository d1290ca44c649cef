package dev.fairway.world.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountersTest {
  @Test
  void metrics_are_summed_over_the_lines_that_are_asked() {
    String metrics =
        """
        # TYPE writes_total counter
        writes_total{tenant="a",why="off: 3"} 2.0
        writes_total{tenant="b"} 1.5E1
        others_total{tenant="a"} 100.0
        """;

    assertThat(Counters.sum(metrics, line -> line.startsWith("writes_total"))).isEqualTo(17);
    assertThat(Counters.sum(metrics, line -> line.startsWith("absent"))).isZero();
  }

  @Test
  void time_of_redis_is_its_own_without_its_children_s() {
    String info =
        """
        # CPU\r
        used_cpu_sys:1.250000\r
        used_cpu_user:2.500000\r
        used_cpu_sys_children:10.000000\r
        used_cpu_user_children:20.000000\r
        """;

    assertThat(Counters.processorSeconds(info)).isEqualTo(3.75);
  }
}
