package io.iocp.streaming.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ByteArrayResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ChartTest {

  private static final String DEFAULTS = "{}";

  private static final String EVERYTHING =
      """
      replicaCount: 2
      nameOverride: relay
      image: {repository: registry.example/iocp-streaming, tag: 1.2.3, pullPolicy: Always}
      imagePullSecrets: [{name: registry}]
      config:
        server: {port: 8181}
        iocp: {port: 9191, engine: uring, admin: {prometheus-access: open}}
        streaming: {security: {mode: open}}
        logging: {level: {io.iocp: DEBUG}}
      env: [{name: JAVA_TOOL_OPTIONS, value: -Xmx256m}]
      envFrom: [{secretRef: {name: secrets}}]
      service: {type: LoadBalancer, annotations: {a: b}, webPort: 80, streamPort: 81}
      ingress:
        enabled: true
        className: nginx
        web: {host: video.example, tlsSecretName: video-tls}
        stream: {host: stream.video.example}
      serviceAccount: {name: relay, annotations: {a: b}}
      seccompProfile: {type: Localhost, localhostProfile: profiles/iocp-uring.json}
      podAnnotations: {a: b}
      podLabels: {a: b}
      nodeSelector: {kubernetes.io/arch: amd64}
      tolerations: [{key: video, operator: Exists, effect: NoSchedule}]
      affinity: {nodeAffinity: {}}
      """;

  private static HelmChart chart;

  @BeforeAll
  static void loadHelm() {
    chart = HelmChart.load();
  }

  @Test
  void strictLintFindsNothing() {
    assertThat(chart.lint().isFailed()).as("%s", chart.lint().getMessages()).isFalse();
  }

  @Test
  void theDefaultsMakeOneDeploymentWithItsServiceConfigurationAndAccount() {
    assertThat(chart.render(DEFAULTS).all())
        .extracting(HasMetadata::getKind, manifest -> manifest.getMetadata().getName())
        .containsExactlyInAnyOrder(
            tuple("Deployment", "live-iocp-streaming"),
            tuple("Service", "live-iocp-streaming"),
            tuple("ConfigMap", "live-iocp-streaming"),
            tuple("ServiceAccount", "live-iocp-streaming"));
  }

  @ParameterizedTest
  @ValueSource(strings = {DEFAULTS, EVERYTHING})
  void noContainerMayGainRightsOrWriteOutsideItsScratchSpace(String values) {
    PodSpec pod = pod(chart.render(values));
    Container container = container(pod);

    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isNotEqualTo("Unconfined");
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getHostNetwork()).isNull();
    assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(container.getSecurityContext().getPrivileged()).isFalse();
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(container.getSecurityContext().getCapabilities().getAdd()).isEmpty();
    assertThat(container.getResources().getLimits()).containsKeys("cpu", "memory");
    assertThat(container.getVolumeMounts())
        .filteredOn(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
        .extracting(VolumeMount::getMountPath)
        .containsExactly("/tmp");
    assertThat(pod.getVolumes())
        .filteredOn(volume -> volume.getName().equals("tmp"))
        .allSatisfy(volume -> assertThat(volume.getEmptyDir().getSizeLimit()).isNotNull());
  }

  @Test
  void theAccountOfThePodGetsNoToken() {
    Manifests manifests = chart.render(DEFAULTS);
    ServiceAccount account = manifests.only(ServiceAccount.class);

    assertThat(account.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod(manifests).getServiceAccountName()).isEqualTo(account.getMetadata().getName());
  }

  @Test
  void withoutAnAccountOfItsOwnThePodUsesTheDefaultOne() {
    Manifests manifests = chart.render("serviceAccount: {create: false}");

    assertThat(manifests.all()).noneMatch(ServiceAccount.class::isInstance);
    assertThat(pod(manifests).getServiceAccountName()).isEqualTo("default");
  }

  @ParameterizedTest
  @ValueSource(strings = {DEFAULTS, EVERYTHING})
  void containerPortsAreTheOnesTheApplicationListensOn(String values) {
    Manifests manifests = chart.render(values);
    Properties application = application(manifests);

    assertThat(containerPorts(manifests))
        .isEqualTo(
            Map.of("web", application.get("server.port"), "stream", application.get("iocp.port")));
  }

  @ParameterizedTest
  @ValueSource(strings = {DEFAULTS, EVERYTHING})
  void theServiceReachesThePodsByLabelsAndNamedPorts(String values) {
    Manifests manifests = chart.render(values);
    Service service = manifests.only(Service.class);
    PodTemplateSpec template = manifests.only(Deployment.class).getSpec().getTemplate();

    assertThat(template.getMetadata().getLabels())
        .containsAllEntriesOf(service.getSpec().getSelector());
    assertThat(manifests.only(Deployment.class).getSpec().getSelector().getMatchLabels())
        .isEqualTo(service.getSpec().getSelector());
    assertThat(service.getSpec().getPorts())
        .extracting(ServicePort::getName, ServicePort::getTargetPort)
        .containsExactly(
            tuple("web", new IntOrString("web")), tuple("stream", new IntOrString("stream")));
    assertThat(containerPorts(manifests)).containsOnlyKeys("web", "stream");
  }

  @Test
  void theServiceListensOnTheApplicationsDefaultPorts() {
    assertThat(chart.render(DEFAULTS).only(Service.class).getSpec().getPorts())
        .extracting(ServicePort::getPort)
        .containsExactly(8080, 9000);
  }

  @ParameterizedTest
  @CsvSource({"liveness", "readiness"})
  void probesAskTheHealthGroupOfTheirNameOnTheWebPort(String group) {
    Container container = container(pod(chart.render(DEFAULTS)));
    Probe probe =
        group.equals("liveness") ? container.getLivenessProbe() : container.getReadinessProbe();

    assertThat(probe.getHttpGet().getPath()).isEqualTo("/actuator/health/" + group);
    assertThat(probe.getHttpGet().getPort()).isEqualTo(new IntOrString("web"));
  }

  @Test
  void theApplicationReadsTheMountedConfiguration() {
    Manifests manifests = chart.render(DEFAULTS);
    PodSpec pod = pod(manifests);

    assertThat(container(pod).getEnv())
        .contains(new EnvVar("SPRING_CONFIG_ADDITIONAL_LOCATION", "file:/config/", null));
    assertThat(container(pod).getVolumeMounts())
        .anySatisfy(
            mount -> {
              assertThat(mount.getName()).isEqualTo("config");
              assertThat(mount.getMountPath()).isEqualTo("/config");
            });
    assertThat(pod.getVolumes())
        .anySatisfy(
            volume -> {
              assertThat(volume.getName()).isEqualTo("config");
              assertThat(volume.getConfigMap().getName())
                  .isEqualTo(manifests.only(ConfigMap.class).getMetadata().getName());
            });
  }

  @Test
  void nothingIsOpenUnlessSomebodySaysSo() {
    assertThat(application(chart.render(DEFAULTS)))
        .containsEntry("streaming.demo.enabled", false)
        .containsEntry("iocp.admin.prometheus-access", "authenticated")
        .doesNotContainKey("streaming.security.mode");
  }

  @Test
  void everyPropertyOfTheConfigurationReachesTheApplication() {
    assertThat(application(chart.render(EVERYTHING)))
        .containsEntry("iocp.engine", "uring")
        .containsEntry("streaming.security.mode", "open")
        .containsEntry("logging.level.io.iocp", "DEBUG");
  }

  @Test
  void everyPropertyOfTheTransportInTheChartExists() throws IOException {
    assertThat(application(chart.render(DEFAULTS)).keySet())
        .extracting(String::valueOf)
        .filteredOn(name -> name.startsWith("iocp."))
        .isNotEmpty()
        .isSubsetOf(documentedProperties());
  }

  @Test
  void aChangedConfigurationReplacesThePods() {
    assertThat(checksum("{}")).isNotEqualTo(checksum("config: {iocp: {engine: nio}}"));
    assertThat(checksum("{}")).isEqualTo(checksum("replicaCount: 3"));
  }

  @Test
  void aPodServesOnBeforeItEndsAndHasTimeLeftToDrain() {
    PodSpec pod = pod(chart.render(DEFAULTS));
    long preStopSeconds = container(pod).getLifecycle().getPreStop().getSleep().getSeconds();

    // Spring Boot gives each shutdown phase 30 seconds.
    assertThat(pod.getTerminationGracePeriodSeconds()).isGreaterThanOrEqualTo(preStopSeconds + 30);
  }

  @Test
  void pagesAndStreamsHaveHostsOfTheirOwnAtTheIngress() {
    Manifests manifests = chart.render(EVERYTHING);
    Ingress ingress = manifests.only(Ingress.class);

    assertThat(
            ingress.getSpec().getRules().stream()
                .collect(Collectors.toMap(IngressRule::getHost, ChartTest::backendPort)))
        .isEqualTo(Map.of("video.example", "web", "stream.video.example", "stream"));
    assertThat(ingress.getSpec().getTls())
        .singleElement()
        .satisfies(tls -> assertThat(tls.getHosts()).containsExactly("video.example"));
  }

  @Test
  void behindTheIngressThePlayerKnowsTheStreamsHostAndTheTransportTrustsThePages() {
    assertThat(application(chart.render(EVERYTHING)))
        .containsEntry("streaming.web-socket-url", "ws://stream.video.example")
        .containsEntry("iocp.websocket.allowed-origins", "https://video.example");
  }

  @Test
  void withoutAnIngressThePlayerFindsTheStreamsByItself() {
    assertThat(application(chart.render(DEFAULTS)))
        .doesNotContainKeys("streaming.web-socket-url", "iocp.websocket.allowed-origins");
  }

  @Test
  void theIngressKeepsSilentWebSocketsOpen() {
    assertThat(chart.render(EVERYTHING).only(Ingress.class).getMetadata().getAnnotations())
        .containsEntry("nginx.ingress.kubernetes.io/proxy-read-timeout", "3600")
        .containsEntry("nginx.ingress.kubernetes.io/proxy-send-timeout", "3600");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          replicas: 2                                      | replicas
          replicaCount: -1                                 | /replicaCount
          config: {iocp: {engine: fast}}                   | /config/iocp/engine
          config: {iocp: {port: "9000"}}                   | /config/iocp/port
          config: {iocp: {port: 8080}}                     | config.iocp.port
          config: {iocp: {admin: {prometheus-access: yes}}} | /config/iocp/admin/prometheus-access
          config: {server: {port: 80}}                     | /config/server/port
          config: {server.port: 8080}                      | server.port
          config: {streaming: {security: {mode: none}}}    | /config/streaming/security/mode
          config: {streaming: {demo: {enabled: true}}}     | config.streaming.demo.enabled
          service: {type: Public}                          | /service/type
          ingress: {enabled: true, web: {host: a.example}} | /ingress/stream/host
          seccompProfile: {type: Localhost}                | localhostProfile
          resources: {limits: {memory: much}}              | /resources/limits/memory
          livenessProbe: {httpGet: {port: stream}}         | /livenessProbe/httpGet/port
          preStopSeconds: 60                               | preStopSeconds
          """)
  void aBadValueIsRefusedByName(String values, String key) {
    assertThatThrownBy(() -> chart.render(values)).hasMessageContaining(key);
  }

  @Test
  void notesSayThatNothingIsServedUntilAccessIsOpened() {
    assertThat(chart.notes(DEFAULTS)).contains("403", "--set config.streaming.security.mode=open");
    assertThat(chart.notes(EVERYTHING)).doesNotContain("403");
  }

  @Test
  void notesSayWhoSeesClientsAndTraffic() {
    assertThat(chart.notes(DEFAULTS))
        .contains("log in as operator")
        .doesNotContain("/actuator/prometheus");
    assertThat(chart.notes(EVERYTHING))
        .contains("may read /actuator/prometheus")
        .doesNotContain("log in as operator");
  }

  @Test
  void notesSayWhyIoUringIsNotUsed() {
    assertThat(chart.notes(DEFAULTS)).contains("RuntimeDefault", "nio");
    assertThat(chart.notes("config: {iocp: {engine: nio}}")).doesNotContain("RuntimeDefault");
  }

  private static String checksum(String values) {
    return chart
        .render(values)
        .only(Deployment.class)
        .getSpec()
        .getTemplate()
        .getMetadata()
        .getAnnotations()
        .get("checksum/config");
  }

  private static PodSpec pod(Manifests manifests) {
    return manifests.only(Deployment.class).getSpec().getTemplate().getSpec();
  }

  private static Container container(PodSpec pod) {
    assertThat(pod.getContainers()).hasSize(1);
    return pod.getContainers().get(0);
  }

  private static Map<String, Object> containerPorts(Manifests manifests) {
    return container(pod(manifests)).getPorts().stream()
        .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
  }

  private static String backendPort(IngressRule rule) {
    return rule.getHttp().getPaths().get(0).getBackend().getService().getPort().getName();
  }

  /** The mounted properties as Spring flattens them. */
  private static Properties application(Manifests manifests) {
    String yaml = manifests.only(ConfigMap.class).getData().get("application.yaml");
    YamlPropertiesFactoryBean factory = new YamlPropertiesFactoryBean();
    factory.setResources(new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
    return factory.getObject();
  }

  /** What the modules on the class path document for the users of their properties. */
  private static Set<String> documentedProperties() throws IOException {
    Set<String> names = new HashSet<>();
    Enumeration<URL> files =
        ChartTest.class
            .getClassLoader()
            .getResources("META-INF/spring-configuration-metadata.json");
    while (files.hasMoreElements()) {
      try (InputStream file = files.nextElement().openStream()) {
        for (JsonNode property : JsonMapper.shared().readTree(file).path("properties")) {
          names.add(property.path("name").asString());
        }
      }
    }
    return names;
  }
}
