package io.iocp.streaming.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.iocp.testsupport.Capability;
import io.iocp.testsupport.ProgramOutput;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ByteArrayResource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

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
        iocp: {port: 9191, admin: {prometheus-access: open}}
        streaming: {security: {mode: open}}
        logging: {level: {io.iocp: DEBUG}}
      env: [{name: JAVA_TOOL_OPTIONS, value: -Xmx256m}]
      envFrom: [{secretRef: {name: secrets}}]
      auth: {existingSecret: users}
      service:
        web: {type: LoadBalancer, annotations: {a: b}, port: 80}
        stream: {type: NodePort, annotations: {a: b}, port: 81}
        management: {port: 82, annotations: {a: b}}
      ingress:
        enabled: true
        className: nginx
        web: {host: video.example, tlsSecretName: video-tls}
        stream: {host: stream.video.example}
      serviceAccount: {name: relay, annotations: {a: b}}
      engine: {uring: {enabled: true}}
      autoscaling: {enabled: true, targetConnections: 2000, targetSentMegabits: 800}
      podDisruptionBudget: {enabled: true, maxUnavailable: 25%}
      networkPolicy:
        enabled: true
        web: [{namespaceSelector: {matchLabels: {name: ingress}}}]
        management: [{podSelector: {matchLabels: {app: prometheus}}}]
        egress: [{ports: [{protocol: TCP, port: 6379}]}]
      serviceMonitor:
        enabled: true
        labels: {release: prometheus}
        basicAuth: {username: {name: scrape, key: user}, password: {name: scrape, key: password}}
      prometheusRule:
        enabled: true
        labels: {release: prometheus}
        runbooks: https://docs.example/runbooks
        additionalRules: [{alert: NoStreams, expr: streaming_streams == 0}]
      grafanaDashboard: {enabled: true, annotations: {folder: video}}
      podAnnotations: {a: b}
      podLabels: {a: b}
      nodeSelector: {kubernetes.io/arch: amd64}
      tolerations: [{key: video, operator: Exists, effect: NoSchedule}]
      affinity: {nodeAffinity: {}}
      """;

  private static final String WINDOWS =
      "{platform: windows, tolerations: [{key: video, operator: Exists}]}";

  private static final String GATEWAY =
      """
      gateway:
        enabled: true
        parentRefs: [{name: public, namespace: gateways}]
        web: {host: video.example}
        stream: {host: stream.video.example}
      """;

  private static final Path HELM = Path.of("..", "helm");

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
  void theDefaultsMakeOneDeploymentWithItsServicesConfigurationAndAccount() {
    assertThat(chart.render(DEFAULTS).all())
        .extracting(HasMetadata::getKind, manifest -> manifest.getMetadata().getName())
        .containsExactlyInAnyOrder(
            tuple("Deployment", "live-iocp-streaming"),
            tuple("Service", "live-iocp-streaming"),
            tuple("Service", "live-iocp-streaming-stream"),
            tuple("Service", "live-iocp-streaming-management"),
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
            Map.of(
                "web", application.get("server.port"),
                "stream", application.get("iocp.port"),
                "management", application.get("management.server.port")));
  }

  @ParameterizedTest
  @ValueSource(strings = {DEFAULTS, EVERYTHING})
  void eachServiceReachesThePodsByLabelsAndItsNamedPort(String values) {
    Manifests manifests = chart.render(values);
    Deployment deployment = manifests.only(Deployment.class);

    assertThat(manifests.byName(Service.class).values())
        .hasSize(3)
        .allSatisfy(
            service -> {
              Map<String, String> selector = service.getSpec().getSelector();
              assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
                  .containsAllEntriesOf(selector);
              assertThat(deployment.getSpec().getSelector().getMatchLabels()).isEqualTo(selector);
              assertThat(service.getSpec().getPorts())
                  .singleElement()
                  .satisfies(
                      port -> {
                        assertThat(port.getTargetPort()).isEqualTo(new IntOrString(port.getName()));
                        assertThat(containerPorts(manifests)).containsKey(port.getName());
                      });
            });
  }

  @Test
  void publishersReachEveryPortThatTheConfigurationGivesThem() {
    Manifests manifests =
        chart.render(
            """
            config:
              streaming:
                rtmp: {port: 1935}
                udp: {desk: {port: 5000}, hall: {port: 5001, group: 239.1.1.1}}
                tcp: {cam: {port: 5000}}
            service: {ingest: {type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8]}}
            networkPolicy: {enabled: true, ingest: [{podSelector: {matchLabels: {app: encoder}}}]}
            """);
    ServiceSpec service =
        manifests.byName(Service.class).get("live-iocp-streaming-ingest").getSpec();

    assertThat(service.getType()).isEqualTo("LoadBalancer");
    assertThat(service.getLoadBalancerSourceRanges()).containsExactly("10.0.0.0/8");
    assertThat(service.getPorts())
        .extracting(ServicePort::getName, ServicePort::getPort, ServicePort::getProtocol)
        .containsExactly(
            tuple("rtmp", 1935, "TCP"),
            tuple("udp-5000", 5000, "UDP"),
            tuple("udp-5001", 5001, "UDP"),
            tuple("tcp-5000", 5000, "TCP"));
    assertThat(container(pod(manifests)).getPorts())
        .extracting(
            ContainerPort::getName, ContainerPort::getContainerPort, ContainerPort::getProtocol)
        .contains(tuple("rtmp", 1935, "TCP"), tuple("udp-5001", 5001, "UDP"));
    assertThat(manifests.only(NetworkPolicy.class).getSpec().getIngress())
        .anySatisfy(
            rule ->
                assertThat(rule.getPorts())
                    .extracting(port -> port.getPort().getStrVal())
                    .containsExactly("rtmp", "udp-5000", "udp-5001", "tcp-5000"));
    assertThat(application(manifests))
        .as("not the pod's loopback address")
        .containsEntry("streaming.udp.desk.address", "0.0.0.0")
        .doesNotContainKey("streaming.udp.hall.address");
    assertThatThrownBy(() -> chart.render("config: {streaming: {udp: {desk: {}}}}"))
        .hasMessageContaining("port");
  }

  @Test
  void servicesListenOnTheApplicationsDefaultPortsAndOnlyInsideOfTheCluster() {
    assertThat(chart.render(DEFAULTS).byName(Service.class).values())
        .extracting(
            service -> service.getSpec().getType(),
            service -> service.getSpec().getPorts().get(0).getPort())
        .containsExactlyInAnyOrder(
            tuple("ClusterIP", 8080), tuple("ClusterIP", 9000), tuple("ClusterIP", 8081));
  }

  @Test
  void operatorsReachThePodsOnlyFromInsideOfTheCluster() {
    Manifests manifests = chart.render(EVERYTHING);

    assertThat(manifests.byName(Service.class).get("live-relay-management").getSpec().getType())
        .isEqualTo("ClusterIP");
    assertThat(manifests.only(Ingress.class).getSpec().getRules())
        .extracting(ChartTest::backendPort)
        .doesNotContain("management");
  }

  @ParameterizedTest
  @CsvSource({"liveness", "readiness"})
  void probesAskTheHealthGroupOfTheirNameOnTheManagementPort(String group) {
    Container container = container(pod(chart.render(DEFAULTS)));
    Probe probe =
        group.equals("liveness") ? container.getLivenessProbe() : container.getReadinessProbe();

    assertThat(probe.getHttpGet().getPath()).isEqualTo("/actuator/health/" + group);
    assertThat(probe.getHttpGet().getPort()).isEqualTo(new IntOrString("management"));
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
              assertThat(volume.getConfigMap().getName()).isEqualTo("live-iocp-streaming");
            });
  }

  @Test
  void recordingsHaveAVolumeOfTheirOwnThatOnePodWrites() {
    Manifests manifests = chart.render("recordings: {enabled: true, size: 2Gi}");
    PodSpec pod = pod(manifests);

    assertThat(container(pod).getVolumeMounts())
        .filteredOn(mount -> mount.getName().equals("recordings"))
        .extracting(VolumeMount::getMountPath)
        .containsExactly("/recordings");
    assertThat(pod.getVolumes())
        .filteredOn(volume -> volume.getName().equals("recordings"))
        .allSatisfy(
            volume ->
                assertThat(volume.getPersistentVolumeClaim().getClaimName())
                    .isEqualTo("live-iocp-streaming-recordings"))
        .hasSize(1);
    assertThat(application(manifests))
        .containsEntry("streaming.recording.directory", "/recordings");
    assertThat(manifests.only(Deployment.class).getSpec().getStrategy().getType())
        .isEqualTo("Recreate");
    assertThatThrownBy(() -> chart.render("{recordings: {enabled: true}, replicaCount: 2}"))
        .hasMessageContaining("one pod writes the volume");
  }

  @ParameterizedTest
  @ValueSource(strings = {"open", "rules", "closed"})
  void everyModeOfAccessCanBeSet(String mode) {
    Manifests manifests =
        chart.render("config: {streaming: {security: {mode: %s}}}".formatted(mode));

    assertThat(application(manifests)).containsEntry("streaming.security.mode", mode);
  }

  @Test
  void stateHasAVolumeOfItsOwnThatOnePodWrites() {
    Manifests manifests = chart.render("state: {enabled: true, existingClaim: mine}");
    PodSpec pod = pod(manifests);

    assertThat(mountPath(pod, "state")).isEqualTo("/state");
    assertThat(pod.getVolumes())
        .filteredOn(volume -> volume.getName().equals("state"))
        .allSatisfy(
            volume ->
                assertThat(volume.getPersistentVolumeClaim().getClaimName()).isEqualTo("mine"))
        .hasSize(1);
    assertThat(application(manifests)).containsEntry("iocp.state.directory", "/state");
    assertThatThrownBy(() -> chart.render("{state: {enabled: true}, autoscaling: {enabled: true}}"))
        .hasMessageContaining("state.enabled: one pod writes the volume");
  }

  @Test
  void whatViewersGoBackToDoesNotFillTheScratchSpaceOfTheProcess() {
    Manifests manifests = chart.render("dvr: {enabled: true, window: 1m, sizeLimit: 2Gi}");
    PodSpec pod = pod(manifests);

    assertThat(mountPath(pod, "dvr")).isEqualTo("/dvr");
    assertThat(pod.getVolumes())
        .filteredOn(volume -> volume.getName().equals("dvr"))
        .allSatisfy(volume -> assertThat(volume.getEmptyDir().getSizeLimit()).hasToString("2Gi"))
        .hasSize(1);
    assertThat(application(manifests))
        .containsEntry("streaming.dvr.directory", "/dvr")
        .containsEntry("streaming.dvr.window", "1m");
  }

  @Test
  void whereStreamsAreRecordedViewersGoBackInTheRecordings() {
    Manifests manifests = chart.render("{dvr: {enabled: true}, recordings: {enabled: true}}");

    assertThat(pod(manifests).getVolumes()).noneMatch(volume -> volume.getName().equals("dvr"));
    assertThat(application(manifests))
        .containsEntry("streaming.dvr.window", "5m")
        .doesNotContainKey("streaming.dvr.directory");
  }

  @Test
  void whatTheChartDoesNotKnowCanBeAdded() {
    Manifests manifests =
        chart.render(
            """
            extraVolumes: [{name: certificate, secret: {secretName: tls}}]
            extraVolumeMounts: [{name: certificate, mountPath: /certificate, readOnly: true}]
            initContainers: [{name: fetch, image: "fetch:1"}]
            priorityClassName: important
            service:
              stream:
                type: LoadBalancer
                nodePort: 30900
                externalTrafficPolicy: Local
                loadBalancerSourceRanges: [192.0.2.0/24]
            """);
    PodSpec pod = pod(manifests);

    assertThat(mountPath(pod, "certificate")).isEqualTo("/certificate");
    assertThat(pod.getInitContainers()).extracting(Container::getName).containsExactly("fetch");
    assertThat(pod.getPriorityClassName()).isEqualTo("important");
    ServiceSpec stream =
        Objects.requireNonNull(manifests.byName(Service.class).get("live-iocp-streaming-stream"))
            .getSpec();
    assertThat(stream.getExternalTrafficPolicy()).isEqualTo("Local");
    assertThat(stream.getLoadBalancerSourceRanges()).containsExactly("192.0.2.0/24");
    assertThat(stream.getPorts()).extracting(ServicePort::getNodePort).containsExactly(30900);
  }

  private static String mountPath(PodSpec pod, String volume) {
    return container(pod).getVolumeMounts().stream()
        .filter(mount -> mount.getName().equals(volume))
        .map(VolumeMount::getMountPath)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void podsOfAClusterTellEachOtherWhereTheyAre() {
    Manifests manifests =
        chart.render(
            "{replicaCount: 3, cluster: {enabled: true, existingSecret: redis,"
                + " headlessService: true}, networkPolicy: {enabled: true}}");
    assertThat(container(pod(manifests)).getEnv())
        .anySatisfy(
            variable -> {
              assertThat(variable.getName()).isEqualTo("STREAMING_CLUSTER_ADDRESS");
              assertThat(variable.getValue()).isEqualTo("ws://$(POD_IP):9000");
            });
    assertThat(container(pod(manifests)).getEnvFrom())
        .anySatisfy(from -> assertThat(from.getSecretRef().getName()).isEqualTo("redis"));
    assertThat(manifests.byName(Service.class).values())
        .filteredOn(service -> "None".equals(service.getSpec().getClusterIP()))
        .hasSize(1);
    assertThat(manifests.only(NetworkPolicy.class).getSpec().getEgress())
        .anySatisfy(rule -> assertThat(rule.getTo()).isNotEmpty());
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

  @ParameterizedTest
  @CsvSource({
    "5, 10s, 10s, 45",
    "0, 10s, 10s, 40",
    "5, 2m, 1500ms, 146",
    "30, 1m, 30s, 140",
  })
  void aPodServesOnBeforeItEndsAndHasTimeToDrain(
      int preStopSeconds, String drainTime, String shutdownGrace, long gracePeriodSeconds) {
    String values =
        "{preStopSeconds: %d, config: {iocp: {drain-time: %s, shutdown-grace: %s}}}"
            .formatted(preStopSeconds, drainTime, shutdownGrace);
    Manifests manifests = chart.render(values);
    PodSpec pod = pod(manifests);

    assertThat(pod.getTerminationGracePeriodSeconds()).isEqualTo(gracePeriodSeconds);
    if (preStopSeconds == 0) {
      assertThat(container(pod).getLifecycle()).isNull();
    } else {
      assertThat(container(pod).getLifecycle().getPreStop().getSleep().getSeconds())
          .isEqualTo(preStopSeconds);
    }
    assertThat(application(manifests))
        .containsEntry("iocp.drain-time", drainTime)
        .containsEntry("iocp.shutdown-grace", shutdownGrace);
    assertThat(chart.notes(values))
        .contains("over " + drainTime, "killed after " + gracePeriodSeconds + " s");
  }

  @Test
  void theChartsTimesToEndAreTheApplicationsOwn() throws IOException {
    Map<String, String> defaults = documentedDefaults();

    assertThat(application(chart.render(DEFAULTS)))
        .containsEntry("iocp.drain-time", defaults.get("iocp.drain-time"))
        .containsEntry("iocp.shutdown-grace", defaults.get("iocp.shutdown-grace"));
  }

  @Test
  void aLongerTimeToEndCanBeGiven() {
    assertThat(
            pod(chart.render("terminationGracePeriodSeconds: 300"))
                .getTerminationGracePeriodSeconds())
        .isEqualTo(300);
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
          service: {web: {type: Public}}                   | /service/web/type
          service: {webPort: 80}                           | webPort
          service: {web: {nodePort: 30080}}                | service.web.nodePort
          service: {stream: {externalTrafficPolicy: Local}} | service.stream.externalTrafficPolicy
          service: {stream: {type: NodePort, loadBalancerSourceRanges: [10.0.0.0/8]}} | loadBalancerSourceRanges
          dvr: {enabled: true, window: long}               | /dvr/window
          extraVolumes: [{secret: {secretName: a}}]        | /extraVolumes/0
          config: {management: {server: {port: 9000}}}     | config.management.server.port
          config: {iocp: {engine: windows}}                | platform windows
          platform: macos                                  | /platform
          gateway: {enabled: true}                         | /gateway/parentRefs
          autoscaling: {enabled: true, minReplicas: 9}     | autoscaling.minReplicas
          autoscaling: {minReplicas: 0}                    | /autoscaling/minReplicas
          podDisruptionBudget: {maxUnavailable: some}      | /podDisruptionBudget/maxUnavailable
          serviceMonitor: {enabled: true}                  | serviceMonitor.basicAuth
          serviceMonitor: {interval: often}                | /serviceMonitor/interval
          terminationGracePeriodSeconds: -1                | /terminationGracePeriodSeconds
          terminationGracePeriodSeconds: 24                | terminationGracePeriodSeconds
          config: {iocp: {shutdown-grace: long}}           | /config/iocp/shutdown-grace
          config: {iocp: {drain-time: 10}}                 | /config/iocp/drain-time
          engine: {uring: {enabled: yes please}}           | /engine/uring/enabled
          ingress: {enabled: true, stream: {host: a.example}} | /ingress/web/host
          seccompProfile: {type: Localhost}                | localhostProfile
          resources: {limits: {memory: much}}              | /resources/limits/memory
          livenessProbe: {httpGet: {port: stream}}         | /livenessProbe/httpGet/port
          {platform: windows, engine: {uring: {enabled: true}}} | engine.uring.enabled
          {preStopSeconds: 60, terminationGracePeriodSeconds: 45} | preStopSeconds
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        DEFAULTS,
        EVERYTHING,
        WINDOWS,
        GATEWAY,
        "{autoscaling: {enabled: true}, podDisruptionBudget: {enabled: true}}",
        "{networkPolicy: {enabled: true}, prometheusRule: {enabled: true}}",
        "{grafanaDashboard: {enabled: true}, topologySpread: null, image: {tag: a}}",
        "{config: {iocp: {admin: {prometheus-access: open}}}, serviceMonitor: {enabled: true}}",
        "{engine: {uring: {enabled: true}}, preStopSeconds: 0, serviceAccount: {create: false}}"
      })
  void everyCombinationIsKnownToKubernetesAndHasOneName(String values) {
    assertThat(chart.render(values).all())
        .extracting(manifest -> manifest.getKind() + " " + manifest.getMetadata().getName())
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("\\w+ (live-[a-z-]+|relay)"));
    assertThat(chart.notes(values)).contains("Pages:", "Publish:", "Health:");
  }

  // --- scaling and maintenance

  @Test
  void theAutoscalerLooksAtTheCpuTheBitsAndTheConnectionsAndOwnsTheNumberOfPods() {
    Manifests manifests = chart.render(EVERYTHING);
    HorizontalPodAutoscaler scaler = manifests.only(HorizontalPodAutoscaler.class);
    Deployment deployment = manifests.only(Deployment.class);

    assertThat(scaler.getSpec().getScaleTargetRef().getName())
        .isEqualTo(deployment.getMetadata().getName());
    assertThat(scaler.getSpec().getMetrics())
        .extracting(MetricSpec::getType)
        .containsExactly("Resource", "Pods", "Pods");
    assertThat(scaler.getSpec().getMetrics())
        .extracting(MetricSpec::getPods)
        .filteredOn(Objects::nonNull)
        .extracting(pods -> pods.getMetric().getName(), pods -> pods.getTarget().getAverageValue())
        .containsExactly(
            tuple("iocp_sent_bits_per_second", Quantity.parse("800M")),
            tuple("iocp_connections", Quantity.parse("2000")));
    assertThat(deployment.getSpec().getReplicas()).isNull();
    assertThat(container(pod(manifests)).getResources().getRequests()).containsKey("cpu");
  }

  @Test
  void theBudgetAndThePolicyAreAboutThePodsOfTheDeployment() {
    Manifests manifests = chart.render(EVERYTHING);
    Map<String, String> labels =
        manifests.only(Deployment.class).getSpec().getSelector().getMatchLabels();

    assertThat(manifests.only(PodDisruptionBudget.class).getSpec().getSelector().getMatchLabels())
        .isEqualTo(labels);
    assertThat(manifests.only(NetworkPolicy.class).getSpec().getPodSelector().getMatchLabels())
        .isEqualTo(labels);
    assertThat(
            pod(manifests)
                .getTopologySpreadConstraints()
                .get(0)
                .getLabelSelector()
                .getMatchLabels())
        .isEqualTo(labels);
  }

  @Test
  void theNetworkPolicyLetsOnlyNamedPeersToTheManagement() {
    NetworkPolicySpec open =
        chart.render("networkPolicy: {enabled: true}").only(NetworkPolicy.class).getSpec();
    NetworkPolicySpec named = chart.render(EVERYTHING).only(NetworkPolicy.class).getSpec();

    assertThat(open.getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(open.getIngress())
        .extracting(rule -> rule.getPorts().get(0).getPort().getStrVal())
        .containsExactly("web", "stream");
    assertThat(named.getIngress())
        .filteredOn(rule -> rule.getPorts().get(0).getPort().getStrVal().equals("management"))
        .singleElement()
        .satisfies(rule -> assertThat(rule.getFrom()).hasSize(1));
  }

  // --- platforms and engines

  @Test
  void onWindowsThePodRunsTheWindowsEngineOnWindowsNodes() {
    Manifests manifests = chart.render(WINDOWS);
    PodSpec pod = pod(manifests);

    assertThat(application(manifests)).containsEntry("iocp.engine", "windows");
    assertThat(pod.getNodeSelector()).containsEntry("kubernetes.io/os", "windows");
    assertThat(pod.getOs().getName()).isEqualTo("windows");
    assertThat(pod.getTolerations())
        .anySatisfy(toleration -> assertThat(toleration.getValue()).isEqualTo("windows"));
    assertThat(pod.getSecurityContext().getWindowsOptions().getRunAsUserName())
        .isEqualTo("ContainerUser");
    // Kubernetes refuses Windows pods with any of these.
    assertThat(pod.getSecurityContext().getSeccompProfile()).isNull();
    assertThat(pod.getSecurityContext().getRunAsUser()).isNull();
    assertThat(pod.getSecurityContext().getFsGroup()).isNull();
    assertThat(container(pod).getSecurityContext()).isNull();
    assertThat(container(pod).getVolumeMounts())
        .extracting(VolumeMount::getMountPath)
        .containsExactly("C:/config", "C:/tmp");
  }

  @Test
  void theUringEngineComesWithItsSeccompProfile() throws IOException {
    Manifests manifests = chart.render("engine: {uring: {enabled: true}}");

    assertThat(application(manifests)).containsEntry("iocp.engine", "uring");
    assertThat(pod(manifests).getSecurityContext().getSeccompProfile())
        .extracting(SeccompProfile::getType, SeccompProfile::getLocalhostProfile)
        .containsExactly("Localhost", "profiles/iocp-uring.json");
  }

  @Test
  void theSeccompProfileAllowsIoUringAndNothingThatLeadsOutOfAContainer() throws IOException {
    JsonNode profile =
        JsonMapper.shared().readTree(Files.readString(HELM.resolve("files/seccomp-uring.json")));
    List<JsonNode> rules = profile.path("syscalls").valueStream().toList();

    assertThat(profile.path("defaultAction").asString()).isEqualTo("SCMP_ACT_ERRNO");
    // What container runtimes do not know they leave out: a condition would be none.
    assertThat(rules)
        .allSatisfy(
            rule ->
                assertThat(rule.propertyNames()).isSubsetOf("names", "action", "args", "errnoRet"));
    assertThat(names(rules, rule -> allows(rule) && !rule.has("args")))
        .contains("io_uring_setup", "io_uring_enter", "io_uring_register", "execve", "futex")
        .doesNotHaveDuplicates()
        .doesNotContain("clone", "clone3", "socket");
    assertThat(names(rules, ChartTest::allows))
        .doesNotContainAnyElementsOf(
            Set.of(
                "mount",
                "umount2",
                "fsmount",
                "move_mount",
                "pivot_root",
                "chroot",
                "unshare",
                "setns",
                "ptrace",
                "process_vm_readv",
                "process_vm_writev",
                "kcmp",
                "pidfd_getfd",
                "bpf",
                "perf_event_open",
                "userfaultfd",
                "init_module",
                "finit_module",
                "kexec_load",
                "reboot",
                "keyctl",
                "add_key",
                "open_by_handle_at",
                "iopl",
                "personality",
                "settimeofday",
                "syslog",
                "swapon",
                "quotactl",
                "acct"));
    assertThat(names(rules, rule -> allows(rule) && rule.has("args")))
        .containsOnly("clone", "socket");
    // ENOSYS: the C library then takes clone, whose flags can be looked at.
    assertThat(rules)
        .filteredOn(rule -> !allows(rule))
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.at("/names/0").asString()).isEqualTo("clone3");
              assertThat(rule.path("errnoRet").asInt()).isEqualTo(38);
            });
  }

  private static boolean allows(JsonNode rule) {
    return rule.path("action").asString().equals("SCMP_ACT_ALLOW");
  }

  private static List<String> names(List<JsonNode> rules, Predicate<JsonNode> wanted) {
    return rules.stream()
        .filter(wanted)
        .flatMap(rule -> rule.path("names").valueStream())
        .map(JsonNode::asString)
        .toList();
  }

  // --- users and metrics

  @Test
  void usersComeFromASecretThatTheChartDoesNotMake() {
    Manifests manifests = chart.render(EVERYTHING);

    assertThat(container(pod(manifests)).getEnvFrom())
        .extracting(from -> from.getSecretRef().getName())
        .containsExactly("users", "secrets");
    assertThat(manifests.all()).extracting(HasMetadata::getKind).doesNotContain("Secret");
  }

  @Test
  void theServiceMonitorFindsTheManagementServiceAndLogsIn() {
    Manifests manifests = chart.render(EVERYTHING);
    GenericKubernetesResource monitor = manifests.only("ServiceMonitor");

    Map<String, String> selector = monitor.get("spec", "selector", "matchLabels");
    assertThat(manifests.byName(Service.class).values())
        .filteredOn(
            service ->
                service.getMetadata().getLabels().entrySet().containsAll(selector.entrySet()))
        .extracting(service -> service.getMetadata().getName())
        .containsExactly("live-relay-management");
    Service service = manifests.byName(Service.class).get("live-relay-management");
    assertThat(monitor.<List<?>>get("spec", "endpoints")).hasSize(1);
    assertThat(service.getSpec().getPorts())
        .extracting(ServicePort::getName)
        .containsExactly(monitor.<String>get("spec", "endpoints", 0, "port"));
    assertThat(monitor.<String>get("spec", "endpoints", 0, "path"))
        .isEqualTo("/actuator/prometheus");
    assertThat(monitor.<String>get("spec", "endpoints", 0, "scheme")).isEqualTo("http");
    assertThat(monitor.<String>get("spec", "endpoints", 0, "interval")).isEqualTo("15s");
    assertThat(monitor.<Map<?, ?>>get("spec", "endpoints", 0, "basicAuth"))
        .isEqualTo(
            Map.of(
                "username", Map.of("name", "scrape", "key", "user"),
                "password", Map.of("name", "scrape", "key", "password")));
    assertThat(monitor.getMetadata().getLabels()).containsEntry("release", "prometheus");
  }

  @Test
  void whereMetricsAreOpenTheServiceMonitorNeedsNoLogin() {
    GenericKubernetesResource monitor =
        chart
            .render(
                "{config: {iocp: {admin: {prometheus-access: open}}},"
                    + " serviceMonitor: {enabled: true, interval: 1m}}")
            .only("ServiceMonitor");

    assertThat(monitor.<Object>get("spec", "endpoints", 0, "basicAuth")).isNull();
    assertThat(monitor.<String>get("spec", "endpoints", 0, "interval")).isEqualTo("1m");
  }

  @Test
  void alertsAreAboutTheJobThatTheServiceMonitorMakesAndAboutMetricsOfTheDashboard()
      throws IOException {
    Map<String, Object> group =
        chart.render(EVERYTHING).only("PrometheusRule").get("spec", "groups", 0);
    String rules = group.get("rules").toString();

    assertThat(rules).contains("job=\"live-relay-management\"", "NoStreams");
    String dashboard = Files.readString(HELM.resolve("dashboards/iocp-streaming.json"));
    Matcher metric = Pattern.compile("(iocp|streaming)_[a-z_]+(?=\\{)").matcher(rules);
    while (metric.find()) {
      assertThat(dashboard + " iocp_jobs_capacity{").contains(metric.group() + "{");
    }
  }

  @Test
  void eachAlertHasARunbookAndLinksToIt() throws IOException {
    String runbooks = Files.readString(Path.of("src", "docs", "guide", "runbooks.md"));
    List<Map<String, Object>> rules =
        chart.render(EVERYTHING).only("PrometheusRule").get("spec", "groups", 0, "rules");

    assertThat(rules)
        .filteredOn(rule -> rule.get("alert").toString().startsWith("IocpStreaming"))
        .hasSizeGreaterThan(10)
        .allSatisfy(
            rule -> {
              String name = rule.get("alert").toString();
              assertThat(runbooks).contains("\n## " + name + "\n");
              assertThat(rule.get("annotations").toString())
                  .contains("https://docs.example/runbooks#" + name.toLowerCase(Locale.ROOT));
            });
    assertThat(chart.render("prometheusRule: {enabled: true}").only("PrometheusRule").toString())
        .doesNotContain("runbook_url");
  }

  @Test
  void prometheusUnderstandsTheAlerts(@TempDir Path directory) throws Exception {
    writeAlerts(directory);

    assertThat(promtool("check", "rules", directory.resolve("rules.yaml").toString()))
        .contains("SUCCESS: 15 rules found");
  }

  @Test
  void alertsFireWhenTheyShouldAndNotBefore(@TempDir Path directory) throws Exception {
    writeAlerts(directory);
    Path test = directory.resolve("test.yaml");
    try (InputStream tests =
        Objects.requireNonNull(ChartTest.class.getResourceAsStream("/alerts-test.yaml"))) {
      Files.write(test, tests.readAllBytes());
    }

    assertThat(promtool("test", "rules", test.toString())).contains("SUCCESS");
  }

  private static void writeAlerts(Path directory) throws IOException {
    Files.writeString(
        directory.resolve("rules.yaml"),
        YAMLMapper.shared()
            .writeValueAsString(
                chart.render(EVERYTHING).only("PrometheusRule").<Object>get("spec")));
  }

  private static String promtool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.add(0, Capability.requireProgram("promtool").toString());
    return ProgramOutput.of(command.toArray(String[]::new));
  }

  @Test
  void theDashboardIsTheFileAndHasTheLabelThatGrafanaLooksFor() throws IOException {
    ConfigMap dashboard =
        chart.render(EVERYTHING).byName(ConfigMap.class).get("live-relay-dashboard");

    assertThat(dashboard.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
    JsonMapper json = JsonMapper.shared();
    assertThat(json.readTree(dashboard.getData().get("iocp-streaming.json")))
        .isEqualTo(json.readTree(Files.readString(HELM.resolve("dashboards/iocp-streaming.json"))));
  }

  // --- the Gateway API

  @Test
  void atAGatewayPagesAndStreamsHaveARouteEach() {
    Manifests manifests = chart.render(GATEWAY);
    Map<String, HTTPRoute> routes = manifests.byName(HTTPRoute.class);

    assertThat(routes).containsOnlyKeys("live-iocp-streaming", "live-iocp-streaming-stream");
    routes.forEach(
        (name, route) -> {
          assertThat(route.getSpec().getParentRefs().get(0).getName()).isEqualTo("public");
          assertThat(route.getSpec().getRules().get(0).getBackendRefs().get(0).getName())
              .isEqualTo(name);
          assertThat(manifests.byName(Service.class)).containsKey(name);
          assertThat(route.getSpec().getRules().get(0).getTimeouts().getRequest()).isEqualTo("0s");
        });
    assertThat(application(manifests))
        .containsEntry("streaming.web-socket-url", "wss://stream.video.example")
        .containsEntry("iocp.websocket.allowed-origins", "https://video.example");
  }

  // --- what the chart says of itself

  @Test
  void theReadmeExplainsEveryValue() throws IOException {
    String readme = Files.readString(HELM.resolve("README.md"));
    Map<String, Object> values =
        YAMLMapper.shared()
            .readValue(
                Files.readString(HELM.resolve("values.yaml")),
                new TypeReference<Map<String, Object>>() {});

    assertThat(names("", values))
        .allSatisfy(name -> assertThat(readme).contains("| `" + name + "` |"));
    Matcher row = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE).matcher(readme);
    assertThat(row.results().map(result -> result.group(1)).toList())
        .containsExactlyInAnyOrderElementsOf(names("", values));
  }

  /** Values that are not made of others, with the names that --set knows. */
  private static List<String> names(String prefix, Map<String, Object> values) {
    List<String> names = new ArrayList<>();
    values.forEach(
        (key, value) -> {
          String name = prefix + key.replace(".", "\\.");
          if (value instanceof Map<?, ?> nested && !nested.isEmpty()) {
            Map<String, Object> inner = new LinkedHashMap<>();
            nested.forEach((innerKey, innerValue) -> inner.put((String) innerKey, innerValue));
            names.addAll(names(name + ".", inner));
          } else {
            names.add(name);
          }
        });
    return names;
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
    String yaml =
        manifests.byName(ConfigMap.class).values().stream()
            .map(map -> map.getData().get("application.yaml"))
            .filter(Objects::nonNull)
            .findAny()
            .orElseThrow();
    YamlPropertiesFactoryBean factory = new YamlPropertiesFactoryBean();
    factory.setResources(new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
    return factory.getObject();
  }

  private static Set<String> documentedProperties() throws IOException {
    return documentedDefaults().keySet();
  }

  /** What the modules on the class path document for the users of their properties. */
  private static Map<String, String> documentedDefaults() throws IOException {
    Map<String, String> defaults = new HashMap<>();
    Enumeration<URL> files =
        ChartTest.class
            .getClassLoader()
            .getResources("META-INF/spring-configuration-metadata.json");
    while (files.hasMoreElements()) {
      try (InputStream file = files.nextElement().openStream()) {
        for (JsonNode property : JsonMapper.shared().readTree(file).path("properties")) {
          defaults.put(
              property.path("name").asString(), property.path("defaultValue").asString(""));
        }
      }
    }
    return defaults;
  }
}
