"""Results as Markdown, and where they go in docs/performance.md."""

import pathlib
import platform
import re
import subprocess

BEGIN, END = "<!-- results: begin (make bench WRITE=1) -->", "<!-- results: end -->"


class Report:
    """Prints line by line, and keeps the lines for the page."""

    def __init__(self):
        self.lines: list[str] = []
        self.goals: list[tuple[str, str, str, bool]] = []

    def say(self, line: str = "") -> None:
        self.lines.append(line)
        print(line, flush=True)

    def table(self, head: list[str], rows: list[list[str]]) -> None:
        self.say("| " + " | ".join(head) + " |")
        self.say("| " + " | ".join("---" for _ in head) + " |")
        for row in rows:
            self.say("| " + " | ".join(row) + " |")
        self.say()

    def goal(self, what: str, wanted: str, measured: str, met: bool) -> None:
        self.goals.append((what, wanted, measured, met))

    def say_goals(self) -> None:
        self.say("Goals:")
        self.say()
        self.table(["goal", "wanted", "measured", ""],
                   [[what, wanted, measured, "met" if met else "**missed**"]
                    for what, wanted, measured, met in self.goals])

    def write_into(self, page: pathlib.Path) -> None:
        """Replaces what stands between the two markers of the page."""
        text = page.read_text()
        pattern = re.compile(re.escape(BEGIN) + ".*" + re.escape(END), re.DOTALL)
        assert pattern.search(text), f"{page} lacks the markers"
        body = "\n".join(self.lines).strip()
        page.write_text(pattern.sub(lambda _: f"{BEGIN}\n{body}\n{END}", text))


def machine() -> str:
    """The processor and how many of them, the kernel, the versions."""
    info = pathlib.Path("/proc/cpuinfo").read_text()
    model = re.search(r"model name\s*:\s*(.+)", info)
    cores = info.count("processor\t")
    openssl = subprocess.run(["openssl", "version"], capture_output=True, text=True, check=False)
    return (f"{cores} × {model[1].strip() if model else platform.machine()}, "
            f"Linux {platform.release()}, {' '.join(openssl.stdout.split()[:2])}")
