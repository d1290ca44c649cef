package dev.fairway.local.stores;

import dev.fairway.local.shell.CannotStart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.deployers.impl.FileConfigurationParser;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ActiveMQServers;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;

/// Artemis in this process, with the settings of `broker.xml`.
public final class AmqpBroker implements Store {
  private final ActiveMQServer server;
  private final int port;
  private final Secrets secrets;

  private AmqpBroker(ActiveMQServer server, int port, Secrets secrets) {
    this.server = server;
    this.port = port;
    this.secrets = secrets;
  }

  /// Artemis alone, with passwords of its own in its folder.
  public static AmqpBroker start(Path folder, int port) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new CannotStart("no folder for Artemis: " + e.getMessage(), e);
    }
    return start(folder, port, Secrets.of(folder));
  }

  static AmqpBroker start(Path folder, int port, Secrets secrets) {
    try {
      Files.createDirectories(folder);
      return start(configuration(xml(folder, port)), folder, port, secrets);
    } catch (CannotStart e) {
      throw e;
    } catch (Exception e) {
      throw new CannotStart("Artemis does not start: " + e.getMessage(), e);
    }
  }

  static AmqpBroker start(Configuration configuration, Path folder, int port, Secrets secrets)
      throws Exception {
    var server = ActiveMQServers.newActiveMQServer(configuration, null, security(secrets), true);
    server.start();
    if (!server.waitForActivation(30, TimeUnit.SECONDS))
      throw new CannotStart("Artemis is not active within 30 s: its journal is in " + folder);
    var settings = server.getAddressSettingsRepository().getMatch(BufferSettings.ANY_BUFFER);
    Optional<String> wrong = BufferSettings.wrong(server.getConfiguration(), settings);
    if (wrong.isPresent()) {
      server.stop();
      throw new CannotStart("Artemis would lose tasks: " + wrong.get());
    }
    return new AmqpBroker(server, port, secrets);
  }

  static String xml(Path folder, int port) {
    return BrokerConfig.text(
        "broker.xml", Map.of("data", folder.toString(), "port", Integer.toString(port)));
  }

  static Configuration configuration(String xml) throws Exception {
    return new FileConfigurationParser()
        .parseMainConfig(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  private static ActiveMQJAASSecurityManager security(Secrets secrets) {
    var accounts = new SecurityConfiguration();
    accounts.addUser("fairway", secrets.app());
    accounts.addRole("fairway", "fairway");
    accounts.addUser("fairway-operator", secrets.operator());
    accounts.addRole("fairway-operator", "fairway");
    accounts.addRole("fairway-operator", "operator");
    return new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), accounts);
  }

  /// As the functions log in.
  public String appUri() {
    return "amqp://fairway:%s@127.0.0.1:%d".formatted(secrets.app(), port);
  }

  /// Messages in a queue, given out or not.
  public long messages(String queue) {
    Queue found = server.locateQueue(queue);
    return found == null ? 0 : found.getMessageCount();
  }

  /// Links that receive from a queue.
  public int consumers(String queue) {
    Queue found = server.locateQueue(queue);
    return found == null ? 0 : found.getConsumerCount();
  }

  /// Messages given out and neither settled nor given back.
  public int givenOut(String queue) {
    Queue found = server.locateQueue(queue);
    return found == null ? 0 : found.getDeliveringCount();
  }

  boolean isActive() {
    return server.isActive();
  }

  @Override
  public String describe() {
    return "%s on port %d, journal synced %s"
        .formatted(
            server.getVersion().getFullVersion(),
            port,
            server.getConfiguration().isJournalSyncNonTransactional() ? "on" : "off");
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("stopping Artemis", e);
    }
  }
}
