package io.iocp.streaming.chart;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Rendered manifests as Kubernetes' own types; a field that Kubernetes does not know is an error.
 */
record Manifests(List<HasMetadata> all) {

  private static final Map<String, Class<? extends HasMetadata>> TYPES =
      Map.of(
          "v1 ConfigMap", ConfigMap.class,
          "v1 PersistentVolumeClaim", PersistentVolumeClaim.class,
          "v1 Service", Service.class,
          "v1 ServiceAccount", ServiceAccount.class,
          "apps/v1 Deployment", Deployment.class,
          "autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
          "gateway.networking.k8s.io/v1 HTTPRoute", HTTPRoute.class,
          "networking.k8s.io/v1 Ingress", Ingress.class,
          "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class,
          "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class);

  // What the Prometheus operator knows has no types here: it is checked field by field, and by
  // promtool.
  private static final Set<String> UNTYPED =
      Set.of("monitoring.coreos.com/v1 ServiceMonitor", "monitoring.coreos.com/v1 PrometheusRule");

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .annotationIntrospector(new WithoutAnySetters())
          .build();

  private static final YAMLMapper LENIENT = new YAMLMapper();

  static Manifests parse(String yaml) {
    List<HasMetadata> all = new ArrayList<>();
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        if (!document.isNull() && !document.isEmpty()) {
          all.add(typed(document));
        }
      }
    }
    return new Manifests(List.copyOf(all));
  }

  private static HasMetadata typed(JsonNode document) {
    String name = document.path("apiVersion").asString() + " " + document.path("kind").asString();
    Class<? extends HasMetadata> type =
        UNTYPED.contains(name) ? GenericKubernetesResource.class : TYPES.get(name);
    if (type == null) {
      throw new IllegalArgumentException("no type for " + name);
    }
    return type == GenericKubernetesResource.class
        ? LENIENT.treeToValue(document, type)
        : YAML.treeToValue(document, type);
  }

  /** The manifests of this type, by name. */
  <T extends HasMetadata> Map<String, T> byName(Class<T> type) {
    return all.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .collect(Collectors.toMap(manifest -> manifest.getMetadata().getName(), one -> one));
  }

  /** The one manifest of this kind that has no type. */
  GenericKubernetesResource only(String kind) {
    return all.stream()
        .filter(GenericKubernetesResource.class::isInstance)
        .map(GenericKubernetesResource.class::cast)
        .filter(manifest -> manifest.getKind().equals(kind))
        .reduce(
            (one, other) -> {
              throw new AssertionError("two manifests of kind " + kind);
            })
        .orElseThrow(() -> new AssertionError("no manifest of kind " + kind));
  }

  /** The one manifest of this type. */
  <T extends HasMetadata> T only(Class<T> type) {
    List<T> found = all.stream().filter(type::isInstance).map(type::cast).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " manifests of type " + type.getSimpleName());
    }
    return found.get(0);
  }

  /** The model classes collect unknown fields; this mapper is to report them. */
  private static final class WithoutAnySetters extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasAnySetter(MapperConfig<?> config, Annotated annotated) {
      return false;
    }
  }
}
