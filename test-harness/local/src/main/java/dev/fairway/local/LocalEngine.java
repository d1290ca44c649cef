package dev.fairway.local;

import dev.fairway.local.knative.FunctionProcess;
import dev.fairway.local.knative.LocalKnative;
import dev.fairway.local.shell.CannotStart;
import dev.fairway.local.shell.Progress;
import dev.fairway.local.stores.Ports;
import dev.fairway.local.stores.Stores;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The whole engine: stores with migrated databases, and the local Knative that starts the
/// functions on demand. Both the terminal (`Run`) and end-to-end tests start this.
public final class LocalEngine implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LocalEngine.class.getName());
  public static final String PORT_PROPERTY = "fairway.port";

  private static final String MANIFESTS = "knative/base";

  /// More arguments for the JVM of every function.
  static final String JVM_PROPERTY = "fairway.local.jvm";

  /// @param repository with the built functions
  /// @param manifests folder of what is run
  /// @param port of the gateway on loopback; 0 takes a free one
  /// @param identity `development` believes the declared tenant; `jwt` verifies tokens
  /// @param environment service name to variables on top of the manifests', for tests
  /// @param jvmArguments of every function
  public record Options(
      Path repository,
      Path manifests,
      Stores.Options stores,
      int port,
      String identity,
      Map<String, Map<String, String>> environment,
      List<String> jvmArguments,
      Progress progress) {

    /// What the terminal starts: fixed ports, data kept.
    public static Options kept(Path repository, Path data, Progress progress) {
      return new Options(
          repository,
          repository.resolve(MANIFESTS),
          Stores.Options.kept(data, progress),
          Integer.getInteger(PORT_PROPERTY, 8080),
          System.getProperty("fairway.identity", "development"),
          Map.of(),
          SMALL,
          progress);
    }

    /// For tests: free ports, an empty folder that the caller deletes, no Artemis.
    public static Options temporary(Path data) {
      Path repository = Repository.find();
      return new Options(
          repository,
          repository.resolve(MANIFESTS),
          Stores.Options.temporary(data, true),
          0,
          "development",
          Map.of(),
          SMALL,
          Progress.SILENT);
    }

    public Options with(Map<String, Map<String, String>> environment) {
      return new Options(
          repository, manifests, stores, port, identity, environment, jvmArguments, progress);
    }

    public Options run(Path manifests) {
      return new Options(
          repository, manifests, stores, port, identity, environment, jvmArguments, progress);
    }

    public Options as(String identity) {
      return new Options(
          repository, manifests, stores, port, identity, environment, jvmArguments, progress);
    }
  }

  /// A dozen processes share one machine, and few live long enough to earn what the second compiler
  /// costs: on two cores its threads took a third of the first minutes.
  private static final List<String> SMALL =
      jvm(
          "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms128m -Xmn64m -Xmx512m "
              + System.getProperty(JVM_PROPERTY, ""));

  private static List<String> jvm(String arguments) {
    return List.of(arguments.strip().split("\\s+"));
  }

  private final Stores stores;
  private final LocalKnative knative;
  private final Path data;
  private final Optional<LocalIdentity> identity;
  private final ScheduledExecutorService tokens =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  private LocalEngine(
      Stores stores, LocalKnative knative, Path data, Optional<LocalIdentity> identity) {
    this.stores = stores;
    this.knative = knative;
    this.data = data;
    this.identity = identity;
    identity.ifPresent(
        issuer -> tokens.scheduleWithFixedDelay(() -> issue(issuer), 0, 1, TimeUnit.SECONDS));
  }

  /// Returns when the gateway listens; functions start with the first request that needs them.
  ///
  /// @throws CannotStart with one line that says why
  public static LocalEngine start(Options options) {
    if (options.port() != 0) Ports.requireFree("gateway", options.port(), PORT_PROPERTY);
    var stores = Stores.start(options.stores());
    try {
      long began = System.nanoTime();
      Optional<LocalIdentity> identity = identity(options);
      var knative = LocalKnative.start(knative(options, stores, identity));
      knative.storesReady(stores::trouble);
      options
          .progress()
          .ready(
              "Knative",
              Duration.ofNanos(System.nanoTime() - began),
              "gateway on port " + knative.uri().getPort());
      return new LocalEngine(stores, knative, options.stores().data(), identity);
    } catch (RuntimeException e) {
      stores.close();
      throw new CannotStart("the local Knative does not start: " + e.getMessage(), e);
    }
  }

  private static Optional<LocalIdentity> identity(Options options) {
    return switch (options.identity()) {
      case "jwt" -> Optional.of(LocalIdentity.begin(options.stores().data()));
      case "development" -> Optional.empty();
      default ->
          throw new IllegalArgumentException(
              "fairway.identity=" + options.identity() + " is neither development nor jwt");
    };
  }

  private static LocalKnative.Options knative(
      Options options, Stores stores, Optional<LocalIdentity> identity) {
    var given = new TreeMap<>(stores.secrets());
    given.put("fairway-engine", Map.of("identity", options.identity()));
    var environment = new TreeMap<>(options.environment());
    identity.ifPresent(issuer -> environment.put("*", issuer.environment()));
    return new LocalKnative.Options(
        options.manifests(),
        options.stores().data(),
        options.repository(),
        options.port(),
        given,
        Path.of(System.getProperty("java.home"), "bin", "java"),
        environment,
        options.jvmArguments(),
        identity.map(LocalIdentity::doors));
  }

  /// Tenants appear in the control database, however they are made.
  private void issue(LocalIdentity issuer) {
    try (var control = stores.look("control");
        var statement = control.createStatement();
        var rows = statement.executeQuery("select name from fairway.tenant")) {
      Set<String> names = new TreeSet<>();
      while (rows.next()) names.add(rows.getString(1));
      issuer.tenants(names);
    } catch (SQLException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "tokens.json may miss a tenant", e);
    }
  }

  /// What the engine's own calls of the API show, if it asks for tokens.
  public Optional<String> operatorToken() {
    return identity.map(LocalIdentity::operator);
  }

  /// From now on, makes functions start sooner as soon as the machine has time for it: first those
  /// on an event's way, then the one that comes once a minute.
  public void train() {
    knative.train(
        List.of(
            "enqueue",
            "dispatch",
            "action-person",
            "action-scoring",
            "action-membership",
            "action-program",
            "action-flow",
            "action-integration",
            "sweep"));
  }

  /// Of the gateway, without a path.
  public URI uri() {
    return knative.uri();
  }

  /// Every function process there is now.
  public List<FunctionProcess> processes() {
    return knative.processes();
  }

  /// A connection past row-level security that only reads: `control`, `leads1` or `leads2`.
  public Connection look(String database) throws SQLException {
    return stores.look(database);
  }

  /// Runs one command as Redis's operator, such as `FLUSHALL`.
  public String redis(String... command) {
    return stores.redis(command);
  }

  public Stores stores() {
    return stores;
  }

  public Path data() {
    return data;
  }

  /// Functions first, then their stores.
  @Override
  public void close() {
    tokens.shutdownNow();
    try (stores) {
      knative.close();
    }
  }
}
