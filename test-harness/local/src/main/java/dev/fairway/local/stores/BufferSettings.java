package dev.fairway.local.stores;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.jspecify.annotations.Nullable;

/// What Artemis must do with an overflow buffer, for nothing to be lost or overtaken. Most of its
/// defaults say otherwise.
final class BufferSettings {
  /// An address that stands for all of them.
  static final String ANY_BUFFER = "fairway.buffer.0";

  private static final String UNSET = "unset";

  /// @param wanted as `broker.xml` would say it
  private record Rule(
      String setting, Function<AddressSettings, @Nullable Object> actual, String wanted) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule("dead-letter-address", AddressSettings::getDeadLetterAddress, "fairway.dead"),
          // counting deliveries would bury what is only slow
          new Rule("max-delivery-attempts", AddressSettings::getMaxDeliveryAttempts, "-1"),
          // a delay lets the later ones overtake
          new Rule("redelivery-delay", AddressSettings::getRedeliveryDelay, "0"),
          new Rule("address-full-policy", AddressSettings::getAddressFullMessagePolicy, "PAGE"),
          new Rule("page-full-policy", AddressSettings::getPageFullMessagePolicy, UNSET),
          new Rule("expiry-delay", AddressSettings::getExpiryDelay, "-1"),
          new Rule("min-expiry-delay", AddressSettings::getMinExpiryDelay, "-1"),
          new Rule("max-expiry-delay", AddressSettings::getMaxExpiryDelay, "-1"),
          new Rule("default-exclusive-queue", AddressSettings::isDefaultExclusiveQueue, "true"),
          // a topic without subscribers drops what it accepts
          new Rule(
              "default-address-routing-type",
              AddressSettings::getDefaultAddressRoutingType,
              "ANYCAST"),
          new Rule(
              "default-queue-routing-type", AddressSettings::getDefaultQueueRoutingType, "ANYCAST"),
          new Rule("auto-delete-queues", AddressSettings::isAutoDeleteQueues, "false"),
          new Rule(
              "default-purge-on-no-consumers",
              AddressSettings::isDefaultPurgeOnNoConsumers,
              "false"),
          new Rule("default-ring-size", AddressSettings::getDefaultRingSize, "-1"),
          new Rule("default-last-value-queue", AddressSettings::isDefaultLastValueQueue, "false"),
          new Rule("default-non-destructive", AddressSettings::isDefaultNonDestructive, "false"));

  private BufferSettings() {}

  /// @param buffer the settings in effect for [#ANY_BUFFER]
  /// @return the first setting that is wrong, in one line
  static Optional<String> wrong(Configuration broker, AddressSettings buffer) {
    if (!broker.isPersistenceEnabled())
      return Optional.of(line("persistence-enabled", false, true));
    if (!broker.isJournalSyncNonTransactional())
      return Optional.of(line("journal-sync-non-transactional", false, true));
    return RULES.stream()
        .filter(rule -> !actual(rule, buffer).equals(rule.wanted()))
        .map(rule -> line(rule.setting(), actual(rule, buffer), rule.wanted()))
        .findFirst();
  }

  private static String actual(Rule rule, AddressSettings buffer) {
    Object value = rule.actual().apply(buffer);
    return value == null ? UNSET : value.toString();
  }

  private static String line(String setting, Object actual, Object wanted) {
    return "%s of the overflow buffers is %s, must be %s".formatted(setting, actual, wanted);
  }
}
