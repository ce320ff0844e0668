"""`python -m resexp`, and the command `resexp`."""

from resexp.cli import main
from resexp.training.interrupt import ignore_late_signals


def run() -> None:
    """The command; a signal that comes when it is over changes nothing."""
    try:
        main()
    finally:
        ignore_late_signals()


if __name__ == "__main__":
    run()
