"""What holds for every test: checked signatures, two threads, reproducible hypothesis examples."""

import os

# Read by torch when a test first imports it, and by the subprocesses that tests start: nothing here imports torch.
os.environ.setdefault("OMP_NUM_THREADS", "2")

from hypothesis import settings
from jaxtyping import install_import_hook

# Checks the signatures of resexp, shapes included. It must come before the first import of resexp.
install_import_hook("resexp", "beartype.beartype")

settings.register_profile("resexp", deadline=None, derandomize=True, database=None, print_blob=False)
settings.load_profile("resexp")


def pytest_configure(config):
    # beartype looks at a random item of a list when it checks a signature; hypothesis wonders who draws.
    config.addinivalue_line("filterwarnings", "ignore:Do not use the `random` module inside strategies")
