{{/* Names and labels. Object names leave room for the longest suffix within 63 characters. */}}

{{- define "postern.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "postern.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Labels by which the serving pods are chosen; they never change. */}}
{{- define "postern.selector" -}}
app.kubernetes.io/name: {{ include "postern.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: webhook
{{- end -}}

{{- define "postern.certs.selector" -}}
app.kubernetes.io/name: {{ include "postern.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: certificates
{{- end -}}

{{- define "postern.audit.selector" -}}
app.kubernetes.io/name: {{ include "postern.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: audit
{{- end -}}

{{/* Labels that every object has; .Values.commonLabels cannot change the selectors. */}}
{{- define "postern.commonLabels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: postern
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with omit .Values.commonLabels "app.kubernetes.io/name" "app.kubernetes.io/instance" "app.kubernetes.io/component" "helm.sh/chart" "app.kubernetes.io/version" "app.kubernetes.io/part-of" "app.kubernetes.io/managed-by" }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "postern.looksUp" -}}
{{- dig "lookup" "enabled" false .Values.policy -}}
{{- end -}}

{{- define "postern.labels" -}}
{{ include "postern.selector" . }}
{{ include "postern.commonLabels" . }}
{{- end -}}

{{- define "postern.certs.labels" -}}
{{ include "postern.certs.selector" . }}
{{ include "postern.commonLabels" . }}
{{- end -}}

{{- define "postern.audit.labels" -}}
{{ include "postern.audit.selector" . }}
{{ include "postern.commonLabels" . }}
{{- end -}}

{{- define "postern.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{/* The Secret with tls.crt and tls.key that the pods mount. */}}
{{- define "postern.tlsSecret" -}}
{{- if eq .Values.certificates.mode "provided" -}}
{{ .Values.certificates.provided.secretName }}
{{- else -}}
{{ include "postern.fullname" . }}-tls
{{- end -}}
{{- end -}}

{{- define "postern.serviceAccount" -}}
{{ .Values.serviceAccount.name | default (include "postern.fullname" .) }}
{{- end -}}
