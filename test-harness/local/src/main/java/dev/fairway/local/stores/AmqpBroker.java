package dev.fairway.local.stores;

import dev.fairway.local.shell.CannotStart;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.deployers.impl.FileConfigurationParser;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ActiveMQServers;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;

/// Artemis in this process, with the settings of `broker.xml`.
final class AmqpBroker implements Store {
  private final ActiveMQServer server;
  private final int port;
  private final Secrets secrets;

  private AmqpBroker(ActiveMQServer server, int port, Secrets secrets) {
    this.server = server;
    this.port = port;
    this.secrets = secrets;
  }

  static AmqpBroker start(Path folder, int port, Secrets secrets) {
    try {
      Files.createDirectories(folder);
      var server =
          ActiveMQServers.newActiveMQServer(
              configuration(folder, port), null, security(secrets), true);
      server.start();
      if (!server.waitForActivation(30, TimeUnit.SECONDS))
        throw new CannotStart("Artemis is not active within 30 s: its journal is in " + folder);
      return new AmqpBroker(server, port, secrets);
    } catch (CannotStart e) {
      throw e;
    } catch (Exception e) {
      throw new CannotStart("Artemis does not start: " + e.getMessage(), e);
    }
  }

  private static Configuration configuration(Path folder, int port) throws Exception {
    String xml =
        BrokerConfig.text(
            "broker.xml", Map.of("data", folder.toString(), "port", Integer.toString(port)));
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

  String appUri() {
    return "amqp://fairway:%s@127.0.0.1:%d".formatted(secrets.app(), port);
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
