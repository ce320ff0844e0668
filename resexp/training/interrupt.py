"""When to stop: Ctrl-C, the signals of queues (SIGTERM, SIGUSR1, SIGUSR2) and the deadline."""

from __future__ import annotations

import _thread
import contextlib
import signal
import threading
from collections.abc import Callable, Iterator

QUEUES = ("SIGTERM", "SIGUSR1", "SIGUSR2")
"""What queues send before they end a job."""


def ignore_late_signals() -> None:
    """Ignore a queue's signals from now on: one that comes while the interpreter ends must not change the exit code."""
    for name in QUEUES:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)


def stop_after(seconds: float) -> None:
    """Stop this process after so many seconds as SIGTERM would; nothing happens outside `interruptible`."""
    timer = threading.Timer(seconds, _thread.interrupt_main, [signal.SIGTERM])
    timer.daemon = True
    timer.start()


@contextlib.contextmanager
def interruptible(at_once: bool = False) -> Iterator[Callable[[], int]]:
    """Context in which Ctrl-C, the signals of queues and the deadline only set a flag, so that a run can write its checkpoint.

    Yields a function that returns the signal's number (SIGTERM's for the deadline), 0 before one came. A second Ctrl-C stops at
    once, by KeyboardInterrupt with that number; with `at_once`, where nothing has to be written first, so does every signal.
    Of two nested contexts the inner one handles the signal.
    """
    got = [0]

    def handle(number: int, _frame: object) -> None:
        first = not got[0]
        got[0] = got[0] or number
        if at_once if first else number == signal.SIGINT:
            raise KeyboardInterrupt(got[0])

    names = [name for name in ("SIGINT", *QUEUES) if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), handle) for name in names}
    try:
        yield lambda: got[0]
    finally:
        for name, old in before.items():
            signal.signal(getattr(signal, name), old)
