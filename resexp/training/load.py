"""Load a trained net from the store."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from resexp import lookup
from resexp.errors import UserError
from resexp.images.data import DataSet
from resexp.nets.deepen import deepen
from resexp.nets.net import Net
from resexp.nets.scene import build
from resexp.nets.weights import load_strictly, read, write
from resexp.spec import Run
from resexp.store import TRAIN_AGAIN, Store, write_atomic

DEEPENED_ON = 512
"""Training images, the first that the run draws, of which the statistics of new units are."""


def net_before_training(run: Run, store: Store, data: DataSet) -> Net:
    """The net with which a run begins: with random weights, or its parent's, deepened (`spec.Start`).

    A deepened net is kept as the weights after iteration 0, and taken from there when the run begins again. The parent's
    weights are those on disk: a released run's are rounded to fp16.

    Raises:
        UserError: the parent has no weights or is another net.
    """
    if not run.start.parent:
        return build(run.net, run.seed)
    path = store.kept_file(run.key, 0)
    if not path.is_file():
        parent = load_net(store, run.start.parent).to(data.device)
        images, _ = data.batch(data.draw(run.seed, 0, DEEPENED_ON))
        write_atomic(path, write(deepen(parent, run.net, images, run.seed, run.start.noise)))
    return _with_weights(Net(run.net, seed=None), path)


def _with_weights(net: Net, path: Path) -> Net:
    """The net with the weights of a stored file; UserError if it is damaged or of another net."""
    try:
        load_strictly(net, read(path), str(path))
    except UserError as error:
        raise UserError(f"{error}; {TRAIN_AGAIN}") from None
    return net


def load_net(store: Store, key: str, iteration: int | None = None) -> Net:
    """The net of a run that is over, in eval mode on the CPU.

    `net.run` is its spec, `net.after(32)` the net after iteration 32.

    Args:
        store: where the run is.
        key: of the run.
        iteration: the weights after this iteration instead of the last: one of `net.run.train.kept_iterations()`, or 0 for
            the net before the first step (imported weights do not say with what they began: then it is drawn anew).

    Raises:
        UserError: it has no weights (it failed, is not over, or its weights are truncated, of another net, or were not
            released), or none after this iteration.
    """
    spec = store.spec(key)
    outcome = store.outcome(key)
    if outcome is None:
        raise UserError(f"run {key} is not over; run its command again to finish it")
    if outcome["status"] == "failed":
        raise UserError(f"run {key} failed (its loss was not finite at iteration {outcome['iterations']}): it has no weights")
    if (spec.train.iterations if iteration is None else iteration) == 0 and not spec.start.parent:
        net = build(spec.net, spec.seed)
    else:
        path = _weights_file(store, spec, outcome, iteration)
        net = _with_weights(build(spec.net, seed=None), path)
    net.rescale(spec.train)
    net.run, net.after = spec, functools.partial(load_net, store, key)
    return net.eval()


def check_weights(store: Store, key: str) -> None:
    """UserError if weights of a run that are on disk are damaged, or those of a run that has some are missing."""
    run, outcome = store.spec(key), store.outcome(key) or {}
    if outcome.get("status") in ("finished", "imported") and outcome.get("weights") != "none":
        load_net(store, key)
    for iteration in (i for i in (0, *run.train.kept_iterations()) if store.kept_file(key, i).is_file()):
        _with_weights(build(run.net, seed=None), store.kept_file(key, iteration))


def _weights_file(store: Store, spec: Run, outcome: dict[str, Any], iteration: int | None) -> Path:
    """File of a run's weights after an iteration (default: the last); UserError if there is none."""
    lookup.check_released(store, spec.key)
    imported = outcome["status"] == "imported"
    if iteration is None or (iteration == spec.train.iterations and not imported):
        return store.weights_file(spec.key)
    path = store.kept_file(spec.key, iteration)
    if path.is_file():
        return path
    if imported:
        raise UserError("imported weights come without those of earlier iterations")
    if iteration in (0, *spec.train.kept_iterations()):
        why = "released without those of earlier iterations" if "released" in outcome else "an older version trained this run"
        raise UserError(f"weights not kept ({why}); delete the run's folder to train it again")
    known = [i for i in spec.train.kept_iterations() if store.kept_file(spec.key, i).is_file()]
    has = f"it has those after {', '.join(map(str, known))}" if known else "it has only the last"
    raise UserError(f"run {spec.key} has no weights after iteration {iteration}; {has}")
