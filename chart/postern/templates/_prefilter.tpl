{{/* A CEL expression that is false for Secrets in which nothing can concern Postgres. Whatever it
     cannot tell is sent: many keys, declared keys, a text that begins with a blank. The order keeps
     the cost of the largest Secret under the API server's limit for one expression. */}}

{{- define "postern.prefilter" -}}
{{- $is := .Files.Get "files/prefilter.yaml" | fromYaml -}}
{{- $declared := $is.contractKeys -}}
{{- range .Values.policy.applications -}}
{{- $declared = concat $declared (.dsnKeys | default list) (.requiredKeys | default list) (.embeddedKeys | default list) (.passwordVariables | default list) -}}
{{- end -}}
request.resource.group != "" || request.resource.resource != "secrets" ||
(has(object.type) && object.type.startsWith("helm.sh/release.")) ||
(has(object.metadata.annotations) && (object.metadata.annotations.size() > 100 ||
object.metadata.annotations.exists(k, k.startsWith("postern.dev/") ||
k == "kubectl.kubernetes.io/last-applied-configuration" ||
(object.metadata.annotations[k].size() > 2 && object.metadata.annotations[k].substring(0, 3).matches(r'{{ $is.plain }}'))))) ||
(has(object.data) && (object.data.size() > 100 ||
object.data.exists(k, k in [{{ range $i, $key := $declared | uniq | sortAlpha }}{{ if $i }}, {{ end }}{{ $key | quote }}{{ end }}] ||
k.matches(r'{{ $is.keys }}') ||
(object.data[k].size() > 3 && object.data[k].substring(0, 4).matches(r'{{ $is.encoded }}')))))
{{- end -}}
