"""Manifests of realistic size and mix, as charts render them: ten objects for each application."""

import base64
import pathlib

LABELS = """    app.kubernetes.io/name: orders
    app.kubernetes.io/instance: orders-{n}
    app.kubernetes.io/component: api
    app.kubernetes.io/version: "1.4.{n}"
    app.kubernetes.io/managed-by: Helm
    helm.sh/chart: orders-1.4.{n}
"""
HEAD = """# Source: orders/templates/{file}.yaml
apiVersion: {version}
kind: {kind}
metadata:
  name: orders-{n}{suffix}
  namespace: team-{team}
  labels:
""" + LABELS
POD_LABELS = "\n".join("    " + line for line in LABELS.splitlines()) + "\n"


def head(version: str, kind: str, n: int, suffix: str = "") -> str:
    return HEAD.format(version=version, kind=kind, n=n, suffix=suffix, team=n % 50,
                       file=kind.lower())


def container(n: int, indent: int) -> str:
    env = "".join(f"  - name: SETTING_{i}\n    value: \"value-{i}-of-{n}\"\n" for i in range(18))
    text = f"""- name: api
  image: "registry.example.org/shop/orders:1.4.{n}"
  imagePullPolicy: IfNotPresent
  args:
  - --listen=0.0.0.0:8080
  - --log-format=json
  - --shutdown-timeout=30s
  env:
{env}  - name: DATABASE_URL
    valueFrom:
      secretKeyRef:
        name: orders-{n}
        key: DATABASE_URL
  - name: POD_NAME
    valueFrom:
      fieldRef:
        fieldPath: metadata.name
  ports:
  - name: http
    containerPort: 8080
    protocol: TCP
  livenessProbe:
    httpGet:
      path: /livez
      port: http
    initialDelaySeconds: 10
    periodSeconds: 20
  readinessProbe:
    httpGet:
      path: /readyz
      port: http
  resources:
    requests:
      cpu: 100m
      memory: 128Mi
    limits:
      memory: 512Mi
  securityContext:
    allowPrivilegeEscalation: false
    readOnlyRootFilesystem: true
    runAsNonRoot: true
    capabilities:
      drop:
      - ALL
  volumeMounts:
  - name: postgres-ca
    mountPath: /etc/orders/postgres-ca
    readOnly: true
  - name: config
    mountPath: /etc/orders/config
"""
    return "".join(" " * indent + line + "\n" for line in text.splitlines())


def pod(n: int, indent: int) -> str:
    text = f"""serviceAccountName: orders-{n}
terminationGracePeriodSeconds: 60
affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
    - weight: 100
      podAffinityTerm:
        topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            app.kubernetes.io/instance: orders-{n}
volumes:
- name: postgres-ca
  secret:
    secretName: postgres-ca
- name: config
  configMap:
    name: orders-{n}
"""
    lines = "".join(" " * indent + line + "\n" for line in text.splitlines())
    return lines + " " * indent + "containers:\n" + container(n, indent)


def application(n: int) -> dict[str, str]:
    dsn = (f"postgres://orders_{n}:Zk8v2mQp{n}@orders-{n}.c9x2.eu-central-1.rds.amazonaws.com:5432/"
           "orders?sslmode=verify-full&sslrootcert=/etc/orders/postgres-ca/ca.crt")
    settings = "".join(f"    setting.{i}.name = value {i} of application {n}\n" for i in range(40))
    selector = (f"      app.kubernetes.io/name: orders\n      app.kubernetes.io/instance: orders-{n}\n")
    return {
        "deployment": head("apps/v1", "Deployment", n)
        + "spec:\n  replicas: 3\n  selector:\n    matchLabels:\n" + selector
        + "  template:\n    metadata:\n      labels:\n" + POD_LABELS.format(n=n)
        + "    spec:\n" + pod(n, 6),
        "cronjob": head("batch/v1", "CronJob", n, "-cleanup")
        + "spec:\n  schedule: \"17 3 * * *\"\n  jobTemplate:\n    spec:\n      template:\n"
        + "        spec:\n          restartPolicy: OnFailure\n" + pod(n, 10),
        "secret": head("v1", "Secret", n) + "type: Opaque\ndata:\n  DATABASE_URL: "
        + base64.b64encode(dsn.encode()).decode() + "\n  API_TOKEN: "
        + base64.b64encode(bytes(range(32))).decode() + "\n",
        "configmap": head("v1", "ConfigMap", n) + "data:\n  orders.properties: |\n" + settings,
        "service": head("v1", "Service", n) + "spec:\n  type: ClusterIP\n  ports:\n  - name: http\n"
        "    port: 80\n    targetPort: http\n    protocol: TCP\n  selector:\n"
        + selector.replace("      ", "    "),
        "serviceaccount": head("v1", "ServiceAccount", n) + "automountServiceAccountToken: false\n",
        "ingress": head("networking.k8s.io/v1", "Ingress", n)
        + f"spec:\n  ingressClassName: nginx\n  rules:\n  - host: orders-{n}.shop.example.org\n    http:\n"
        "      paths:\n      - path: /\n        pathType: Prefix\n        backend:\n          service:\n"
        f"            name: orders-{n}\n            port:\n              name: http\n",
        "hpa": head("autoscaling/v2", "HorizontalPodAutoscaler", n)
        + f"spec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: orders-{n}\n"
        "  minReplicas: 3\n  maxReplicas: 12\n  metrics:\n  - type: Resource\n    resource:\n"
        "      name: cpu\n      target:\n        type: Utilization\n        averageUtilization: 70\n",
        "pdb": head("policy/v1", "PodDisruptionBudget", n)
        + "spec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n" + selector,
        "networkpolicy": head("networking.k8s.io/v1", "NetworkPolicy", n)
        + "spec:\n  podSelector:\n    matchLabels:\n" + selector
        + "  policyTypes: [Ingress]\n  ingress:\n  - from:\n    - podSelector:\n        matchLabels:\n"
        "          app.kubernetes.io/component: gateway\n    ports:\n    - port: http\n",
    }


def write(directory: pathlib.Path, count: int) -> tuple[pathlib.Path, pathlib.Path, int]:
    """The same `count` manifests as files and as one stream; also their size in bytes."""
    tree, stream, size = directory / "tree", directory / "all.yaml", 0
    with stream.open("w") as together:
        for n in range(count // 10):
            folder = tree / f"team-{n % 50}" / f"orders-{n}"
            folder.mkdir(parents=True)
            for name, text in application(n).items():
                (folder / f"{name}.yaml").write_text(text)
                together.write("---\n" + text)
                size += len(text)
    return tree, stream, size
