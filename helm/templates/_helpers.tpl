{{/* The chart's name, cut to what a label may hold. */}}
{{- define "iocp-streaming.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* The name of all objects of the release. */}}
{{- define "iocp-streaming.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains (include "iocp-streaming.name" .) .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "iocp-streaming.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* Labels that never change in the life of a release: a Deployment's selector cannot. */}}
{{- define "iocp-streaming.selectorLabels" -}}
app.kubernetes.io/name: {{ include "iocp-streaming.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "iocp-streaming.labels" -}}
{{ include "iocp-streaming.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "iocp-streaming.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "iocp-streaming.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{/* The application's configuration: the values' own, with what follows from other values below it. */}}
{{- define "iocp-streaming.config" -}}
{{- $config := deepCopy .Values.config -}}
{{- if or (and .Values.ingress.enabled .Values.ingress.stream.host) (and .Values.gateway.enabled .Values.gateway.stream.host) -}}
{{- /* Pages and streams have a host each: the player must know the one and the transport must trust the other. What is
       set in config wins. */ -}}
{{- $from := ternary .Values.ingress .Values.gateway .Values.ingress.enabled -}}
{{- $streamTls := ternary (ne (default "" .Values.ingress.stream.tlsSecretName) "") .Values.gateway.tls .Values.ingress.enabled -}}
{{- $webTls := ternary (ne (default "" .Values.ingress.web.tlsSecretName) "") .Values.gateway.tls .Values.ingress.enabled -}}
{{- $reachable := dict
      "streaming" (dict "web-socket-url" (printf "%s://%s" (ternary "wss" "ws" $streamTls) $from.stream.host))
      "iocp" (dict "websocket" (dict "allowed-origins" (printf "%s://%s" (ternary "https" "http" $webTls) $from.web.host))) -}}
{{- $config = mergeOverwrite $reachable $config -}}
{{- end -}}
{{- range $protocol := list "udp" "tcp" -}}
{{- range $stream, $input := (index $config.streaming $protocol) -}}
{{- if not (or $input.address $input.group) -}}
{{- /* The default is the pod's loopback address, where nobody would reach it. */ -}}
{{- $_ := set $input "address" "0.0.0.0" -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if .Values.recordings.enabled -}}
{{- $recording := dict "streaming" (dict "recording" (dict "directory" (printf "%s/recordings" (ternary "C:" "" (eq .Values.platform "windows"))))) -}}
{{- $config = mergeOverwrite $recording $config -}}
{{- end -}}
{{- $root := ternary "C:" "" (eq .Values.platform "windows") -}}
{{- if .Values.dvr.enabled -}}
{{- $dvr := dict "window" .Values.dvr.window -}}
{{- if not .Values.recordings.enabled -}}
{{- $_ := set $dvr "directory" (printf "%s/dvr" $root) -}}
{{- end -}}
{{- $config = mergeOverwrite (dict "streaming" (dict "dvr" $dvr)) $config -}}
{{- end -}}
{{- if .Values.state.enabled -}}
{{- $config = mergeOverwrite (dict "iocp" (dict "state" (dict "directory" (printf "%s/state" $root)))) $config -}}
{{- end -}}
{{- if .Values.engine.uring.enabled -}}
{{- $_ := set $config.iocp "engine" "uring" -}}
{{- end -}}
{{- if eq .Values.platform "windows" -}}
{{- $_ := set $config.iocp "engine" "windows" -}}
{{- end -}}
{{- toYaml $config -}}
{{- end }}

{{/* Ports where publishers have one of their own: RTMP, and streams by UDP and TCP. */}}
{{- define "iocp-streaming.ingestPorts" -}}
{{- $ports := list -}}
{{- $streaming := .Values.config.streaming -}}
{{- range $protocol := list "rtmp" "rtmps" -}}
{{- with (index $streaming $protocol).port -}}
{{- $ports = append $ports (dict "name" $protocol "port" (int .) "protocol" "TCP") -}}
{{- end -}}
{{- end -}}
{{- range $protocol := list "udp" "tcp" -}}
{{- range $stream, $input := (index $streaming $protocol) -}}
{{- $ports = append $ports (dict "name" (printf "%s-%d" $protocol (int $input.port)) "port" (int $input.port) "protocol" (upper $protocol)) -}}
{{- end -}}
{{- end -}}
{{- toYaml $ports -}}
{{- end }}

{{- define "iocp-streaming.seccompProfile" -}}
{{- if .Values.engine.uring.enabled -}}
{{- toYaml (dict "type" "Localhost" "localhostProfile" .Values.engine.uring.localhostProfile) -}}
{{- else -}}
{{- toYaml .Values.seccompProfile -}}
{{- end -}}
{{- end }}

{{/* Seconds of a duration as Spring Boot reads it: 10s, 2m, 1500ms; 0 for none. */}}
{{- define "iocp-streaming.seconds" -}}
{{- $text := toString (default "0s" .) -}}
{{- if hasSuffix "ms" $text -}}{{ div (int (trimSuffix "ms" $text)) 1000 }}
{{- else if hasSuffix "s" $text -}}{{ int (trimSuffix "s" $text) }}
{{- else if hasSuffix "m" $text -}}{{ mul (int (trimSuffix "m" $text)) 60 }}
{{- else -}}{{ fail (printf "%s: a duration is written as 500ms, 10s or 2m" $text) }}
{{- end -}}
{{- end }}

{{/* How long a pod takes to end in order: to be taken out of the Services, and to let its clients go. */}}
{{- define "iocp-streaming.endingSeconds" -}}
{{- $iocp := .Values.config.iocp }}
{{- add (int .Values.preStopSeconds) (int (include "iocp-streaming.seconds" (index $iocp "drain-time"))) (int (include "iocp-streaming.seconds" (index $iocp "shutdown-grace"))) }}
{{- end }}

{{/* When it is killed: unless set, 20 s after that, for all else that ends. */}}
{{- define "iocp-streaming.gracePeriodSeconds" -}}
{{- default (add 20 (int (include "iocp-streaming.endingSeconds" .))) .Values.terminationGracePeriodSeconds }}
{{- end }}

{{/* What the schema cannot say: rules between values. */}}
{{- define "iocp-streaming.validate" -}}
{{- $config := .Values.config }}
{{- if and $config.streaming.demo.enabled (not (and $config.server.address $config.iocp.address)) }}
{{- fail "config.streaming.demo.enabled: the demo listens on the pod's loopback address, where neither probes nor viewers reach it; set config.server.address and config.iocp.address as well" }}
{{- end }}
{{- if eq (int $config.server.port) (int $config.iocp.port) }}
{{- fail (printf "config.iocp.port: %d is config.server.port already" (int $config.iocp.port)) }}
{{- end }}
{{- $management := int $config.management.server.port }}
{{- if or (eq $management (int $config.server.port)) (eq $management (int $config.iocp.port)) }}
{{- fail (printf "config.management.server.port: %d is another port of the service already" $management) }}
{{- end }}
{{- range $name, $volume := dict "recordings" .Values.recordings "state" .Values.state }}
{{- if and $volume.enabled (or $.Values.autoscaling.enabled (gt (int $.Values.replicaCount) 1)) }}
{{- fail (printf "%s.enabled: one pod writes the volume; set replicaCount to 1 and leave autoscaling off" $name) }}
{{- end }}
{{- end }}
{{- range $name, $service := dict "web" .Values.service.web "stream" .Values.service.stream "ingest" .Values.service.ingest }}
{{- if and $service.nodePort (eq $service.type "ClusterIP") }}
{{- fail (printf "service.%s.nodePort: type ClusterIP has none; set service.%s.type" $name $name) }}
{{- end }}
{{- if and $service.externalTrafficPolicy (eq $service.type "ClusterIP") }}
{{- fail (printf "service.%s.externalTrafficPolicy: type ClusterIP lets nobody in from outside; set service.%s.type" $name $name) }}
{{- end }}
{{- if and $service.loadBalancerSourceRanges (ne $service.type "LoadBalancer") }}
{{- fail (printf "service.%s.loadBalancerSourceRanges: only a LoadBalancer keeps others out" $name) }}
{{- end }}
{{- end }}
{{- if and .Values.ingress.enabled .Values.gateway.enabled }}
{{- fail "gateway.enabled: the ingress is enabled already; the player can only be told one address" }}
{{- end }}
{{- if and .Values.engine.uring.enabled (eq .Values.platform "windows") }}
{{- fail "engine.uring.enabled: there is no io_uring on platform windows" }}
{{- end }}
{{- if and (eq $config.iocp.engine "windows") (ne .Values.platform "windows") }}
{{- fail "config.iocp.engine: windows needs platform windows" }}
{{- end }}
{{- if and .Values.autoscaling.enabled (gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas)) }}
{{- fail (printf "autoscaling.minReplicas: %d is more than maxReplicas (%d)" (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas)) }}
{{- end }}
{{- if and .Values.autoscaling.enabled (not (or .Values.autoscaling.targetCPUUtilizationPercentage .Values.autoscaling.targetConnections .Values.autoscaling.targetSentMegabits)) }}
{{- fail "autoscaling: set targetCPUUtilizationPercentage, targetSentMegabits or targetConnections" }}
{{- end }}
{{- if and .Values.serviceMonitor.enabled (not .Values.serviceMonitor.basicAuth) (ne (index $config.iocp.admin "prometheus-access") "open") }}
{{- fail "serviceMonitor.basicAuth: Prometheus has to log in, or config.iocp.admin.prometheus-access has to be open" }}
{{- end }}
{{- $ending := int (include "iocp-streaming.endingSeconds" .) }}
{{- $grace := int .Values.terminationGracePeriodSeconds }}
{{- if and $grace (gt $ending $grace) }}
{{- fail (printf "terminationGracePeriodSeconds: %d is too short for preStopSeconds, config.iocp.drain-time and config.iocp.shutdown-grace, together %d" $grace $ending) }}
{{- end }}
{{- end }}
