{{/* The alerts, as a file of rules has them: `promtool` and a PrometheusRule read the same. */}}

{{- define "postern.alerts" -}}
{{- $rule := .Values.monitoring.prometheusRule -}}
groups:
  - name: postern
    rules:
      - alert: PosternDown
        expr: absent(postern_build_info)
        for: 2m
        labels: {severity: critical}
        annotations:
          summary: No replica of Postern answers
          description: >-
            With failurePolicy Fail, Secrets, ConfigMaps and workloads cannot be created or changed
            outside the excluded namespaces; with Ignore nothing is judged.
          runbook_url: {{ $rule.runbookUrl }}/posterndown.md
      - alert: PosternNotRedundant
        expr: count(postern_build_info) < {{ min 2 .Values.replicas }}
        for: 15m
        labels: {severity: warning}
        annotations:
          summary: One replica of Postern is left
          description: The loss of a node would stop admissions.
          runbook_url: {{ $rule.runbookUrl }}/posternnotredundant.md
      - alert: PosternCallsFail
        expr: >-
          sum(increase(apiserver_admission_webhook_rejection_count{name="validate.postern.dev",error_type!="no_error"}[10m])) > 0
          or sum(increase(apiserver_admission_webhook_fail_open_count{name="validate.postern.dev"}[10m])) > 0
        for: 5m
        labels: {severity: critical}
        annotations:
          summary: API servers cannot call Postern
          description: >-
            Calls fail for {{ "{{ $value | humanize }}" }} requests in ten minutes: they are refused
            (failurePolicy Fail) or pass unjudged (Ignore).
          runbook_url: {{ $rule.runbookUrl }}/posterncallsfail.md
      - alert: PosternCertificateExpiring
        expr: min(postern_certificate_expiry_seconds > 0) - time() < {{ mul 86400 $rule.certificateDays }}
        for: 15m
        labels: {severity: critical}
        annotations:
          summary: Postern's serving certificate is about to expire
          description: {{ "It ends in {{ $value | humanizeDuration }}; API servers then refuse to call." | quote }}
          runbook_url: {{ $rule.runbookUrl }}/posterncertificateexpiring.md
      - alert: PosternCertificateMissing
        expr: min(postern_certificate_expiry_seconds) == 0
        for: 5m
        labels: {severity: critical}
        annotations:
          summary: A replica of Postern waits for a certificate
          description: It stays unready; its /readyz and its log say what is wrong with the Secret.
          runbook_url: {{ $rule.runbookUrl }}/posterncertificatemissing.md
      - alert: PosternReloadFailed
        expr: min(postern_config_reload_success) == 0
        for: 5m
        labels: {severity: warning}
        annotations:
          summary: Postern refuses its new policy or certificate
          description: The one before stays in force; the log says why, with line and column.
          runbook_url: {{ $rule.runbookUrl }}/posternreloadfailed.md
      - alert: PosternPolicyDiffers
        expr: count(count by (hash) (postern_policy_info == 1)) > 1
        for: 10m
        labels: {severity: warning}
        annotations:
          summary: Replicas of Postern judge by different policies
          description: The verdict on a request depends on which replica gets it.
          runbook_url: {{ $rule.runbookUrl }}/posternpolicydiffers.md
      - alert: PosternDenialsSpike
        expr: >-
          sum(increase(postern_admission_requests_total{verdict="denied"}[15m])) > 20
          and sum(increase(postern_admission_requests_total{verdict="denied"}[15m]))
          > 4 * sum(increase(postern_admission_requests_total{verdict="denied"}[1d])) / 96
        for: 5m
        labels: {severity: warning}
        annotations:
          summary: Postern refuses many more requests than yesterday
          description: {{ "{{ $value | humanize }} in a quarter of an hour; somebody's roll-out may be stuck." | quote }}
          runbook_url: {{ $rule.runbookUrl }}/posterndenialsspike.md
      - alert: PosternBypassUsed
        # A series begins with its first use, of which increase() knows nothing.
        expr: >-
          sum(increase(postern_exceptions_used_total{exception="break-glass"}[15m])) > 0
          or sum(postern_exceptions_used_total{exception="break-glass"} unless postern_exceptions_used_total{exception="break-glass"} offset 15m) > 0
        labels: {severity: warning}
        annotations:
          summary: Somebody's request passed Postern by breaking the glass
          description: The decision log says who and what; see also the API server's audit log.
          runbook_url: {{ $rule.runbookUrl }}/posternbypassused.md
      - alert: PosternExceptionExpired
        expr: >-
          sum by (exception) (increase(postern_exceptions_expired_total[1h])) > 0
          or sum by (exception) (postern_exceptions_expired_total unless postern_exceptions_expired_total offset 1h) > 0
        labels: {severity: info}
        annotations:
          summary: {{ "The exception {{ $labels.exception }} has expired and is missed" | quote }}
          description: Requests that it let pass are judged again.
          runbook_url: {{ $rule.runbookUrl }}/posternexceptionexpired.md
      - alert: PosternSlow
        expr: histogram_quantile(0.99, sum by (le) (rate(postern_admission_duration_seconds_bucket[5m]))) > 0.5
        for: 10m
        labels: {severity: warning}
        annotations:
          summary: Postern answers slowly
          description: {{ "One request in a hundred takes {{ $value | humanizeDuration }} or more." | quote }}
          runbook_url: {{ $rule.runbookUrl }}/posternslow.md
      - alert: PosternOverloaded
        expr: sum(increase(postern_http_rejected_total{code="503"}[10m])) > 0
        for: 5m
        labels: {severity: warning}
        annotations:
          summary: Postern turns requests away
          description: API servers try again within their timeout; more replicas or threads help.
          runbook_url: {{ $rule.runbookUrl }}/posternoverloaded.md
      - alert: PosternRuleFailed
        expr: >-
          sum by (rule) (increase(postern_rule_findings_total{rule=~"rule-failed|object-unreadable"}[15m])) > 0
          or sum by (rule) (postern_rule_findings_total{rule=~"rule-failed|object-unreadable"} unless postern_rule_findings_total offset 15m) > 0
        labels: {severity: warning}
        annotations:
          summary: Postern could not judge an object
          description: {{ "{{ $labels.rule }}: the request was treated as the policy says for that rule; please report the log line." | quote }}
          runbook_url: {{ $rule.runbookUrl }}/posternrulefailed.md
      - alert: PosternLogLinesLost
        expr: sum(increase(postern_log_lines_lost_total[15m])) > 0
        labels: {severity: warning}
        annotations:
          summary: Decisions of Postern are missing in its log
          description: {{ "{{ $value | humanize }} lines in a quarter of an hour: standard output was not read in time." | quote }}
          runbook_url: {{ $rule.runbookUrl }}/posternloglineslost.md
      - alert: PosternLookupsFail
        expr: >-
          sum(increase(postern_lookup_total{result=~"forbidden|timeout|error"}[15m]))
          > 0.05 * sum(increase(postern_lookup_total{result!="cached"}[15m]))
        for: 15m
        labels: {severity: warning}
        annotations:
          summary: Postern's lookups get no answer
          description: Rules that look at other objects do what policy.lookup.onUnknown says.
          runbook_url: {{ $rule.runbookUrl }}/posternlookupsfail.md
{{- end -}}
