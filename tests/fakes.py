"""Made-up runs for the tests of tables, figures and reports: logs of the right form with curves of the right look.

Their budgets are frozen here (`home`), so that a caption can be tested to the letter whatever budgets.yaml says today.
"""

from __future__ import annotations

import csv
import io
import json
import math
import random
import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from resexp import budget as budgets
from resexp import experiment, zoo
from resexp.analysis import table
from resexp.budget import Plan
from resexp.measure import Measure, Sheet
from resexp.route import Route, kendall_tau
from resexp.spec import Net, Run, make
from resexp.store import LOG, Store
from resexp.words import (
    AS_THEY_ARE,
    AT_INITIALISATION,
    BATCH_STATISTICS,
    INTACT,
    NO_LESION,
    PATH_DEVIATION,
    PATH_NORM,
    PATH_SHARE,
    RE_ESTIMATED,
    SAMPLED_NORM,
    SAMPLED_PATHS,
    SCALED,
)

DEVICE = "AMD EPYC 7B13 64-Core Processor, 2 cores"

BUDGETS = """
smoke:
  {about: seconds, dataset: synthetic, depths: [8, 14], width: 4, data: {images: 256, test_images: 200},
   train: {iterations: 12, batch: 32, lr: 0.05, schedule: linear, warmup: 4, log_every: 2, test_every: 6, interim_images: 100}}
quick:
  {about: a first look, dataset: auto, depths: [20, 56],
   train: {iterations: 400, batch: 64, lr: 0.05, schedule: linear, warmup: 80, precision: bf16, log_every: 10, test_every: 100,
           interim_images: 1000}}
short:
  {about: ten epochs, dataset: cifar10, depths: [20, 32, 44, 56], ablation: {depths: [20], seeds: [0, 1, 2]},
   train: {iterations: 3906, batch: 128, schedule: linear, warmup: 400, precision: bf16, log_every: 50, test_every: 400,
           interim_images: 2000}}
paper:
  {about: the recipe, dataset: cifar10, depths: [20, 32, 44, 56, 110], seeds: [0, 1, 2, 3, 4], warmup_from: 110,
   ablation: {depths: [110]},
   train: {iterations: 64000, warmup: 400, test_every: 1000}}
"""


NOISE = """data,train_images,test_images,iterations,batch,split,epochs,sd,df,nets
cifar10,50000,10000,400,64,test,0.5,0.8,20,10
cifar10,50000,10000,400,64,train,0.5,0.9,20,10
cifar10,50000,10000,400,128,test,1.0,1.0,20,10
cifar10,50000,10000,3906,128,test,10.0,0.4,12,6
"""
"""How much seeds vary by: of `values` of 400 iterations and of the quick and the short budget above; of no longer runs."""


def home(folder):
    """A checkout's experiments/ with budgets and noise as above, the sizes of measurements as they are; for $RESEXP_HOME."""
    experiments = folder / "experiments"
    experiments.mkdir()
    for path in (Path(__file__).resolve().parent.parent / "experiments").glob("[!_]*.*"):
        shutil.copy(path, experiments)
    budgets_file = experiments / "budgets.yaml"
    today = yaml.safe_load(budgets_file.read_text())
    frozen = {name: {**fields, "sizes": today[name]["sizes"]} for name, fields in yaml.safe_load(BUDGETS).items()}
    budgets_file.write_text(yaml.safe_dump(frozen, sort_keys=False))
    (experiments / "seed_noise.csv").write_text(NOISE)
    return folder


FINALS = {  # (training, test) error in percent after the papers' recipe
    "plain": {20: (1.6, 9.8), 32: (2.0, 10.6), 44: (2.8, 11.7), 56: (3.8, 12.95), 110: (61.0, 63.0)},
    "resnet": {20: (0.9, 8.6), 32: (0.4, 7.6), 44: (0.2, 7.3), 56: (0.1, 7.0), 110: (0.05, 6.6), 1202: (0.02, 7.9)},
}
SHORT = {  # after ten epochs
    "plain": {20: (14.5, 16.5), 32: (17.0, 18.8), 44: (21.0, 22.4), 56: (26.0, 27.0)},
    "resnet": {20: (12.5, 14.2), 32: (11.9, 14.1), 44: (11.6, 14.0), 56: (11.5, 13.9)},
}
QUICK = {  # after one
    "plain": {8: (58.0, 57.0), 14: (60.0, 59.5), 20: (58.5, 57.0), 56: (75.5, 74.8)},
    "resnet": {8: (57.0, 56.0), 14: (54.0, 52.5), 20: (51.5, 50.2), 56: (53.5, 51.9)},
}


