"""The servers that are measured, as processes."""

import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
TICKS = os.sysconf("SC_CLK_TCK")
PATH = os.environ["PATH"] + ":/usr/sbin"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A process under test; its children count, too."""

    def __init__(self, name: str, command: list, port: int, cwd=None):
        self.name, self.port = name, port
        self.process = subprocess.Popen([str(word) for word in command], cwd=cwd,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        self.stop()
        sys.exit(f"{name} does not listen")

    def pids(self) -> list[int]:
        pid = self.process.pid
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *map(int, children)]

    def cpu_seconds(self) -> float:
        total = 0
        for pid in self.pids():
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def _status_mib(self, field: str) -> float:
        texts = [pathlib.Path(f"/proc/{pid}/status").read_text() for pid in self.pids()]
        return sum(int(re.search(rf"{field}:\s+(\d+)", text)[1]) for text in texts) / 1024

    def resident_mib(self) -> float:
        return self._status_mib("VmRSS")

    def peak_mib(self) -> float:
        return self._status_mib("VmHWM")

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Pair:
    """A certificate for localhost, ECDSA P-256, and its key."""

    def __init__(self, directory: pathlib.Path):
        self.certificate, self.key = directory / "server.pem", directory / "server.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                        "-keyout", self.key, "-out", self.certificate],
                       check=True, capture_output=True)


def nginx(directory: pathlib.Path, _pair: Pair) -> Server:
    """nginx with a constant reply: reads server.pem and server.key of the directory."""
    port = free_port()
    (directory / "temp").mkdir()
    directory.chmod(0o755)
    conf = (HERE / "nginx.conf").read_text().replace("127.0.0.1:18443", f"127.0.0.1:{port}")
    (directory / "nginx.conf").write_text("user root;\n" * (os.getuid() == 0) + conf)
    return Server("nginx", [shutil.which("nginx", path=PATH), "-p", directory, "-c", "nginx.conf"],
                  port, directory)


def postern(pair: Pair) -> Server:
    binary = pathlib.Path(os.environ.get("POSTERN_BIN", "build/release/bin/postern")).resolve()
    port = free_port()
    return Server("postern", [binary, "serve", "--listen", f"127.0.0.1:{port}",
                              "--ops-listen", f"127.0.0.1:{free_port()}",
                              "--tls-cert", pair.certificate, "--tls-key", pair.key,
                              "--drain-seconds", "0"], port)


def stock(pair: Pair) -> Server:
    port = free_port()
    return Server("httplib::SSLServer", [pathlib.Path(os.environ["STOCK_BIN"]).resolve(), port,
                                         pair.certificate, pair.key], port)
