"""Import torchvision's data sets also where its compiled operators do not load.

PyPI's torchvision wheel is built against CUDA. Beside a CPU build of torch its extension library is refused, the operators
`nms` and `qnms` stay undefined, and torchvision's own Python code, which attaches fake kernels to them while it is imported,
dies with "operator torchvision::nms does not exist". Nothing here calls these operators (we need the data sets with their
checksums and the transforms), so it is enough that their names exist: we declare the two schemas, and only if the library
cannot be loaded. Where torchvision is whole nothing happens.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import torch

_declared: torch.library.Library | None = None  # kept alive: a Library takes its schemas along when it is collected


def torchvision() -> ModuleType:
    """The torchvision package with `datasets` and `transforms` imported."""
    if not _native_loads():
        _declare_operators()
    import torchvision
    import torchvision.datasets
    import torchvision.transforms

    return torchvision


def _native_loads() -> bool:
    """Whether torchvision's compiled operators can be loaded beside this torch."""
    found = importlib.util.find_spec("torchvision")
    if found is None or found.origin is None:
        raise ImportError("torchvision is not installed; `pip install torchvision`")
    for library in sorted(Path(found.origin).parent.glob("_C*")):
        try:
            torch.ops.load_library(str(library))
        except OSError:
            continue
        return True
    return False


def _declare_operators() -> None:
    """Declare the schemas of the operators that torchvision refers to while it is imported."""
    global _declared
    if _declared is None and not hasattr(torch.ops.torchvision, "nms"):
        _declared = torch.library.Library("torchvision", "DEF")
        for name in ("nms", "qnms"):
            _declared.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
