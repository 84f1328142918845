"""Bounds on time. They tell a hang from progress; none of them measures speed."""

import contextlib
import signal
import time
from collections.abc import Callable, Iterator


class TooLate(AssertionError):
    """Something did not happen within its time."""


@contextlib.contextmanager
def deadline(seconds: float, what: str) -> Iterator[None]:
    """Ends the block with TooLate, also inside a blocking call. Main thread only; may be nested:
    the inner one suspends the outer."""

    def ring(_signal, _frame):
        raise TooLate(f"{what}: not done within {seconds} s")

    started = time.monotonic()
    handler = signal.signal(signal.SIGALRM, ring)
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if left:
            spent = time.monotonic() - started
            signal.setitimer(signal.ITIMER_REAL, max(left - spent, 0.001))


def eventually(holds: Callable[[], object], what: str, seconds: float = 20,
               pause: float = 0.05) -> object:
    """The first true value of `holds`, which must come within the time."""
    end = time.monotonic() + seconds
    while True:
        value = holds()
        if value:
            return value
        if time.monotonic() > end:
            raise TooLate(f"{what}: not within {seconds} s")
        time.sleep(pause)
