package dev.fairway.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.WithDefault;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
  @ConfigMapping(prefix = "fairway.door")
  interface Door {
    @WithDefault("2")
    int widthMetres();

    @WithDefault("oak")
    String wood();
  }

  @Test
  void what_is_not_given_is_the_default() {
    Door door = Configuration.of(Door.class, Map.of("fairway.door.width-metres", "3"));

    assertThat(door.widthMetres()).isEqualTo(3);
    assertThat(door.wood()).isEqualTo("oak");
  }

  @Test
  void a_name_of_no_member_is_refused() {
    assertThatThrownBy(() -> Configuration.of(Door.class, Map.of("fairway.door.width", "3")))
        .isInstanceOf(ConfigValidationException.class)
        .hasMessageContaining("fairway.door.width");
  }
}
