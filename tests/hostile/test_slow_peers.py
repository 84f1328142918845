"""Peers that send slowly, never, or too much at once: cut off in time, while others are served."""
import concurrent.futures
import contextlib
import threading
import time

import pytest

from client import PATIENCE, Peer, post, wait_until

MIB = 1024 * 1024
SHORT = {"handshake_ms": 1500, "request_ms": 1500, "write_ms": 1500, "idle_ms": 3000}


class Drip(threading.Thread):
    """Sends one byte at a time until the server has had enough; `cut_off` says that it had."""

    def __init__(self, send, data):
        super().__init__(daemon=True)
        self.send_byte, self.data, self.cut_off = send, data, False

    def run(self):
        end = time.monotonic() + 4 * PATIENCE
        with contextlib.suppress(OSError):
            for byte in self.data:
                if time.monotonic() > end:
                    return
                self.send_byte(bytes([byte]))
                time.sleep(0.25)
        self.cut_off = True


@pytest.mark.parametrize("phase", ["handshake", "header", "body"])
def test_one_byte_at_a_time_is_cut_off_while_others_are_served(start, phase):
    server = start(**SHORT)
    peers, drips = [], []
    for _ in range(16):
        if phase == "handshake":
            peer = Peer(server.tcp())
            data = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500)
        else:
            peer = server.connect()
            head, _, body = post(body=b"x" * 500).partition(b"\r\n\r\n")
            data = head * 5
            if phase == "body":
                peer.send(head + b"\r\n\r\n")
                data = body
        drip = Drip(peer.sock.sendall, data)
        peers.append(peer)
        drips.append(drip)
        drip.start()
    while any(drip.is_alive() for drip in drips):
        server.assert_serving()
        time.sleep(0.1)
    assert all(drip.cut_off for drip in drips)
    for peer in peers:
        peer.close()


@pytest.mark.parametrize("count, kind", [(64, "idle TLS"), (40, "silent TCP"), (40, "idle ops")])
def test_idle_peers_do_not_delay_a_new_one(server, count, kind):
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            if kind == "idle TLS":
                stack.enter_context(server.connect())
            else:
                port = server.tls_port if kind == "silent TCP" else server.ops_port
                stack.enter_context(Peer(server.tcp(port)))
        begin = time.monotonic()
        server.assert_serving()
        assert server.get_ops("/livez").status == 200
        # Far above what is needed, far below the deadlines that would free a starved thread.
        assert time.monotonic() - begin < 3


@pytest.mark.unsanitized
@pytest.mark.echo_only
def test_2000_idle_connections_cost_memory_only(start):
    server = start(per_source=4096)
    server.assert_serving()
    before = server.rss_kib()
    context = server.context()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        peers = list(pool.map(lambda _: server.connect(context), range(2000)))
    try:
        each = (server.rss_kib() - before) / len(peers)
        cpu = server.cpu_seconds()
        time.sleep(2)
        idle_cpu = server.cpu_seconds() - cpu
        for _ in range(20):
            server.assert_serving()
        print(f"{each:.1f} KiB for each of {len(peers)} idle connections, {idle_cpu:.2f} s CPU in 2 s")
        assert each < 64
        assert idle_cpu < 1
        for peer in peers[::100]:
            assert peer.request(post()).status == 200
    finally:
        for peer in peers:
            peer.close()
    wait_until(lambda: b"connections idle 0\n" in server.get_ops("/metrics").body, "all closed")


@pytest.mark.echo_only
def test_deadlines_of_idle_and_unread_connections(start):
    server = start(**SHORT)
    with server.connect() as idle, server.connect() as unread, Peer(server.tcp()) as silent:
        unread.send(post("/large") * 8)  # 32 MiB of replies that nobody reads
        assert silent.is_closed()
        assert idle.is_closed()
        wait_until(lambda: b"connections writing 0\n" in server.get_ops("/metrics").body,
                   "the unread connection is given up")
    server.assert_serving()


@pytest.mark.echo_only
def test_one_source_cannot_have_every_connection(start):
    server = start(per_source=8)
    with contextlib.ExitStack() as stack:
        for _ in range(8):
            stack.enter_context(server.connect())
        with pytest.raises(OSError):
            server.connect()
    server.assert_serving()


@pytest.mark.echo_only
def test_overload_is_said_early(start):
    """More work than four workers can do in the callers' time: 503 with Retry-After, not silence."""
    server = start(workers=4)
    request = post("/slow?timeout=1s")
    with contextlib.ExitStack() as stack:
        peers = [stack.enter_context(server.connect()) for _ in range(64)]
        for peer in peers:
            peer.send(request)
        replies = [peer.read_reply() for peer in peers]
    statuses = [reply.status for reply in replies]
    assert set(statuses) == {200, 503}
    assert all(r.headers["retry-after"] == "1" for r in replies if r.status == 503)
    server.assert_serving()


@pytest.mark.unsanitized
def test_memory_is_bounded_in_a_flood_and_comes_back(server):
    """Sixteen peers send 31 MiB each at once: more than may be buffered."""
    server.assert_serving()

    def send(_):
        with server.connect() as peer:
            peer.send_regardless(post(body=bytes(31 * MIB)))
            try:
                return peer.read_reply().status
            except (OSError, EOFError):
                return None

    peak = 0
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        pending = [pool.submit(send, i) for i in range(16)]
        while not all(task.done() for task in pending):
            peak = max(peak, server.rss_kib())
            time.sleep(0.02)
        statuses = [task.result() for task in pending]
    assert {200, 400} & set(statuses), statuses
    assert set(statuses) <= {200, 400, 503, None}, statuses
    print(f"peak {peak // 1024} MiB, then {server.rss_kib() // 1024} MiB, statuses {statuses}")
    assert peak < 400 * 1024  # what may be buffered, plus parsers at work on it
    wait_until(lambda: server.rss_kib() < 160 * 1024, "memory given back")
    server.assert_serving()


@pytest.mark.unsanitized
@pytest.mark.echo_only
def test_descriptors_may_run_out(start):
    server = start(max_files=48)
    with contextlib.ExitStack() as stack:
        for _ in range(80):
            stack.enter_context(Peer(server.tcp()))
        time.sleep(1)
        assert server.process.poll() is None
    server.assert_serving()
