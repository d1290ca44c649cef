package dev.fairway.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InstallationsTest {
  @Test
  void nothing_is_wrong_with_base_overlays_and_components() {
    assertThat(Check.findings(Sources.here())).isEmpty();
  }
}
