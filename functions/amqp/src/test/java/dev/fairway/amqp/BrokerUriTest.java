package dev.fairway.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerUriTest {
  @Test
  void the_scheme_says_whether_it_is_tls_and_the_default_port() {
    assertThat(BrokerUri.parse("amqp://u:p%3A%2F@host:1234"))
        .isEqualTo(new BrokerUri("host", 1234, false, "u", "p:/"));
    assertThat(BrokerUri.parse("amqp://u:p@host").port()).isEqualTo(5672);
    assertThat(BrokerUri.parse("amqps://u:p@host"))
        .isEqualTo(new BrokerUri("host", 5671, true, "u", "p"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis://u:p@host:1", "amqp://host:1", "amqp://u@host:1", "amqp:u:p"})
  void anything_else_is_refused_without_telling_the_password(String text) {
    assertThatThrownBy(() -> BrokerUri.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fairway.amqp must be amqp://user:password@host:port, or amqps");
  }

  @Test
  void it_does_not_print_its_password() {
    assertThat(BrokerUri.parse("amqp://u:secret@host")).hasToString("host:5672");
  }
}
