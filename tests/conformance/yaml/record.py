#!/usr/bin/env python3
"""Records how kubectl reads every document of the corpus.

    record.py KUBECTL            write kubectl/*.json
    record.py --check KUBECTL    exit 1 when kubectl reads something differently from what is recorded

`kubectl label --local -o json` prints what it read without asking a cluster, with one label added,
which is taken off again.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
LABEL = "recorded-by"


def documents_in(text):
    """The JSON values that kubectl printed one behind the other."""
    decoder = json.JSONDecoder()
    found = []
    while text.strip():
        value, end = decoder.raw_decode(text.lstrip())
        text = text.lstrip()[end:]
        found.append(value)
    return found


def without_label(value):
    labels = value.get("metadata", {}).get("labels", {})
    labels.pop(LABEL, None)
    if not labels:
        value.get("metadata", {}).pop("labels", None)
    return value


def read(kubectl, text):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "in.yaml"
        path.write_bytes(text.encode("utf-8"))
        command = [kubectl, "label", "--local", "-o", "json", "-f", str(path), f"{LABEL}=x"]
        environment = {"HOME": folder, "PATH": os.environ.get("PATH", "")}
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False,
                              env=environment)
    reading = {"documents": [without_label(value) for value in documents_in(done.stdout)]}
    if done.returncode != 0:
        reading["refused"] = refusal(done.stderr)
    return reading


def refusal(stderr):
    """Two kinds matter: the text cannot be read, or it was read and is no Kubernetes object."""
    not_an_object = ("Object 'Kind' is missing", "'apiVersion' is missing", "no objects passed",
                     "cannot unmarshal", "couldn't get version/kind", "name is required")
    return "not an object" if any(part in stderr for part in not_an_object) else "not readable"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("kubectl")
    options = parser.parse_args()
    differs = False
    for corpus in sorted((HERE / "corpus").glob("*.json")):
        cases = json.loads(corpus.read_text())
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            readings = pool.map(lambda case: read(options.kubectl, case["text"]), cases)
            recorded = {case["name"]: reading for case, reading in zip(cases, readings)}
        text = json.dumps(recorded, indent=1, sort_keys=True) + "\n"
        target = HERE / "kubectl" / corpus.name
        if not options.check:
            target.write_text(text)
        elif target.read_text() != text:
            differs = True
            print(f"{target.name}: kubectl reads something else now", file=sys.stderr)
    return 1 if differs else 0


if __name__ == "__main__":
    sys.exit(main())
