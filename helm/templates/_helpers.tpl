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

{{/* What the schema cannot say: rules between values. */}}
{{- define "iocp-streaming.validate" -}}
{{- $config := .Values.config }}
{{- if and $config.streaming.demo.enabled (not (and $config.server.address $config.iocp.address)) }}
{{- fail "config.streaming.demo.enabled: the demo listens on the pod's loopback address, where neither probes nor viewers reach it; set config.server.address and config.iocp.address as well" }}
{{- end }}
{{- if eq (int $config.server.port) (int $config.iocp.port) }}
{{- fail (printf "config.iocp.port: %d is config.server.port already" (int $config.iocp.port)) }}
{{- end }}
{{- if ge (int .Values.preStopSeconds) (int .Values.terminationGracePeriodSeconds) }}
{{- fail (printf "preStopSeconds: %d must be less than terminationGracePeriodSeconds (%d)" (int .Values.preStopSeconds) (int .Values.terminationGracePeriodSeconds)) }}
{{- end }}
{{- end }}
