{{/* What the schema cannot say: values that contradict each other. Each sentence says what to set. */}}

{{- define "postern.validate" -}}
{{- $values := .Values -}}
{{- $certificates := $values.certificates -}}
{{- if not (has $certificates.mode (list "selfSigned" "certManager" "provided")) -}}
{{- fail "certificates.mode: set selfSigned, certManager or provided" -}}
{{- end -}}
{{- if eq $certificates.mode "provided" -}}
{{- include "postern.validate.provided" $certificates.provided -}}
{{- else if $certificates.provided.secretName -}}
{{- fail (printf "certificates.provided.secretName: it is not used with certificates.mode %s; set certificates.mode to provided, or leave it empty" $certificates.mode) -}}
{{- end -}}
{{- if and $certificates.certManager.issuerRef (not $certificates.certManager.issuerRef.name) -}}
{{- fail "certificates.certManager.issuerRef.name: set the name of the issuer, or leave issuerRef empty for a CA of the chart's own" -}}
{{- end -}}
{{- if and (ne $certificates.mode "certManager") $certificates.certManager.issuerRef -}}
{{- fail (printf "certificates.certManager.issuerRef: it is not used with certificates.mode %s; set certificates.mode to certManager, or leave it empty" $certificates.mode) -}}
{{- end -}}
{{- if not (has $values.webhook.failurePolicy (list "Fail" "Ignore")) -}}
{{- fail "webhook.failurePolicy: set Fail or Ignore" -}}
{{- end -}}
{{- if not (or $values.webhook.resources.secrets $values.webhook.resources.configMaps $values.webhook.resources.workloads $values.webhook.resources.scale) -}}
{{- fail "webhook.resources: set at least one of secrets, configMaps, workloads and scale to true, or nothing is ever judged" -}}
{{- end -}}
{{- range $values.webhook.matchConditions -}}
{{- if has .name (list "not-terminating" "may-concern-postgres") -}}
{{- fail (printf "webhook.matchConditions: the chart has a condition called %s; choose another name" .name) -}}
{{- end -}}
{{- end -}}
{{- if eq (int $values.server.port) (int $values.server.opsPort) -}}
{{- fail "server.opsPort: set another port than server.port" -}}
{{- end -}}
{{- range $values.server.extraArgs -}}
{{- include "postern.validate.argument" . -}}
{{- end -}}
{{- if and (not $values.serviceAccount.create) (not $values.serviceAccount.name) -}}
{{- fail "serviceAccount.name: set the name of an existing ServiceAccount, or serviceAccount.create to true" -}}
{{- end -}}
{{- end -}}

{{- define "postern.validate.provided" -}}
{{- if not .secretName -}}
{{- fail "certificates.provided.secretName: set the name of a Secret with tls.crt and tls.key, or certificates.mode to selfSigned" -}}
{{- end -}}
{{- if and .caInjected .caBundle -}}
{{- fail "certificates.provided.caBundle: leave it empty when certificates.provided.caInjected is true, for two writers would take turns" -}}
{{- end -}}
{{- if and (not .caInjected) (not .caBundle) -}}
{{- fail "certificates.provided.caBundle: set the CA certificate (PEM), or certificates.provided.caInjected to true when something else writes it" -}}
{{- end -}}
{{- if contains "PRIVATE KEY" .caBundle -}}
{{- fail "certificates.provided.caBundle: it holds a private key; set the CA certificate alone" -}}
{{- end -}}
{{- if and .caBundle (not (contains "-----BEGIN CERTIFICATE-----" .caBundle)) -}}
{{- fail "certificates.provided.caBundle: set the text of the PEM file, which begins with -----BEGIN CERTIFICATE-----, for example with --set-file" -}}
{{- end -}}
{{- end -}}

{{/* Arguments that the chart gives itself, and the value to set instead. */}}
{{- define "postern.validate.argument" -}}
{{- $argument := . -}}
{{- $owned := dict "--config" "policy" "--listen" "server.port or server.address" "--ops-listen" "server.opsPort or server.address" "--tls-cert" "certificates" "--tls-key" "certificates" "--client-ca" "server.clientCaConfigMap" "--lookup" "policy.lookup.enabled" "--tls-wait" "nothing, it is on" "--dev" "certificates.mode" "--threads" "server.threads" "--max-body-mib" "server.maxBodyMiB" "--drain-seconds" "server.drainSeconds" "--log-level" "server.logLevel" "--log-format" "server.logFormat" "--log-sample" "server.logSample" -}}
{{- $flag := splitList "=" $argument | first -}}
{{- if hasKey $owned $flag -}}
{{- fail (printf "server.extraArgs: %s is set by the chart; set %s instead" $flag (get $owned $flag)) -}}
{{- end -}}
{{- end -}}