def plans(budget: str, depths=None, seeds=None, dataset="cifar10", families=("plain", "resnet"), **data) -> list[Plan]:
    """What experiments/degradation.py would run."""
    chosen = budgets.load(budget, dataset)
    chosen = chosen.replace(
        depths=depths or chosen.depths, seeds=seeds if seeds is not None else chosen.seeds, data={**chosen.data, **data}
    )
    return [
        chosen.plan(f"{family}-{depth}", seed)
        for seed in chosen.seeds
        for depth in chosen.depths
        for family in families
        if family != "plain" or depth <= 110
    ]


def error(t: np.ndarray, last: float, slow: float, step: bool) -> np.ndarray:
    """An error curve over t in (0, 1] that ends at `last`."""
    if not step:
        shape = np.exp(-3.2 * t / slow) * (1 - t) ** 0.6
        return last + (88 - last) * shape
    high = last + 7 + 80 * np.exp(-30 * t / slow)
    return np.where(
        t < 0.5, high, np.where(t < 0.75, last + 0.8 * np.exp(-20 * (t - 0.5)), last + 0.3 * np.exp(-30 * (t - 0.75)))
    )


def log(plan: Plan, finals: dict, dies: float | None = None, jitter: float = 0.012) -> str:
    """log.csv of a run; it diverges after the part `dies` of its iterations."""
    recipe = plan.run.train
    family, depth = plan.label.split("-")[0], plan.run.net.depth
    train, test = finals.get(plan.label) or finals.get(family, {}).get(depth, (50.0, 50.0))
    draw = np.random.default_rng(plan.run.seed * 7919 + depth + (100_000 if family == "plain" else 0))
    shift = draw.normal(0, jitter * test)
    slow = 1 + depth / (60 if family == "plain" else 200)
    text = io.StringIO()
    out = csv.DictWriter(text, LOG, lineterminator="\n")
    out.writeheader()
    for i in sorted({*range(recipe.log_every, recipe.iterations + 1, recipe.log_every), recipe.iterations}):
        t = np.array(i / recipe.iterations)
        step = recipe.schedule == "step"
        n = recipe.log_every * recipe.batch
        p = float(np.clip(error(t, max(train + shift, 0.01), slow, step), 0, 90))
        row = {"iteration": i, "lr": recipe.lr_at(i - 1), "images_per_second": 1234.5}
        dead = dies is not None and t >= dies
        row["train_error"] = round(float(np.clip(p + draw.normal(0, np.sqrt(p * (100 - p) / n) * 1.5), 0, 100)), 4)
        row["train_loss"] = float("nan") if dead else round(p / 30, 5)
        last = i == recipe.iterations
        if not dead and (i % recipe.test_every == 0 or last):
            wobble = 0.0 if last else abs(draw.normal(0, 0.05 * test + (2.0 if not step or t < 0.5 else 0.1)))
            row["test_error"] = round(float(np.clip(error(t, test + shift, slow, step) + wobble, 0, 100)), 2)
            row["test_loss"] = round(row["test_error"] / 28, 5)
            row["test_n"] = plan.run.data.test_images if last else recipe.interim_images
        out.writerow(row)
        if dead:
            break
    return text.getvalue()


def fill(store, chosen: list[Plan], finals: dict | None = None, failed: dict | None = None, jitter: float = 0.012) -> None:
    """Put runs that are over into the store.

    finals: family -> depth -> (training, test) error; failed: (label, seed) -> the part of the run after which it diverged;
    jitter: relative standard deviation over seeds.
    """
    for plan in chosen:
        length = plan.run.train.iterations
        known = finals or (FINALS if length >= 64_000 else SHORT if length > 2000 else QUICK)
        dies = (failed or {}).get((plan.label, plan.run.seed))
        store.write_spec(plan.run)
        store.log_file(plan.run.key).write_text(log(plan, known, dies, jitter))
        outcome = {
            "status": "finished" if dies is None else "failed",
            "seconds": 61.5,
            "images_per_second": 1234.5,
            "device": DEVICE,
            "threads": 2,
            "torch": "2.13.0+cpu",
            "ended": "2025-11-23T14:00:00+00:00",
            "commit": "551d5bf0c0de",
        }
        (store.run_folder(plan.run.key) / "run.json").write_text(json.dumps(outcome))


