"""Where the programs under test are: built by tools/build, or given by the environment."""

import os
import pathlib
import subprocess

E2E = pathlib.Path(__file__).resolve().parent.parent
REPOSITORY = E2E.parent.parent


def build(*names: str) -> dict[str, pathlib.Path]:
    """Builds what the cache lacks and returns each program's path by its name; all, if none is
    named."""
    # stderr is not captured: a cold build takes minutes and says on it what it is doing.
    done = subprocess.run(
        [E2E / "tools" / "build", *names], stdout=subprocess.PIPE, text=True, check=True
    )
    return {name: pathlib.Path(path) for name, path in map(str.split, done.stdout.splitlines())}


def postern() -> pathlib.Path:
    """The binary under test; POSTERN_BIN names another one than the release build's."""
    default = REPOSITORY / "build" / "release" / "bin" / "postern"
    path = pathlib.Path(os.environ.get("POSTERN_BIN", default))
    if not path.is_file():
        raise FileNotFoundError(f"{path}: build postern first, or set POSTERN_BIN")
    return path.resolve()
