package dev.fairway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.Family;
import dev.fairway.model.Priority;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CodesTest {
  @Test
  void stored_numbers_never_change() {
    assertThat(Arrays.stream(Family.values()).map(family -> family + "=" + Codes.of(family)))
        .containsExactly(
            "PERSON=0",
            "SCORING=1",
            "MEMBERSHIP=2",
            "PROGRAM=3",
            "FLOW=4",
            "MESSAGING=5",
            "CRM=6",
            "AUDIENCE=7",
            "INTEGRATION=8");
    assertThat(Arrays.stream(Priority.values()).map(p -> p + "=" + Codes.of(p)))
        .containsExactly("HIGH=0", "NORMAL=1", "LOW=2");
  }

  @Test
  void every_code_reads_back() {
    for (Family family : Family.values())
      assertThat(Codes.family(Codes.of(family))).isEqualTo(family);
    for (Priority priority : Priority.values())
      assertThat(Codes.priority(Codes.of(priority))).isEqualTo(priority);
  }
}
