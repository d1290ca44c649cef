package dev.fairway.local.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairway.local.shell.CannotStart;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.HierarchicalObjectRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmqpBrokerTest {
  @TempDir Path folder;

  @Test
  void the_settings_that_fairway_ships_lose_nothing() throws Exception {
    assertThat(wrong(xml())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "dead-letter-address, elsewhere",
    "max-delivery-attempts, 10",
    "redelivery-delay, 100",
    "address-full-policy, DROP",
    "page-full-policy, DROP",
    "expiry-delay, 1000",
    "min-expiry-delay, 1000",
    "max-expiry-delay, 1000",
    "default-exclusive-queue, false",
    "default-address-routing-type, MULTICAST",
    "default-queue-routing-type, MULTICAST",
    "auto-delete-queues, true",
    "default-purge-on-no-consumers, true",
    "default-ring-size, 5",
    "default-last-value-queue, true",
    "default-non-destructive, true",
    "persistence-enabled, false",
    "journal-sync-non-transactional, false",
  })
  void a_setting_that_loses_or_reorders_is_named(String setting, String value) throws Exception {
    assertThat(wrong(with(setting, value)))
        .hasValueSatisfying(
            line -> assertThat(line).startsWith(setting + " of the ").contains(" is " + value));
  }

  @Test
  void artemis_does_not_start_with_a_setting_that_loses_tasks() throws Exception {
    Configuration dropping = AmqpBroker.configuration(with("address-full-policy", "DROP"));
    assertThatThrownBy(
            () -> AmqpBroker.start(dropping, folder, Ports.free().amqp(), Secrets.of(folder)))
        .isInstanceOf(CannotStart.class)
        .hasMessage(
            "Artemis would lose tasks: address-full-policy of the overflow buffers is DROP, must be PAGE");
  }

  private String xml() {
    return AmqpBroker.xml(folder, Ports.free().amqp());
  }

  /// As an operator would say it: in its place, or for the buffers alone.
  private String with(String setting, String value) {
    String element = "<%s>%s</%1$s>".formatted(setting, value);
    String xml = xml();
    return xml.contains("<" + setting + ">")
        ? xml.replaceFirst("<%s>[^<]*</%1$s>".formatted(setting), element)
        : xml.replace(
            "<address-setting match=\"fairway.buffer.#\">",
            "<address-setting match=\"fairway.buffer.#\">" + element);
  }

  private static Optional<String> wrong(String xml) throws Exception {
    Configuration configuration = AmqpBroker.configuration(xml);
    var repository = new HierarchicalObjectRepository<AddressSettings>();
    repository.setDefault(new AddressSettings());
    configuration.getAddressSettings().forEach(repository::addMatch);
    return BufferSettings.wrong(configuration, repository.getMatch(BufferSettings.ANY_BUFFER));
  }
}
