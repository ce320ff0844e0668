"""Budgets (experiments/budgets.yaml): how long and on what to train; a budget turns the name of a net and a seed
into a Run. No torch."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import quote, unquote

import yaml
from pydantic import Field

from resexp import zoo
from resexp.errors import UserError, did_you_mean
from resexp.source import check_choice, home
from resexp.spec import CLASSES, Data, Net, Run, Spec, Train, make
from resexp.words import AT_INITIALISATION


class Plan(NamedTuple):
    """A run and its label in figures."""

    label: str
    run: Run


class Budget(Spec):
    """Length, images, depths, seeds, width: how much of the papers' recipe to spend. `paper` is all of it."""

    name: str
    """Its name in budgets.yaml."""

    about: str
    """One line for captions and `list`."""

    dataset: Literal["auto", "cifar10", "cifar100", "synthetic"] = "cifar10"
    """The data set unless --data says otherwise. auto: CIFAR-10 if it can be had, else the synthetic set, said aloud."""

    depths: tuple[int, ...]
    """Depths of the nets that an experiment compares."""

    seeds: tuple[int, ...] = (0,)
    """One run for each."""

    fewer_seeds: dict[str, int] = Field(default={})
    """How many of the seeds, the first ones, a depth has in degradation ("44"), or an experiment: where a run costs much."""

    width: int = Field(default=16, ge=1)
    """Channels of the first stage: 16 in the papers."""

    data: dict[str, Any] = Field(default={})
    """Fields of Data that differ from their defaults."""

    train: dict[str, Any] = Field(default={})
    """Fields of Train that differ from their defaults."""

    ablation: dict[Literal["depths", "seeds", "width", "data", "train"], Any] = Field(default={})
    """Fields of the budget that differ in the experiments that compare many units (He 2016, Tables 1 to 3)."""

    sizes: dict[str, dict[str, int]] = Field(default={})
    """How much each experiment measures: experiment -> images, draws ... (`size`)."""

    nets: dict[str, dict[str, int | str]] = Field(default={})
    """Experiment -> `of`: another budget, whose nets it measures, of the first seed (those that come with the repository);
    and sizes that differ then."""

    changes: tuple[str, ...] = ()
    """FIELD=VALUE changes to the spec of every run (--set), as train.lr=0.05; those of the recipe leave nets as initialised."""

    warmup_from: int = 0
    """Nets shallower than this start without warm-up (He 2015 warms up only its 110-layer net)."""

    @property
    def folder(self) -> str:
        """Name of its folder in results, its changes in it so that results without them stay: 'short+train.lr=0.05'."""
        return "+".join([self.name, *(quote(change, safe=" =.,[]") for change in sorted(self.changes))])

    @property
    def depth(self) -> int:
        """Depth of the nets whose units are deleted or moved: the lower of one or two depths; of more, Veit's 110, or 56."""
        few = len(self.depths) <= 2
        return self.depths[0] if few else next((d for d in (110, 56) if d in self.depths), self.depths[-1])

    @property
    def precision(self) -> str:
        """Precision of the training recipe: fp32 or bf16."""
        return str(self.train.get("precision", Train().precision))

    def size(self, experiment: str) -> dict[str, int]:
        """How much an experiment measures at this budget: images, draws and the like.

        Raises:
            UserError: budgets.yaml does not say.
        """
        if experiment not in self.sizes:
            raise UserError(
                f"budget {self.name} has no sizes for {experiment}; add `sizes: {{{experiment}: ...}}` to budgets.yaml"
            )
        other = {name: int(size) for name, size in self.nets.get(experiment, {}).items() if name != "of"}
        return self.sizes[experiment] | other

    def seeds_of(self, what: int | str) -> tuple[int, ...]:
        """The seeds of a depth in degradation, or of an experiment: all, or the first ones where there are to be fewer."""
        return self.seeds[: self.fewer_seeds.get(str(what), len(self.seeds))]

    def nets_for(self, experiment: str) -> Budget:
        """The budget whose nets an experiment measures: this one, or that which `nets` names, if it has the same data set."""
        if experiment not in self.nets:
            return self
        other = load(str(self.nets[experiment]["of"]))
        return other.only(seeds=other.seeds[:1]) if other.dataset == self.dataset else self

    def only(self, **changes: Any) -> Budget:
        """A copy with other depths or seeds, in the experiments that compare many units too (--depths, --seeds): whoever asks
        for them means nets of this budget."""
        if changes:
            changes["nets"] = {}
        if "seeds" in changes:
            changes["fewer_seeds"] = {}
        changed: Budget = self.replace(**changes, ablation={k: v for k, v in self.ablation.items() if k not in changes})
        return changed

    def for_ablations(self) -> Budget:
        """The budget of the experiments that compare many units: this one with `ablation` applied."""
        changes: dict[str, Any] = {str(name): value for name, value in self.ablation.items()}
        for recipe in {"data", "train"} & set(changes):
            changes[recipe] = {**getattr(self, recipe), **changes[recipe]}
        changed: Budget = self.replace(**changes, ablation={})
        return changed

    def plan(self, net: str | Net, seed: int, label: str = "", **train: Any) -> Plan:
        """A run at this budget.

        Args:
            net: a zoo name or a spec; its width and classes become the budget's and the data's.
            seed: of the run.
            label: what figures call it; by default the zoo's name.
            train: changes to the recipe on top of the budget's.

        Raises:
            UserError: no such net, or values that do not fit.
        """
        if self.dataset == "auto":
            raise UserError(f"budget {self.name} leaves the data set open; name one: {', '.join(CLASSES)}")
        spec = zoo.net(net) if isinstance(net, str) else net
        label = label or (net if isinstance(net, str) else zoo.name_of(spec)) or spec.unit.line()
        spec = _fitted(spec, self.width, CLASSES[self.dataset])
        recipe = {**self.train, **train}
        if spec.depth < self.warmup_from:
            recipe["warmup"] = 0
        run = {"net": spec, "data": {**self.data, "name": self.dataset}, "train": recipe, "seed": seed}
        return Plan(label, with_changes(make(Run, run), self.changes))

    def plan_untrained(self, net: str | Net, seed: int, label: str = "") -> Plan:
        """The net as initialised, on this budget's data and of its width: a run of 0 iterations, which no recipe changes.

        Args:
            net: as for `plan`.
            seed: of the initialisation.
            label: what figures call it; by default the zoo's name and `at initialisation`.

        Raises:
            UserError: no such net.
        """
        plan = self.plan(net, seed)
        recipe = {"iterations": 0, "warmup": 0, "batch": min(Train().batch, plan.run.data.images)}
        return Plan(label or f"{plan.label} {AT_INITIALISATION}", plan.run.replace(train=make(Train, recipe)))


