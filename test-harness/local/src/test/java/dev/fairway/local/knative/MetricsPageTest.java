package dev.fairway.local.knative;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsPageTest {
  private static final String PAGE =
      """
      # HELP a_total What a counts.
      # TYPE a_total counter
      a_total{path="/x y}",code="200"} 3.0
      a_total{path="/z",code="200"} 1.5
      # TYPE b gauge
      b 2.0
      # TYPE c_seconds_max gauge
      c_seconds_max 0.25
      # TYPE d_seconds histogram
      d_seconds_bucket{le="+Inf"} 4.0
      d_seconds_sum 1.0E-4
      """;

  @Test
  void equal_series_are_added_and_maxima_kept() {
    MetricsPage sum = MetricsPage.parse(PAGE);
    sum.add(MetricsPage.parse(PAGE.replace("0.25", "0.5")));
    assertThat(sum.toString())
        .contains("# HELP a_total What a counts.\n# TYPE a_total counter\n")
        .contains("a_total{path=\"/x y}\",code=\"200\"} 6\n")
        .contains("a_total{path=\"/z\",code=\"200\"} 3\n")
        .contains("\nb 4\n")
        .contains("c_seconds_max 0.5\n")
        .contains("d_seconds_bucket{le=\"+Inf\"} 8\n")
        .contains("d_seconds_sum 2.0E-4\n");
  }

  @Test
  void only_what_accumulates_outlives_its_process() {
    MetricsPage ended = new MetricsPage();
    ended.addAccumulated(MetricsPage.parse(PAGE));
    assertThat(ended.toString())
        .contains("a_total")
        .contains("d_seconds_sum")
        .doesNotContain("\nb ");
  }
}
