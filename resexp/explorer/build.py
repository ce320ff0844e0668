"""Write the explorer's page: trained nets, a few test images, what was measured on the nets, the engine that runs them."""

from __future__ import annotations

import base64
import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from resexp import budget as budgets
from resexp import lookup, source, zoo
from resexp.errors import UserError, join_words
from resexp.explorer.export import describe
from resexp.images import synthetic
from resexp.images.data import Images, first_pixels, pixel_statistics
from resexp.nets.net import Net
from resexp.spec import Data
from resexp.store import Store, write_atomic
from resexp.training.load import load_net
from resexp.words import ERROR, NO_LESION, RE_ESTIMATED

NETS = ("resnet-56", "plain-56", "resnet-20", "plain-20")
"""The nets of the page if none is named: pairs of equal depth, which receive the same lesion."""

IMAGES = 64
HERE = Path(__file__).parent

CIFAR10 = ("plane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
"""CIFAR-10's classes in the order of their labels, airplane and automobile in one syllable."""


def write_page(store: Store, runs: Sequence[str], budget: str, to: Path | None = None) -> tuple[Path, list[str]]:
    """Write the page and return (its path, what was left out and why).

    Args:
        store: where the runs are.
        runs: as `lookup.resolve` takes them; if there are none, those of NETS at the budget that have weights.
        budget: whose nets and folder of results are the default.
        to: the file; by default results/<budget>/explorer.html.

    Raises:
        UserError: a run is unknown, has no weights, or is of a net that the page cannot run; none of the default nets is
            there; the nets were trained on different data; or the file cannot be written.
    """
    budgets.load(budget)
    nets, missing = (
        ([load_net(store, lookup.resolve(run, store)) for run in runs], []) if runs else _default_nets(store, budget)
    )
    _check_alike(nets)
    path = to or store.root / budget / "explorer.html"
    write_atomic(path, _page(store, nets))
    return path, missing


def _default_nets(store: Store, budget: str) -> tuple[list[Net], list[str]]:
    """(the nets of NETS at the budget, why others are not there); UserError if there is none at all."""
    nets, missing = [], []
    for name in NETS:
        try:
            nets.append(load_net(store, lookup.resolve(f"{name}@{budget}", store)))
        except UserError as error:
            missing.append(f"without {name}: {error}")
    if not nets:
        raise UserError(
            f"none of {join_words(NETS)} has weights at {budget} in {store.root}; first: "
            f"{source.run_command('degradation', budget)}, "
            "or name trained nets with --run"
        )
    return nets, missing


def _check_alike(nets: Sequence[Net]) -> None:
    """UserError unless all nets give the same images one class each."""
    if scenes := [net for net in nets if net.spec.for_scenes]:
        raise UserError(f"run {_run(scenes[0]).key} gives every pixel a class; the page runs nets that give an image one class")
    names = {_run(net).data.name: _run(net).key for net in nets}
    if len(names) > 1:
        told = join_words([f"{key} on {source.TITLES[name]}" for name, key in names.items()])
        raise UserError(f"the nets of one page see the same images, but these were trained on different data: {told}")


def _run(net: Net) -> Any:
    """The run that the net was loaded from."""
    assert net.run is not None  # `load_net` sets it
    return net.run


def _page(store: Store, nets: Sequence[Net]) -> str:
    """The page as text."""
    images, own = _images(_run(nets[0]).data)
    data = _run(nets[0]).data.name
    about = {
        "classes": _class_names(data, nets[0].spec.classes),
        "labels": images.labels.tolist() if own else None,
        "pixels": _base64(images.pixels.numpy().tobytes()),
        "title": source.TITLES[data if own else "synthetic"],
        "cifar": own and data in ("cifar10", "cifar100"),
        "trained": source.TITLES[data],
    }
    loader = FileSystemLoader(HERE)
    template = Environment(loader=loader, undefined=StrictUndefined, trim_blocks=True).get_template("page.html.j2")
    return str(
        template.render(
            data=_json({"images": about, "nets": [_net(store, net, images) for net in nets]}),
            css=(HERE / "page.css").read_text(),
            script=(HERE / "page.js").read_text(),
            engine=(HERE / "bundle" / "engine.js").read_text(),
            wasm=_base64((HERE / "bundle" / "engine.wasm").read_bytes()),
        )
    )


def _net(store: Store, net: Net, images: Images) -> dict[str, Any]:
    """What the page knows of a net: its layers and numbers, where it comes from, what was measured on it, and the class that it
    gives each image as a whole."""
    run = _run(net)
    mean, std = pixel_statistics(run.data)
    description, block = describe(net, mean, std)
    outcome = store.outcome(run.key) or {}
    name = zoo.name_of(run.net) or str(outcome.get("name") or f"{run.net.depth} layers")
    return {
        "name": name,
        "key": run.key,
        "depth": run.net.depth,
        "epochs": run.train.iterations * run.train.batch / run.data.images,
        "imported": outcome.get("status") == "imported",
        "seed": run.seed,
        "half": all(array["half"] for array in description["arrays"] if len(array["shape"]) > 1),
        "measured": measured_errors(store, run.key),
        "whole": net.predict(((images.pixels.float() / 255 - mean) / std).permute(0, 3, 1, 2)).tolist(),
        "net": description,
        "block": _base64(block),
    }


def measured_errors(store: Store, key: str) -> dict[str, tuple[float, int]]:
    """Route as text (`Route.text`) -> (test error in percent, number of test images), of every lesion measured on a run with
    BN's statistics as training left them; of a lesion measured twice that on more images."""
    found: dict[str, tuple[float, int]] = {}
    for path in sorted(store.run_folder(key).glob("lesion.*.csv")):
        if path.name.endswith(".part.csv"):
            continue
        for row in csv.DictReader(path.read_text().splitlines()):
            if row["quantity"] == ERROR and row["split"] == "test" and row["value"] and RE_ESTIMATED not in row["intervention"]:
                route = "full" if row["intervention"] == NO_LESION else row["intervention"]
                found[route] = max(found.get(route, (0.0, 0)), (float(row["value"]), int(row["n"])), key=lambda one: one[1])
    final = (store.outcome(key) or {}).get("final", {})
    if final.get("test_error") is not None and final.get("test_n", 0) > found.get("full", (0.0, 0))[1]:
        found["full"] = (final["test_error"], int(final["test_n"]))
    return found


def _images(spec: Data) -> tuple[Images, bool]:
    """(the first test images of a run's data, True); or (procedural ones, False) where those data are missing."""
    if spec.name in source.FOLDERS and source.find_root(spec.name) is None:
        pixels, labels = synthetic.make_images("test", IMAGES)
        return Images(torch.from_numpy(pixels), torch.from_numpy(labels)), False
    return first_pixels(spec, "test", IMAGES), True


def _class_names(data: str, classes: int) -> list[str]:
    """The name of every class."""
    names = {"cifar10": CIFAR10, "synthetic": tuple(synthetic.CLASSES)}.get(data)
    return list(names or [f"class {label}" for label in range(classes)])


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _json(value: object) -> str:
    """JSON that may stand inside a script element."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")