@functools.lru_cache(maxsize=1024)
def _fitted(net: Net, width: int, classes: int) -> Net:
    """The net at a budget's width and with a data set's classes: one for all seeds."""
    fitted: Net = net.replace(widths=tuple(max(1, own * width // 16) for own in net.widths), classes=classes)
    return fitted


def with_changes(run: Run, changes: Sequence[str]) -> Run:
    """The run with FIELD=VALUE changes, as train.lr=0.05; values are YAML.

    Raises:
        UserError: no such field, or a value that does not fit.
    """
    if not changes:
        return run
    fields = run.model_dump(mode="json")
    for change in changes:
        path, equals, value = change.partition("=")
        if not equals or not path:
            raise UserError(f"--set takes FIELD=VALUE, as train.lr=0.05; not '{change}'")
        if path in ("seed", "imported"):
            raise UserError(f"--set {path}: {'use --seed or --seeds' if path == 'seed' else 'import-weights sets it'}")
        place = fields
        *owners, last = path.split(".")
        for owner in owners:
            if not isinstance(place.get(owner), dict):
                raise UserError(f"--set {path}: no such field{did_you_mean(owner, place)}")
            place = place[owner]
        if last not in place:
            raise UserError(f"--set {path}: no such field{did_you_mean(last, place)}")
        try:
            place[last] = yaml.safe_load(value) if value else ""
        except yaml.YAMLError:
            raise UserError(f"--set {change}: the value is not YAML") from None
    changed: Run = make(Run, fields)
    return changed


def is_known(folder: str) -> bool:
    """Whether a folder of results is that of a budget, changed or not, and not of one run (`measure`)."""
    return folder.partition("+")[0] in _read()[1]


def load(name: str, dataset: str | None = None) -> Budget:
    """A budget by name, on the data set if given; 'short+train.lr=0.05' is short with this change in all runs.

    Raises:
        UserError: no such budget or data set, budgets.yaml is missing or says something impossible.
    """
    path, budgets = _read()
    name, *changes = name.split("+")
    if name not in budgets:
        raise UserError(f"unknown budget '{name}'{did_you_mean(name, budgets)}")
    try:
        budget: Budget = make(Budget, {"name": name, **budgets[name], "changes": tuple(map(unquote, changes))})
        for spent in (budget, budget.for_ablations()):
            make(Data, spent.data)
            make(Train, spent.train)
    except UserError as error:
        raise UserError(f"{path}, {name}: {error}") from None
    if dataset is not None:
        if check_choice(dataset) == "auto" and budget.dataset != "auto":
            raise UserError(f"budget {name} takes no --data auto; name the data set: {', '.join(CLASSES)}")
        budget = budget.replace(dataset=dataset)
    return budget


def load_for(name: str, data: str) -> Budget:
    """The budget on the data set of a run, by its name; scenes, whose experiments name the data themselves, leave it open.

    Raises:
        UserError: as `load`.
    """
    return load(name, data if data in CLASSES else "synthetic")


def names() -> dict[str, str]:
    """Name -> one-line description of every budget."""
    return {name: load(name).about for name in _read()[1]}


def _read() -> tuple[Path, dict[str, dict[str, Any]]]:
    """(path of budgets.yaml, fields of each budget by its name)."""
    path = home() / "experiments" / "budgets.yaml"
    try:
        budgets = yaml.safe_load(path.read_bytes())
    except FileNotFoundError:
        raise UserError(f"{path} is missing; run from the checkout, or set $RESEXP_HOME to it") from None
    except yaml.YAMLError as error:
        raise UserError(f"{path} is not YAML: {str(error).splitlines()[0]}") from None
    if not isinstance(budgets, dict) or not all(isinstance(fields, dict) for fields in budgets.values()):
        raise UserError(f"{path} must give names of budgets, and fields to each")
    return path, {str(name): fields for name, fields in budgets.items()}
