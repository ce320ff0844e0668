"""Measure runs that are over; every list of rows is on disk before the next is measured."""

from __future__ import annotations

import importlib
import inspect
import operator
import pkgutil
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from resexp import probe as probes
from resexp.budget import Plan
from resexp.errors import UserError, did_you_mean
from resexp.measure import Measure, Sheet, unmeasured, work_name
from resexp.probe.own import measure_own
from resexp.store import Store
from resexp.training.load import load_net
from resexp.training.progress import Display, format_seconds
from resexp.training.sweep import DataSetCache

YOUR_OWN = "a function of your own is not named but given: Measure(function, options)"


def measure(
    plans: Sequence[Plan],
    measures: Sequence[Measure],
    store: Store,
    data: DataSetCache,
    display: Display,
    stop: Callable[[], bool] = lambda: False,
) -> None:
    """Measure what has not been measured, one run after the other.

    Raises:
        UserError: weights are missing or damaged, a measure does not fit the net, or results cannot be written.
        KeyboardInterrupt: `stop` said so. The rows measured so far are kept, however it ends.
    """
    for plan, part in unmeasured(plans, measures, store):
        name, label = work_name(plan, part), f"{plan.label} seed {plan.run.seed} {part.called}"
        with store.claim(name) as ours:
            if not ours:
                display.say(f"{label} is being measured by another process")
                continue
            sheet = Sheet(store, plan.run.key, part)
            if sheet.complete:
                continue
            if sheet.of_other_code():
                display.say(f"{label}: its file has changed since it was measured; measuring again")
            began, found = time.monotonic(), _missing_rows(plan, part, sheet, store, data)
            step = display.start_measurement(name, label, operator.length_hint(found) or None)
            for rows in found:
                sheet.add(rows)
                step()
                if stop():
                    raise KeyboardInterrupt
            sheet.finish()
        options = f" ({part.describe_options()})" if part.options else ""
        display.finish_measurement(
            name, f"{label}{options}: {len(sheet.read())} rows, {format_seconds(time.monotonic() - began)}"
        )


def _missing_rows(plan: Plan, part: Measure, sheet: Sheet, store: Store, data: DataSetCache) -> Iterable[list[dict[str, Any]]]:
    """The probe's lists of the rows that are not on disk yet."""
    if not isinstance(part.probe, str):
        return [measure_own(part, load_net(store, plan.run.key), data(plan.run.data), plan.run.seed)]
    probe = _find_probe(part.probe)
    there = {(row["intervention"], row["at"], row["quantity"]) for row in sheet.read()}

    def have(intervention: str = "full", at: object = "", quantity: str = "error") -> bool:
        return (intervention, str(at), quantity) in there

    net = load_net(store, plan.run.key)
    held = data(plan.run.data)
    try:
        inspect.signature(probe).bind(net, held, plan.run.seed, have, **part.options)
    except TypeError as error:
        raise UserError(f"{part.probe} does not take these options: {error}") from None
    found: Iterable[list[dict[str, Any]]] = probe(net.to(held.device), held, plan.run.seed, have, **part.options)
    return found


def _find_probe(name: str) -> Callable[..., Iterable[list[dict[str, Any]]]]:
    """The function of resexp.probe that `module.function` names; UserError if there is none."""
    module, dot, function = name.partition(".")
    if not dot or not function.isidentifier():
        raise UserError(f"a Measure names a function of resexp.probe as module.function, not '{name}'; {YOUR_OWN}")
    known = sorted(entry.name for entry in pkgutil.iter_modules(probes.__path__))
    if module not in known:
        raise UserError(f"there is no resexp.probe.{module}{did_you_mean(module, known)}; {YOUR_OWN}")
    there = vars(importlib.import_module(f"resexp.probe.{module}"))
    if not callable(there.get(function)):
        public = [word for word in there if word.islower() and not word.startswith("_") and callable(there[word])]
        raise UserError(f"resexp.probe.{module} has no function {function}{did_you_mean(function, public)}")
    found: Callable[..., Iterable[list[dict[str, Any]]]] = there[function]
    return found
