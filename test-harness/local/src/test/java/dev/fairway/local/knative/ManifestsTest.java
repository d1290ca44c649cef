package dev.fairway.local.knative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class ManifestsTest {
  private static final Path FOLDER = Path.of("..", "..", "knative", "base");
  private static final Manifests SHIPPED = Manifests.read(FOLDER);

  /// Services that strangers may call.
  private static final Set<String> PUBLIC = Set.of("enqueue", "console");

  @TempDir Path folder;

  @AfterEach
  void forget() {
    System.clearProperty(Scaling.WINDOW_PROPERTY);
  }

  private static FunctionService service(Manifests manifests, String name) {
    return Objects.requireNonNull(manifests.services().get(name), name);
  }

  @Test
  void the_manifests_of_the_product_can_be_run() {
    assertThat(SHIPPED.services().keySet())
        .contains(
            "enqueue",
            "dispatch",
            "sweep",
            "action-person",
            "action-scoring",
            "action-membership",
            "action-program",
            "action-flow",
            "action-integration",
            "console");
    assertThat(SHIPPED.brokers().keySet()).containsExactlyInAnyOrder("marketing", "engine");
    assertThat(SHIPPED.pings()).hasSize(1);
  }

  @Test
  void every_family_has_a_service_that_takes_one_suspect_at_a_time() {
    List<String> families =
        SHIPPED.services().keySet().stream()
            .filter(name -> name.startsWith("action-") && !name.endsWith("-suspects"))
            .toList();
    assertThat(families)
        .hasSize(6)
        .allSatisfy(family -> {
          FunctionService suspects = service(SHIPPED, family + "-suspects");
          assertThat(suspects.image()).isEqualTo(family);
          assertThat(suspects.slots()).isOne();
          assertThat(SHIPPED.triggers())
              .anyMatch(trigger ->
                  trigger.subscriber() instanceof Destination.OfService(String name, String path)
                      && name.equals(suspects.name()));
        });
  }

  /// A function that cannot get a connection holds leases that run.
  @Test
  void all_functions_at_once_find_connections() throws IOException {
    Path server = Path.of("..", "..", "broker-config", "postgres-server.conf");
    int most =
        Files.readAllLines(server).stream()
            .filter(line -> line.startsWith("max_connections"))
            .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")))
            .sum();
    int used =
        SHIPPED.services().values().stream()
            .mapToInt(service -> service.scaling().max() * pool(service))
            .sum();
    int databases = 3; // control and two lead databases, all on one server
    int others = 10; // the migrator, an operator, what a server keeps for its superuser
    assertThat(used * databases + others).isBetween(others + 1, most);
  }

  private static int pool(FunctionService service) {
    return service.environment().stream()
        .filter(variable -> variable.name().equals("FAIRWAY_DATABASES_POOL"))
        .map(FunctionService.Variable.Literal.class::cast)
        .mapToInt(pool -> Integer.parseInt(pool.value()))
        .sum();
  }

  @Test
  void every_trigger_has_a_dead_letter_sink_and_gives_up_no_later_than_its_service() {
    for (Manifests.TriggerManifest trigger : SHIPPED.triggers()) {
      Delivery delivery = Delivery.inForce(trigger.delivery(), null);
      assertThat(delivery.deadLetterSink()).as(trigger.name()).isPresent();
      if (trigger.subscriber() instanceof Destination.OfService(String name, String path)) {
        FunctionService service = service(SHIPPED, name);
        assertThat(delivery.timeout())
            .as(trigger.name() + path)
            .isLessThanOrEqualTo(service.timeout());
      }
    }
  }

  /// Whoever else could be reached from outside would be asked by strangers and believe them.
  @Test
  void only_those_that_verify_who_calls_have_a_route_from_outside() throws IOException {
    assertThat(services().keySet()).isEqualTo(SHIPPED.services().keySet());
    assertThat(services())
        .allSatisfy((name, labels) ->
            assertThat("cluster-local".equals(labels.get("networking.knative.dev/visibility")))
                .as(name)
                .isNotEqualTo(PUBLIC.contains(name)));
  }

  /// Labels of every Service, by name.
  private static Map<String, Map<?, ?>> services() throws IOException {
    Map<String, Map<?, ?>> labels = new TreeMap<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).toList())
        for (Object document :
            new Load(LoadSettings.builder().build()).loadAllFromString(Files.readString(file)))
          if (document instanceof Map<?, ?> map
              && "Service".equals(map.get("kind"))
              && map.get("metadata") instanceof Map<?, ?> metadata
              && metadata.get("labels") instanceof Map<?, ?> own)
            labels.put(String.valueOf(metadata.get("name")), own);
    }
    return labels;
  }

  @Test
  void only_the_sweep_has_a_window_shorter_than_its_schedule() {
    assertThat(service(SHIPPED, "sweep").scaling().window()).isEqualTo(Duration.ofSeconds(6));
    assertThat(service(SHIPPED, "dispatch").scaling().window()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void a_property_shortens_every_window_that_is_longer() {
    System.setProperty(Scaling.WINDOW_PROPERTY, "30");
    Manifests manifests = Manifests.read(FOLDER);
    assertThat(service(manifests, "dispatch").scaling().window()).isEqualTo(Duration.ofSeconds(30));
    assertThat(service(manifests, "sweep").scaling().window()).isEqualTo(Duration.ofSeconds(6));
  }

  /// By name: whatever is not on this list, and is nothing to run, is refused like a Pod below.
  @ParameterizedTest
  @CsvSource({
    "v1, Namespace",
    "v1, ServiceAccount",
    "networking.k8s.io/v1, NetworkPolicy",
    "policy/v1, PodDisruptionBudget"
  })
  void what_only_a_cluster_can_enforce_is_passed_over(String version, String kind)
      throws IOException {
    Files.writeString(
        folder.resolve("all.yaml"),
        "{apiVersion: %s, kind: %s, metadata: {name: n}}".formatted(version, kind));
    assertThat(Manifests.read(folder).services()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{apiVersion: v1, kind: Pod}|all.yaml#1 is a v1 Pod",
        "{apiVersion: keda.sh/v1alpha1, kind: ScaledObject}|all.yaml#1 is a keda.sh/v1alpha1 ScaledObject",
        "{apiVersion: v1, apiVersion: v1}|duplicate key",
        "{apiVersion: eventing.knative.dev/v1, kind: Trigger, metadata: {name: t}, spec: {broker: b, subscriber: {uri: 'http://x/'}}}|no Broker named b",
        "{apiVersion: eventing.knative.dev/v1, kind: Broker, metadata: {name: b}, spec: {delivery: {retryAfterMax: PT1S}}}|all.yaml#1.spec.delivery.retryAfterMax is unknown",
        "{apiVersion: eventing.knative.dev/v1, kind: Broker, metadata: {name: b}, spec: {delivery: {timeout: 30s}}}|no ISO-8601 duration",
        "{apiVersion: eventing.knative.dev/v1, kind: Broker, metadata: {name: b}, spec: {delivery: {deadLetterSink: {ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: s}}}}}|no Service named s",
        "{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: s}, spec: {template: {metadata: {annotations: {autoscaling.knative.dev/max: '1'}}, spec: {containers: [{image: i}]}}}}|autoscaling.knative.dev/max is no autoscaling annotation"
      })
  void a_manifest_that_is_wrong_is_refused_with_its_place(String yaml, String message)
      throws IOException {
    Files.writeString(folder.resolve("all.yaml"), yaml);
    assertThatThrownBy(() -> Manifests.read(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
