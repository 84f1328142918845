"""What /metrics says: Prometheus' text format, as far as counters and gauges need it."""

import dataclasses
import re

_SAMPLE = re.compile(r'^(?P<name>[a-zA-Z_:][\w:]*)(?:\{(?P<labels>.*)\})? (?P<value>\S+)$')
_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"(?:,|$)')


@dataclasses.dataclass(frozen=True)
class Sample:
    name: str
    labels: dict[str, str]
    value: float


class Metrics:
    def __init__(self, text: str):
        self.text = text
        self.samples = [_sample(line) for line in text.splitlines()
                        if line and not line.startswith("#")]

    def named(self, name: str, **labels: str) -> list[Sample]:
        return [sample for sample in self.samples if sample.name == name
                and labels.items() <= sample.labels.items()]

    def total(self, name: str, **labels: str) -> float:
        """The sum over all samples with these labels; 0 where there is none (yet)."""
        return sum(sample.value for sample in self.named(name, **labels))


def _sample(line: str) -> Sample:
    match = _SAMPLE.match(line)
    assert match, f"no sample of the text format: {line}"
    labels = match["labels"] or ""
    assert _LABEL.sub("", labels) == "", f"bad labels: {line}"
    return Sample(match["name"], dict(_LABEL.findall(labels)), float(match["value"]))
