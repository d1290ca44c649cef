package dev.fairway.local.knative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CoresTest {
  private static final boolean FIRST = true;
  private static final boolean ANOTHER = false;

  private static int millicores(Object quantity) {
    return new Node("cpu", quantity).millicores();
  }

  @Test
  void another_process_starts_only_if_what_it_requests_fits() {
    var cores = new Cores(2);
    assertThat(cores.take(1_500, FIRST)).isTrue();
    assertThat(cores.take(501, ANOTHER)).isFalse();
    assertThat(cores.take(500, ANOTHER)).isTrue();
  }

  @Test
  void the_first_process_of_a_service_always_starts_and_counts() {
    var cores = new Cores(1);
    assertThat(cores.take(1_500, FIRST)).isTrue();
    assertThat(cores.take(100, ANOTHER)).isFalse();
    assertThat(cores.take(1_500, FIRST)).isTrue();
    cores.free(1_500);
    assertThat(cores.take(100, ANOTHER)).isFalse();
  }

  @Test
  void what_was_refused_is_not_taken_and_what_ended_is_free() {
    var cores = new Cores(1);
    assertThat(cores.take(600, FIRST)).isTrue();
    assertThat(cores.take(600, ANOTHER)).isFalse();
    assertThat(cores.take(400, ANOTHER)).isTrue();
    cores.free(600);
    assertThat(cores.take(600, ANOTHER)).isTrue();
  }

  @Test
  void a_quantity_of_cores_is_read_in_each_of_its_forms() {
    assertThat(millicores("500m")).isEqualTo(500);
    assertThat(millicores("0.25")).isEqualTo(250);
    assertThat(millicores(2)).isEqualTo(2_000);
    assertThat(new Node("cpu", null).millicores()).isZero();
    assertThatThrownBy(() -> millicores("half"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cpu is no quantity of cores");
  }
}