def fake(
    root, budget: str, experiment: str = "degradation", failed=None, finals=None, jitter=0.012, **choice
) -> tuple[Store, pd.DataFrame]:
    """A store with an experiment's tables made from made-up runs, and the table a figure reads."""
    store, chosen = Store(root), plans(budget, **choice)
    fill(store, chosen, finals, failed, jitter)
    table.save(store, budget, experiment, *table.collect(store, chosen, budget))
    return store, table.read(store, budget, experiment)


# measurements of lesions


def lesion_rows(plan: Plan, measure: Measure, whole: float = 0.0) -> list[dict]:
    """What resexp.probe.lesion would find: residual nets lose little but where the map is halved, others nearly all."""
    draw = np.random.default_rng(plan.run.seed + 17 * plan.run.net.depth)
    chance = random.Random(plan.run.seed)
    units, options = plan.run.net.unit_plans(), measure.options
    residual = plan.run.net.unit.shortcut != "none"
    whole = whole or QUICK["resnet"].get(plan.run.net.depth, (50.0, 50.0))[1] + (15 if "quarter" in plan.label else 0)
    full, rows = Route.full(len(units)), []

    def add(what, at, value, note="", tau=None):
        values = {"error": value, "loss": None if value is None else value / 25, **({} if tau is None else {"tau": tau})}
        for quantity, number in values.items():
            rows.append({"split": "test", "n": options["images"], "intervention": what, "at": at, "quantity": quantity,
                         "value": number, "note": note})  # fmt: skip

    def worse(cost):
        return float(whole + (90 - whole) * np.clip(cost * (1 + 0.25 * draw.normal()), 0, 1))

    def cost(unit):
        if not residual:
            return 0.9
        return 0.45 / units[unit].stage if units[unit].transition else 0.01 + 0.05 * (unit in (0, 1)) + 0.02 * draw.random()

    if measure.probe == "lesion.single":
        again = RE_ESTIMATED if options.get("bn") == "re-estimated" else ""
        if again and "bn" not in plan.run.net.unit.branch:
            add("delete branch" + again, "", None, "this net has no BN whose statistics could be estimated again")
            return rows[:1]
        shortcut = options.get("delete") == "shortcut"
        if shortcut and not residual:
            add("delete shortcut", "", None, "this net has no shortcuts to delete")
            return rows[:1]
        add(NO_LESION + again, "", whole)
        for unit in units:
            route = full.branch_only(unit.index) if shortcut else full.drop(unit.index)
            shapes = unit.shapes() if unit.transition else ""
            if unit.transition and not residual:
                add(
                    route.text() + again,
                    unit.index,
                    None,
                    f"unit {unit.index} is not deletable: {shapes} and there is no shortcut",
                )
            else:
                part = 0.85 if shortcut else cost(unit.index) * (0.6 if again else 1)
                add(route.text() + again, unit.index, worse(part), shapes)
    if measure.probe == "error.factors":
        add(AS_THEY_ARE, "", whole + 1)
        if plan.run.train.paths:
            add(SCALED, "", whole - 1)
        if options.get("bn_images"):
            add(AS_THEY_ARE + RE_ESTIMATED, "", whole - 0.5)
    again, ease = (RE_ESTIMATED, 0.6) if options.get("bn") == "re-estimated" else ("", 1.0)
    if measure.probe == "lesion.deletions":
        add(NO_LESION + again, 0, whole)
        count = min(options["counts"], len(units))
        orders = [chance.sample(range(len(units)), count) for _ in range(options["draws"])]
        sets: dict[tuple[int, ...], list[int]] = {(unit.index,): [] for unit in units}
        for k in range(1, count + 1):
            for number, order in enumerate(orders):
                sets.setdefault(tuple(sorted(order[:k])), []).append(number)
        for gone, some in sets.items():
            note = f"draws {','.join(map(str, some))}" if some else ""
            add(
                full.drop(*gone).text() + again,
                len(gone),
                worse(ease * (1 - np.prod([1 - 2 * cost(unit) for unit in gone]))),
                note,
            )
    if measure.probe == "lesion.swaps":
        add(NO_LESION + again, 0, whole, tau=1.0)
        pairs = [
            (a.index, b.index)
            for a in units[1:]
            for b in units
            if a.index < b.index and a.stage == b.stage and not a.transition
        ]
        for _ in range(options["draws"]):
            route = full
            for k in range(1, max(options["counts"]) + 1):
                route = route.swap(*chance.choice(pairs))
                tau = kendall_tau(route.order)
                if k in options["counts"] and route != full:
                    add(route.text() + again, k, worse(ease * (1 - np.exp(-4 * (1 - tau)))), tau=tau)
    return rows


