"""What holds for every test: checked shapes, two threads, reproducible hypothesis examples."""

import os

# Read by torch when a test first imports it, and by the subprocesses that tests start: nothing here imports torch.
os.environ.setdefault("OMP_NUM_THREADS", "2")

from hypothesis import settings
from jaxtyping import install_import_hook

# Checks the signatures of what handles tensors, shapes included. It must come before the first import of resexp.
install_import_hook(["resexp.unit", "resexp.net", "resexp.shortcut", "resexp.probe"], "beartype.beartype")

settings.register_profile("resexp", deadline=None, derandomize=True, database=None)
settings.load_profile("resexp")
