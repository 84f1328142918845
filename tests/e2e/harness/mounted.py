"""A directory of files that changes as a mounted ConfigMap or Secret does."""

import os
import pathlib
import shutil
from collections.abc import Mapping


class MountedDirectory:
    """Written the way kubelet writes a volume (its AtomicWriter): the files stand in a directory
    of their own, `..data` leads to it, and an update is one rename of that link."""

    def __init__(self, path: pathlib.Path, mode: int = 0o644, group: int | None = None):
        self.path = path
        self._mode = mode
        self._group = group
        self._files: dict[str, bytes] | None = None
        self._revision = 0
        path.mkdir(parents=True)

    def update(self, files: Mapping[str, bytes]) -> None:
        """The whole content: a file that is left out is gone."""
        if self._files == files:
            return
        old = self.path / os.readlink(self.path / "..data") if self._files is not None else None
        self._revision += 1
        new = self.path / f"..revision_{self._revision}"
        for name, content in files.items():
            target = new / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            target.chmod(self._mode)
            if self._group is not None:
                os.chown(target, -1, self._group)
        new.mkdir(exist_ok=True)
        self._switch_to(new)
        self._link(set(name.split("/")[0] for name in files))
        if old:
            shutil.rmtree(old)
        self._files = dict(files)

    def _switch_to(self, revision: pathlib.Path) -> None:
        link = self.path / "..data_tmp"
        link.symlink_to(revision.name)
        os.replace(link, self.path / "..data")

    def _link(self, names: set[str]) -> None:
        present = {entry.name for entry in self.path.iterdir() if not entry.name.startswith("..")}
        for name in names - present:
            (self.path / name).symlink_to(pathlib.Path("..data") / name)
        for name in present - names:
            (self.path / name).unlink()