def fake_lesions(
    root, name: str, budget: str, dataset: str = "cifar10", failed=None, finals=None, jitter=0.012, **choice
) -> tuple[Store, pd.DataFrame]:
    """As `fake`, for any experiment: its own runs, and its own measures, made up. finals: label -> (training, test) error."""
    store, module = Store(root), experiment.load(name)
    chosen = budgets.load(budget, dataset).only(**choice)
    runs, measures = module.runs(chosen), module.measures(chosen) if hasattr(module, "measures") else []
    fill(store, runs, finals, failed, jitter)
    for plan in runs:
        measured = [one for one in measures if one.applies_to(plan) and (plan.label, plan.run.seed) not in (failed or {})]
        for measure in measured:
            sheet = Sheet(store, plan.run.key, measure)
            sheet.add(lesion_rows(plan, measure))
            sheet.finish()
    table.save(store, budget, name, *table.collect(store, runs, budget, measures))
    return store, table.read(store, budget, name)


# measurements of paths


def spectrum_rows(norms, share, when: str = INTACT, deviation: float = 4e-7, n: int = 64, start: int = 0) -> list[dict]:
    """What `probe.paths.spectrum` would say of these norms and shares, from length `start` on."""
    from resexp.probe.paths import CARRIED, narrowest_range

    found = [(PATH_NORM, norms), (f"{PATH_NORM} share", np.asarray(norms) / np.sum(norms)), (PATH_SHARE, share)]
    values = [(at, quantity, value) for quantity, some in found for at, value in enumerate(some, start)]
    values.append((None, PATH_DEVIATION, deviation))
    for suffix, some in (("", share), (" by norm", norms)):
        ends = narrowest_range([float(value) for value in some], CARRIED)
        values += [(None, f"path length {end}{suffix}", start + at) for end, at in zip(("from", "to"), ends, strict=True)]
    values.append((None, "path length peak", start + int(np.argmax(norms))))
    return [{"split": "test", "n": n, "intervention": when, "at": at, "quantity": quantity, "value": float(value)}
            for at, quantity, value in values]  # fmt: skip


def sampled_path_rows(n: int, ratio: float, draws: int = 20, images: int = 16) -> list[dict]:
    """What `probe.paths.lengths` would say of single paths of which each unit multiplies the gradient by `ratio`."""
    rows = []
    for k in range(n + 1):
        norm, count = 1e-3 * ratio**k, math.comb(n, k)
        found = {"low": norm / 5, "high": 4 * norm, "mean": 1.5 * norm, "median": norm, "total": 1.5 * norm * count}
        values = {SAMPLED_PATHS: min(draws, count)} | {f"{SAMPLED_NORM} {name}": value for name, value in found.items()}
        rows += [{"split": "test", "n": images, "intervention": INTACT, "at": k, "quantity": quantity, "value": float(value)}
                 for quantity, value in values.items()]  # fmt: skip
    return rows


def path_rows(net: Net, ratio: float, before: float, cancels: float = 0.0) -> list[dict]:
    """All rows of a net of which each unit multiplies the gradient of a path by `ratio`, and by `before` at initialisation; so
    much of the share of length 1 stands at length 2."""
    from resexp.probe.paths import path_counts

    n, rows = sum(net.blocks), path_counts(net)
    if net.unit.shortcut == "none":
        return rows + spectrum_rows([1.0], [1.0], start=n) + spectrum_rows([3.0], [1.0], AT_INITIALISATION, 2e-6, start=n)
    for when, factor, deviation in (
        (INTACT, ratio, 4e-7),
        (BATCH_STATISTICS, 1.2 * ratio, 4e-7),
        (AT_INITIALISATION, before, 2e-6),
    ):
        norms = np.array([math.comb(n, k) * factor**k for k in range(n + 1)])
        share = norms / norms.sum()
        share[1] -= cancels
        share[2] += cancels
        rows += spectrum_rows(norms, share, when, deviation)
    return rows + sampled_path_rows(n, ratio)


def table_of(root, name: str, budget: str, found: list[tuple[Plan, list[dict]]], measure: Measure, failed=()):
    """(store, table) of runs on which these rows were measured; of `failed` labels the weights are lost."""
    store = Store(root)
    for plan, rows in found:
        lost = {(plan.label, plan.run.seed): 0.3} if plan.label in failed else {}
        fill(store, [plan], failed=lost)
        if plan.run.imported:
            store.log_file(plan.run.key).unlink()
            (store.run_folder(plan.run.key) / "run.json").write_text(json.dumps({"status": "imported", "name": plan.label}))
        if not lost:
            sheet = Sheet(store, plan.run.key, measure)
            sheet.add(rows)
            sheet.finish()
    table.save(store, budget, name, *table.collect(store, [plan for plan, _ in found], budget, [measure]))
    return store, table.read(store, budget, name)


