"""The container image of postern as far as the tests need it: its files, without an engine."""

import json
import pathlib
import re
import shutil
import subprocess

from harness.programs import REPOSITORY

_ENTRYPOINT = re.compile(r'^ENTRYPOINT (\[.*\])$', re.MULTILINE)
# Beside the libraries: what a program may ask for. An image may have no more than this.
_SYSTEM_FILES = ("/etc/passwd", "/etc/group", "/etc/ssl/certs/ca-certificates.crt")


class Image:
    """The program with the libraries that ldd names; nothing else, no shell, no package."""

    def __init__(self, program: pathlib.Path, directory: pathlib.Path):
        self.entrypoint = _entrypoint()
        self._files = directory
        directory.mkdir()
        self._add(program, self.entrypoint[0])
        for library in _libraries(program):
            self._add(library, library)
        for name in _SYSTEM_FILES:
            if pathlib.Path(name).exists():
                self._add(name, name)

    def unpack(self, root: pathlib.Path) -> None:
        """A root file system of its own for one container; hard links, so it takes no space."""
        subprocess.run(["cp", "-al", self._files, root], check=True)
        for name in ("proc", "dev", "tmp"):
            (root / name).mkdir()

    def _add(self, source: str | pathlib.Path, name: str | pathlib.Path) -> None:
        target = self._files / str(name).lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)


def _entrypoint() -> list[str]:
    """What the image starts with, as the Dockerfile has it."""
    dockerfile = REPOSITORY / "Dockerfile"
    if not dockerfile.exists():
        return ["/usr/local/bin/postern"]
    return json.loads(_ENTRYPOINT.findall(dockerfile.read_text())[-1])


def _libraries(program: pathlib.Path) -> list[str]:
    listed = subprocess.run(["ldd", program], capture_output=True, text=True, check=False).stdout
    return re.findall(r"(/\S+) \(0x", listed)
