package dev.fairway.manifests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The second layer: each manifest as the type that its apiVersion and kind name. Nothing is
/// coerced, and no field is unknown.
final class Types {
  private static final Map<String, Class<?>> KNOWN =
      Map.ofEntries(
          Map.entry("v1 ConfigMap", io.fabric8.kubernetes.api.model.ConfigMap.class),
          Map.entry("v1 Namespace", io.fabric8.kubernetes.api.model.Namespace.class),
          Map.entry(
              "v1 PersistentVolumeClaim",
              io.fabric8.kubernetes.api.model.PersistentVolumeClaim.class),
          Map.entry("v1 Secret", io.fabric8.kubernetes.api.model.Secret.class),
          Map.entry("v1 Service", io.fabric8.kubernetes.api.model.Service.class),
          Map.entry("v1 ServiceAccount", io.fabric8.kubernetes.api.model.ServiceAccount.class),
          Map.entry("apps/v1 Deployment", io.fabric8.kubernetes.api.model.apps.Deployment.class),
          Map.entry("batch/v1 Job", io.fabric8.kubernetes.api.model.batch.v1.Job.class),
          Map.entry(
              "networking.k8s.io/v1 NetworkPolicy",
              io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy.class),
          Map.entry(
              "policy/v1 PodDisruptionBudget",
              io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget.class),
          Map.entry("serving.knative.dev/v1 Service", io.fabric8.knative.serving.v1.Service.class),
          Map.entry("eventing.knative.dev/v1 Broker", io.fabric8.knative.eventing.v1.Broker.class),
          Map.entry(
              "eventing.knative.dev/v1 Trigger", io.fabric8.knative.eventing.v1.Trigger.class),
          Map.entry(
              "eventing.knative.dev/v1beta2 EventType",
              io.fabric8.knative.eventing.v1beta2.EventType.class),
          Map.entry(
              "eventing.knative.dev/v1alpha1 EventPolicy",
              io.fabric8.knative.eventing.v1alpha1.EventPolicy.class),
          Map.entry(
              "sources.knative.dev/v1 PingSource", io.fabric8.knative.sources.v1.PingSource.class),
          Map.entry("keda.sh/v1alpha1 ScaledObject", ScaledObject.class),
          Map.entry("kustomize.config.k8s.io/v1beta1 Kustomization", Kustomization.class),
          Map.entry("kustomize.config.k8s.io/v1alpha1 Component", Kustomization.class));

  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .withCoercionConfig(
              LogicalType.Textual,
              text -> {
                for (var shape :
                    new CoercionInputShape[] {
                      CoercionInputShape.Boolean,
                      CoercionInputShape.Integer,
                      CoercionInputShape.Float
                    }) text.setCoercion(shape, CoercionAction.Fail);
              })
          .annotationIntrospector(new NothingAdditional())
          .build();

  private Types() {}

  /// The models keep what they do not know as additional properties. Without these it is unknown.
  private static final class NothingAdditional extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated member) {
      return false;
    }
  }

  /// Part of the first layer: apiVersion and kind are there and known.
  static boolean known(Resource resource, Findings findings) {
    for (String field : new String[] {"apiVersion", "kind"}) {
      if (resource.at(field).isTextual()) continue;
      findings.add(Layer.YAML, resource.place(""), field + " is missing");
      return false;
    }
    String type = resource.apiVersion() + " " + resource.kind();
    if (KNOWN.containsKey(type)) return true;
    findings.add(Layer.YAML, resource.place("kind"), type + " is not known");
    return false;
  }

  static void check(Resource resource, Findings findings) {
    Class<?> type = KNOWN.get(resource.apiVersion() + " " + resource.kind());
    if (type != null) read(resource, type, findings);
  }

  /// @return null if it is no such thing, which is found
  static <T> @Nullable T read(Resource resource, Class<T> type, Findings findings) {
    try {
      return STRICT.treeToValue(resource.tree(), type);
    } catch (JsonMappingException e) {
      String path = path(e);
      String message =
          e instanceof UnrecognizedPropertyException unknown
              ? unknown.getPropertyName() + " is no field of it"
              : e.getOriginalMessage();
      findings.add(Layer.TYPE, resource, path, message);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return null;
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(part ->
            part.getFieldName() == null ? "[" + part.getIndex() + "]" : "." + part.getFieldName())
        .collect(Collectors.joining())
        .replaceFirst("^\\.", "");
  }
}