def fake_paths(root, budget: str, dataset: str = "cifar10", failed=(), **changes) -> tuple[Store, pd.DataFrame]:
    """(store, table) of experiments/paths.py at a budget: a unit passes on 0.35 (original) or half (pre-activation) of the
    gradient of a path, and 0.02 of the whole stands at length 2 in place of 1. Of `failed` labels the weights are lost."""
    module, chosen = experiment.load("paths"), budgets.load(budget, dataset).replace(**changes)
    factors = {"resnet": (0.35, 0.6), "preresnet": (0.5, 0.9), "scaled": (0.7, 0.9), "plain": (1.0, 1.0)}
    found = []
    for plan in module.runs(chosen):
        kind = "scaled" if "scale" in plan.run.net.unit.shortcut else plan.label.split("-")[0]
        ratio, before = (value * (1 + 0.1 * plan.run.seed) for value in factors[kind])
        found.append((plan, path_rows(plan.run.net, ratio, before, cancels=0.02)))
    return table_of(root, "paths", budget, found, module.measures(chosen)[0], failed)


def fake_net_paths(root, net: str, budget="paper", rows=None, ratio=0.35, **options) -> tuple[Store, pd.DataFrame]:
    """(store, table) of the paths of one net of the zoo, by default all rows; options: of its run."""
    plan = Plan(net, make(Run, {"net": zoo.net(net), **options}))
    rows = path_rows(plan.run.net, ratio, 0.6) if rows is None else rows
    return table_of(root, "paths", budget, [(plan, rows)], Measure("paths.lengths", {}))


def fake_imported_paths(root) -> tuple[Store, pd.DataFrame]:
    """One imported ResNet-56, as `measure paths --run` leaves it."""
    return fake_net_paths(root, "resnet-56", "resnet-56-imported", data={"normalise": "imagenet"}, imported="5" * 64)


# values by hand


def values(iterations: int = 64_000, data: str = "cifar10", n: int = 10_000, **given) -> pd.DataFrame:
    """`table.last_values` of one run a label, or of as many as numbers are given, nan of a run that diverged; the number in a
    label is its depth."""
    nan = float("nan")
    rows = [
        {"label": label, "seed": seed, "value": value, "n": n if value == value else nan, "data": data, "batch": 128,
         "status": "finished" if value == value else "failed", "train_images": 50_000, "test_images": 10_000,
         "quantity": "error", "split": "test", "intervention": "full", "iterations": iterations,
         "epochs": iterations / 390.625, "depth": int(re.sub(r"\D", "", label) or 8)}
        for label, some in given.items()
        for seed, value in enumerate(some if isinstance(some, tuple) else (some,))
    ]  # fmt: skip
    return pd.DataFrame(rows)


# tables of degradation in every state, for figures and captions

CASES = {
    "quick": {"budget": "quick"},
    "quick, one failed": {"budget": "quick", "failed": {("plain-56", 0): 0.3}},
    "short, three seeds": {"budget": "short", "seeds": (0, 1, 2)},
    "short, one seed": {"budget": "short", "seeds": (0,)},
    "paper": {"budget": "paper", "depths": (20, 56, 110), "seeds": (0, 1)},
    "paper, failed": {"budget": "paper", "depths": (20, 56, 110), "seeds": (0, 1),
                      "failed": {("plain-110", 0): 0.002, ("plain-110", 1): 0.004, ("plain-56", 1): 0.5}},
    "neighbours failed": {"budget": "paper", "depths": (20, 32, 44, 56), "seeds": (0, 1),
                          "failed": {(f"{family}-{depth}", 1): 0.3 for family in ("plain", "resnet") for depth in (44, 56)}},
    "1202 layers": {"budget": "paper", "depths": (20, 110, 1202), "seeds": (0,)},
    "smoke": {"budget": "smoke", "dataset": "synthetic"},
    "one depth": {"budget": "smoke", "dataset": "synthetic", "depths": (8,)},
    "all failed": {"budget": "smoke", "dataset": "synthetic",
                   "failed": {(f"{family}-{depth}", 0): 0 for family in ("plain", "resnet") for depth in (8, 14)}},
}  # fmt: skip
"""What `fake` makes for the fixtures `cases` and `drawn` (conftest.py)."""
