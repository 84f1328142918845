"""The image as tests/image/build laid it out: what it holds, and that it works from inside its root.

POSTERN_IMAGE names the folder. The program runs in a chroot, as the user of the image, without any
capability, on a root that is mounted read-only."""

import gzip
import io
import json
import os
import pathlib
import stat
import subprocess
import tarfile

import pytest

from blackbox import postern, reviews, wire
from blackbox.deadline import eventually

USER = 65532
LIMIT = 15_000_000

# $1: the root, $2: a folder to mount at /mnt; then what to run in it.
INSIDE = """
mount --bind "$1" "$1" && mount --bind "$2" "$1/mnt" && mount -o remount,bind,ro "$1"
root=$1; shift 2
# Another user's first program has no capability, and with no-new-privs never gets one.
exec setpriv --no-new-privs chroot --userspec=65532:65532 --groups= "$root" "$@"
"""


@pytest.fixture(scope="module")
def image() -> pathlib.Path:
    folder = os.environ.get("POSTERN_IMAGE")
    assert folder, "POSTERN_IMAGE must name the folder of tests/image/build"
    return pathlib.Path(folder).absolute()


@pytest.fixture(scope="module")
def root(image) -> pathlib.Path:
    return image / "root"


def files(root):
    return [path for path in root.rglob("*") if path != root / "mnt"]


def test_it_is_small(root):
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9) as out:
        with tarfile.open(fileobj=out, mode="w|") as archive:
            archive.add(root, arcname=".")
    assert packed.tell() <= LIMIT


def test_the_only_program_is_postern(root):
    programs = {str(path.relative_to(root)) for path in files(root)
                if path.is_file() and not path.is_symlink() and path.stat().st_mode & 0o111}
    libraries = {path for path in programs if ".so" in pathlib.Path(path).name}
    assert programs - libraries == {"usr/bin/postern"}
    assert not [path for path in files(root) if path.name in ("sh", "bash", "busybox", "apt", "dpkg-query")]


def test_nothing_is_there_that_is_not_needed(root):
    needed = subprocess.run(["ldd", root / "usr/bin/postern"], check=True, capture_output=True,
                            text=True, timeout=30).stdout
    for path in files(root):
        if ".so" in path.name and path.is_file():
            assert path.name in needed, path


def test_nobody_but_root_may_change_anything(root):
    for path in files(root):
        found = path.lstat()
        assert (found.st_uid, found.st_gid) == (0, 0), path
        assert stat.S_ISLNK(found.st_mode) or not found.st_mode & 0o022, path
        assert not found.st_mode & (stat.S_ISUID | stat.S_ISGID), path


def test_the_files_have_no_date_of_their_own(root):
    dates = {int(path.lstat().st_mtime) for path in files(root) if path.is_file()}
    assert dates == {0}


def test_its_configuration(image):
    config = json.loads((image / "image.json").read_text())["OCIv1"]["config"]
    assert config["User"] == f"{USER}:{USER}"
    assert config["Entrypoint"] == ["/usr/bin/postern"]
    assert set(config["ExposedPorts"]) == {"8443", "8080"} or \
        set(config["ExposedPorts"]) == {"8443/tcp", "8080/tcp"}
    labels = config["Labels"]
    assert labels["org.opencontainers.image.title"] == "postern"
    assert labels["org.opencontainers.image.revision"] not in ("", "unknown")


def test_scanners_find_the_packages(root):
    listed = {path.name for path in (root / "var/lib/dpkg/status.d").iterdir()}
    assert {"libc6", "libssl3", "libstdc++6", "ca-certificates"} <= listed
    for name in listed:
        assert (root / "usr/share/doc" / name / "copyright").stat().st_size > 0


class Inside:
    """Runs in a mount namespace of its own, so that nothing stays mounted."""

    def __init__(self, root: pathlib.Path, mounted: pathlib.Path):
        (root / "mnt").mkdir(exist_ok=True)
        self._command = ["unshare", "--mount", "sh", "-euc", INSIDE, "inside", root, mounted]

    def start(self, *arguments, **options) -> subprocess.Popen:
        # The shell and its helpers are this machine's; the image has none.
        return subprocess.Popen([*self._command, *arguments], stdin=subprocess.DEVNULL,
                                env={"PATH": os.environ["PATH"]}, **options)

    def run(self, *arguments) -> subprocess.CompletedProcess:
        process = self.start(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(arguments, process.returncode, out.decode(), err.decode())


@pytest.fixture
def inside(root, tmp_path):
    tmp_path.chmod(0o755)
    return Inside(root, tmp_path)


def test_it_knows_the_commit_it_was_built_from(image, inside):
    revision = json.loads((image / "image.json").read_text())["OCIv1"]["config"]["Labels"][
        "org.opencontainers.image.revision"]
    done = inside.run("/usr/bin/postern", "--version")
    assert (done.returncode, revision in done.stdout) == (0, True), done


def test_its_root_is_read_only(inside):
    done = inside.run("/usr/bin/postern", "certs", "generate", "--dns", "a", "--out", "/certs")
    assert done.returncode == 2 and "/certs cannot be made" in done.stderr


def test_it_answers_a_review_over_tls(inside, tmp_path):
    certs = tmp_path / "certs"
    certs.mkdir()
    os.chown(certs, USER, USER)
    done = inside.run("/usr/bin/postern", "certs", "generate", "--dns", "localhost",
                      "--out", "/mnt/certs")
    assert done.returncode == 0, done
    address, ops = (("127.0.0.1", postern.free_port()) for _ in range(2))
    with (tmp_path / "log").open("wb") as log:
        process = inside.start(
            "/usr/bin/postern", "serve", "--listen", f"127.0.0.1:{address[1]}",
            "--ops-listen", f"127.0.0.1:{ops[1]}", "--tls-cert", "/mnt/certs/tls.crt",
            "--tls-key", "/mnt/certs/tls.key", stdout=log, stderr=log)
    try:
        def is_ready():
            assert process.poll() is None, (tmp_path / "log").read_text()
            try:
                with wire.Connection(ops) as connection:
                    return connection.exchange(wire.get("/readyz")).status == 200
            except (OSError, wire.Closed):
                return False

        eventually(is_ready, "/readyz answers 200")
        assert pathlib.Path(f"/proc/{process.pid}").stat().st_uid in (0, USER)
        with wire.Connection(address, wire.trusting(certs / "ca.crt")) as connection:
            review = reviews.secret_review({"DATABASE_URL": reviews.NO_SSLMODE_DSN})
            reply = connection.post(reviews.body(review)).json()
        assert reply["response"]["allowed"] is False
        assert "dsn-sslmode-missing" in reply["response"]["status"]["message"]
        process.terminate()
        assert process.wait(60) == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(20)
