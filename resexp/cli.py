"""The command line: list | run | train | ablate | eval | parse | explore | import-weights | measure | release | figures |
claims | report | data; those of cli_runs.py: runs | rm | du; and of cli_jobs.py: jobs.

Each command imports what it needs.

Wrong input of any kind: one line, exit code 2. Interrupted at any point: exit code 130, or 0 for a queue's signals and the
deadline; the same command then goes on where it stopped.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from resexp import cli_jobs, cli_plans, cli_runs
from resexp.errors import UserError, did_you_mean, join_words

if TYPE_CHECKING:
    from rich.console import Console

    from resexp.budget import Budget, Plan
    from resexp.experiment import Experiment
    from resexp.measure import Measure
    from resexp.nets.inference import Score
    from resexp.route import Route
    from resexp.spec import Net
    from resexp.store import Store

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

RUN_HELP = "A key, a unique prefix of one, NET@BUDGET[:SEED], or NET@imported."
BudgetOption = Annotated[str, typer.Option("--budget", help="smoke, quick, short, paper (experiments/budgets.yaml).")]
DataOption = Annotated[str | None, typer.Option("--data", help="auto, cifar10, cifar100, synthetic; default: the budget's.")]
DeviceOption = Annotated[str | None, typer.Option("--device", help="cpu, cuda, cuda:1 ...; default: CUDA if there is one.")]
DeadlineOption = Annotated[
    str | None, typer.Option("--deadline", help="Checkpoint and leave with 0 after this time: 25m, 1h30m, 90s.")
]
PrecisionOption = Annotated[str | None, typer.Option("--precision", help="fp32 or bf16; default: the budget's.")]
LanesOption = Annotated[
    int | None,
    typer.Option("--side-by-side", min=1, max=32, help="Runs that train at the same time; default: 4 on a GPU, else 1."),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="FIELD=VALUE", help="Change a spec field of every run, as train.lr=0.05; may be given again."
    ),
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Print nets, what is cached, what is to be measured, the time; train nothing.")
]
CalibrateOption = Annotated[
    bool, typer.Option("--calibrate", help="As --dry-run, the time from a few steps of each kind of net (minutes).")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def _print_version(wanted: bool) -> None:
    """Print the version and leave, if that is wanted."""
    if wanted:
        from resexp import __version__

        print(f"resexp {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """See for yourself why residual networks work: train, measure and draw the experiments of He 2015, He 2016, Veit 2016."""


@app.command("list")
def list_() -> None:
    """Experiments, nets and budgets."""
    from resexp import budget, experiment, zoo

    print("experiments (python -m resexp run NAME --budget BUDGET)")
    for name in experiment.names():
        print(f"  {name:<14} {experiment.summary(name)}")
    print("\nnets (python -m resexp train NET --budget BUDGET); plain-N, resnet-N, preresnet-N for every N = 6n+2")
    for name in zoo.names():
        net = zoo.net(name)
        print(f"  {name:<14} {net.parameters() / 1e6:>5.2f}M parameters   {net.unit.line()}")
    print("\nbudgets")
    for name, about in budget.names().items():
        print(f"  {name:<14} {about}")


@app.command()
def run(
    names: Annotated[list[str], typer.Argument(metavar="EXPERIMENT...", help="Names from `list`, or `all`, or `first-look`.")],
    budget: Annotated[
        str | None,
        typer.Option(help="smoke, quick, short, paper; default: short if all its runs are here and released, else quick."),
    ] = None,
    data: DataOption = None,
    seeds: Annotated[str | None, typer.Option(help="Seeds, as in 0,1,2; default: the budget's.")] = None,
    depths: Annotated[str | None, typer.Option(help="Depths, as in 20,56; default: the budget's.")] = None,
    precision: PrecisionOption = None,
    changes: SetOption = None,
    device: DeviceOption = None,
    lanes: LanesOption = None,
    deadline: DeadlineOption = None,
    dry_run: DryRunOption = False,
    calibrate: CalibrateOption = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Print every run, measurement, figure and finding.")] = False,
    on: cli_jobs.OnOption = None,
    slurm: cli_jobs.SlurmOption = None,
    jobs: cli_jobs.CountOption = None,
    detach: cli_jobs.DetachOption = False,
) -> None:
    """Train what is missing, measure, draw, and write the report: one experiment after the other."""
    from resexp import experiment, lookup, report
    from resexp.store import Store

    _start_deadline(deadline)
    queue = cli_jobs.options(on, slurm, jobs, detach)
    if on != "slurm":  # whose machines are others
        _check_device(device)
    first_look = names == ["first-look"]
    names = _experiment_names(names)
    loaded = {name: experiment.load(name) for name in names}
    chosen, store, console = _load_budget(budget or "quick", data, seeds, depths, precision, changes), Store(), _console()
    if changes:
        for one in loaded.values():
            one.runs(chosen.replace(dataset="synthetic"))  # a wrong change is found before anything is downloaded
    dry_run |= calibrate
    if all(one.own_data for one in loaded.values()):
        chosen = chosen.replace(dataset="synthetic")  # nothing of it is read
    if not dry_run:
        _require_dataset(chosen.dataset)
        store.check_writable()
    chosen = _with_dataset(chosen, console, fetch=not dry_run)
    if budget is None:
        short, why = _released_budget(loaded.values(), chosen.dataset, seeds, depths, precision, store, changes)
        if why:
            console.print(why, highlight=False, soft_wrap=True)
        chosen = short or chosen
    chosen, left_out = _with_nets_that_are_here(chosen, loaded, store, console, first_look)
    loaded = {name: one for name, one in loaded.items() if name not in left_out}
    plans = {name: _nonempty_plans(one.runs(chosen), name) for name, one in loaded.items()}
    measures = {name: one.measures(chosen) for name, one in loaded.items()}
    every = [plan for some in plans.values() for plan in some]
    ahead = cli_plans.pending_measurements(plans, measures, store)
    for plan, _ in ahead:
        lookup.check_released(store, plan.run.key)  # before hours of training, not after them
    if dry_run:
        if any(measures.values()):
            cli_plans.print_measures(ahead, console)
        cli_plans.print_dry_run(every, store, console, device, calibrate, ", measurements apart" if ahead else "")
        return
    from resexp.training.sweep import unfinished

    for needed in sorted({plan.run.data.name for plan in unfinished(every, store)}):
        _require_dataset(needed)
    cli_plans.print_plans(every, store, console, verbose)
    if queue is not None:
        _train_in_jobs(every, store, device, console, lanes, verbose, queue)
        if queue.detach:
            return
    # released ones among them: seen now, not after hours of training; a first look goes by the story
    over = [] if first_look else _finished_experiments(plans, measures, store)
    order = [*over, *(name for name in plans if name not in over)]
    page = store.report_file(chosen.folder)
    if len(order) > 1:
        told = f"{len(order)} experiments: {join_words(order)}; from the first figure on: open {page}"
        console.print(told, highlight=False, soft_wrap=True)
    for place, name in enumerate(order, 1):
        title = f"{name} ({place} of {len(order)})"
        for some in _shallowest_first(plans[name], store):
            trained = _train_missing(some, store, device, console, lanes, title, verbose)
            if trained and len(some) < len(plans[name]):
                _write_results(name, plans[name], [], store, chosen, console, verbose, "first figure")
                report.write_page(store, chosen.folder, _measured_experiments(None, store, chosen.folder), order[place - 1 :])
        _measure_missing(plans[name], measures[name], store, device, console, title, verbose)
        _write_results(name, plans[name], measures[name], store, chosen, console, verbose)
        if name not in over or place in (len(over), len(order)):
            report.write_page(store, chosen.folder, _measured_experiments(None, store, chosen.folder), order[place:])
    console.print(f"open {page}", highlight=False, soft_wrap=True)


@app.command()
def train(
    net: Annotated[str, typer.Argument(metavar="NET", help="A net of the zoo, as resnet-56.")],
    budget: BudgetOption = "quick",
    seed: Annotated[int, typer.Option(help="Seed of the run.")] = 0,
    data: DataOption = None,
    precision: PrecisionOption = None,
    changes: SetOption = None,
    device: DeviceOption = None,
    deadline: DeadlineOption = None,
) -> None:
    """Train one run and print its key and errors."""
    from resexp import zoo
    from resexp.store import Store

    _start_deadline(deadline)
    zoo.net(net)
    _check_device(device)
    store, console = Store(), _console()
    chosen = _load_budget(budget, data, None, None, precision, changes)
    label = " ".join([net, *chosen.changes])
    chosen.replace(dataset="synthetic").plan(net, seed)  # a wrong change is found before anything is downloaded
    store.check_writable()
    plan = _with_dataset(chosen, console).plan(net, seed, label)
    _require_dataset(plan.run.data.name)
    if _train_missing([plan], store, device, console):
        console.print(f"run {plan.run.key}", highlight=False)
    else:
        from resexp.training.progress import describe_cached, describe_outcome

        outcome = store.outcome(plan.run.key) or {}
        line = f"{plan.label} seed {seed}: {describe_outcome(outcome)} ({describe_cached(outcome)})"
        console.print(f"{line}\nrun {plan.run.key}", highlight=False, soft_wrap=True)


@app.command(hidden=True)
def work(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A submission's runs.json.")],
    device: DeviceOption = None,
    lanes: LanesOption = None,
) -> None:
    """Train those runs of a submission that no other process trains; what its jobs do."""
    from resexp import jobs
    from resexp.store import Store

    plans, store = jobs.read_runs(file), Store()
    for needed in sorted({plan.run.data.name for plan in plans}):
        _require_dataset(needed)
    _train_missing(plans, store, device, _console(), lanes, wait=False)


@app.command()
def ablate(
    branch: Annotated[str, typer.Argument(metavar="BRANCH", help='Tokens, as "bn relu conv bn relu conv".')],
    shortcut: Annotated[str, typer.Option(help='As "scale 0.9", "gate shortcut -6", conv, "dropout 0.5", none.')] = "identity",
    after: Annotated[
        str | None, typer.Option(help='Tokens behind the addition; default: relu, or "" if the branch begins with one.')
    ] = None,
    depth: Annotated[int, typer.Option(help="Layers of the nets, the two beside it too.")] = 20,
    widen: Annotated[str | None, typer.Option(help='Where shapes change: pad, "pad both", project, "project bn".')] = None,
    share: Annotated[
        str | None, typer.Option(help="Units whose first activation the shortcut sees too: none, first, widths, stage.")
    ] = None,
    expansion: Annotated[int, typer.Option(help="Width outside over width inside: 4 in a bottleneck.")] = 1,
    name: Annotated[str, typer.Option(help="What figures call it.")] = "",
    budget: BudgetOption = "quick",
    seeds: Annotated[str | None, typer.Option(help="Seeds, as in 0,1,2; default: the budget's.")] = None,
    data: DataOption = None,
    precision: PrecisionOption = None,
    changes: SetOption = None,
    device: DeviceOption = None,
    lanes: LanesOption = None,
    deadline: DeadlineOption = None,
    dry_run: DryRunOption = False,
    calibrate: CalibrateOption = False,
) -> None:
    """Train a unit of your own beside the original and the pre-activation unit, and draw all three."""
    from resexp import ablation, report
    from resexp.store import Store

    _start_deadline(deadline)
    unit = ablation.unit_from_options(branch, shortcut, after, expansion, widen=widen, share=share)
    label, table = ablation.label_and_file_name(unit, depth, name)
    _check_device(device)
    chosen, store, console = _load_budget(budget, data, seeds, None, precision, changes), Store(), _console()
    # a wrong depth is found before anything is downloaded
    ablation.runs(chosen.replace(dataset="synthetic"), unit, label, depth)
    dry_run |= calibrate
    if not dry_run:
        _require_dataset(chosen.dataset)
        store.check_writable()
    plans = ablation.runs(_with_dataset(chosen, console, fetch=not dry_run), unit, label, depth)
    if not dry_run:
        cli_plans.print_plans(plans, store, console)
    if shown := ablation.describe_replaced(store, chosen.folder, table, plans):
        console.print(f"replaces {table}: {shown} (those runs are kept)", highlight=False, soft_wrap=True)
    if dry_run:
        cli_plans.print_dry_run(plans, store, console, device, calibrate)
        return
    _train_missing(plans, store, device, console, lanes)
    _write_results(table, plans, [], store, chosen, console, verbose=True)
    page = report.write_page(store, chosen.folder, _measured_experiments(None, store, chosen.folder))
    console.print(str(page), highlight=False, soft_wrap=True)


@app.command("eval")
def eval_(
    run: Annotated[str, typer.Argument(metavar="RUN", help=RUN_HELP)],
    drop: Annotated[str | None, typer.Option(help="Delete the branch of these units, as 3,5; units count from 0.")] = None,
    swap: Annotated[list[str] | None, typer.Option(help="Swap two units of equal shape, as 4:6; may be given again.")] = None,
    branch_only: Annotated[str | None, typer.Option(help="Delete the shortcut of these units.")] = None,
    split: Annotated[str, typer.Option(help="test, holdout or train.")] = "test",
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first N images.")] = None,
    device: DeviceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Error of a trained net, whole or with units deleted, swapped, cut off (fp32, single view)."""
    from resexp import lookup
    from resexp.store import Store

    store = Store()
    key = lookup.resolve(run, store)
    route = _route_from_options(store.spec(key).net, drop, swap or [], branch_only)
    if split not in ("test", "holdout", "train"):
        raise UserError(f"unknown split '{split}'{did_you_mean(split, ['test', 'holdout', 'train'])}")
    _print_score(key, store, route, split, limit, device, as_json)


@app.command()
def parse(
    picture: Annotated[Path, typer.Argument(metavar="PICTURE", help="An image file.")],
    run: Annotated[str, typer.Option("--run", help=f"A net for scenes. {RUN_HELP}")],
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write; default: PICTURE.parsed.png in this folder.")
    ] = None,
    device: DeviceOption = None,
) -> None:
    """Give every pixel of a picture a class and write it over the picture."""
    from resexp import lookup
    from resexp import picture as pictures
    from resexp.nets import hardware
    from resexp.store import Store

    store, to = Store(), out or Path(f"{picture.stem}.parsed.png")
    shares = pictures.parse(picture, lookup.resolve(run, store), store, to, hardware.choose_device(device))
    print(", ".join(f"{name} {100 * share:.1f} %" for name, share in shares.items()))
    print(to)


@app.command()
def explore(
    runs: Annotated[
        list[str] | None,
        typer.Option(
            "--run", help=f"A trained net; may be given again; default: ResNet and plain net of 56 and 20 layers. {RUN_HELP}"
        ),
    ] = None,
    budget: Annotated[
        str, typer.Option("--budget", help="Whose nets are taken by default; results/BUDGET/explorer.html.")
    ] = "short",
    out: Annotated[Path | None, typer.Option("--out", help="File to write instead.")] = None,
) -> None:
    """Write a page in which trained nets run: delete units in the browser and see their answers change."""
    from resexp.explorer.build import write_page
    from resexp.store import Store

    path, missing = write_page(Store(), runs or [], budget, out)
    for line in missing:
        print(line)
    print(f"{path} ({path.stat().st_size / 1e6:.1f} MB); open it in a browser")


@app.command("import-weights")
def import_weights(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A state dict in torchvision's naming (.th, .pt, .safetensors).")
    ],
    net: Annotated[str, typer.Option("--net", help="The net it is of, as resnet-56.")],
    normalise: Annotated[str, typer.Option(help="How its inputs are normalised: imagenet, channel, pixel.")] = "imagenet",
    mean: Annotated[str | None, typer.Option(help="Mean of each channel that its inputs had, as 0.4914,0.4822,0.4465.")] = None,
    std: Annotated[str | None, typer.Option(help="Standard deviations that go with --mean.")] = None,
    names: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="OLD=NEW", help="Change names in the file, as blocks.=layer; repeatable."),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Test on the first N images only.")] = None,
    device: DeviceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take published CIFAR ResNet weights in as a run, and test them."""
    import datetime

    from resexp import zoo
    from resexp.nets import hardware, weights
    from resexp.store import Store

    store = Store()
    channels = [_parse_channels(text, option) for text, option in ((mean, "--mean"), (std, "--std"))]
    found, model = weights.import_file(file, zoo.net(net), normalise, names or [], *channels)
    hardware.choose_device(device)
    try:
        _require_dataset(found.data.name)
    except UserError as error:
        raise UserError(f"these weights have {found.net.classes} outputs, so they are of {found.data.name}: {error}") from None
    for key in store.stored_keys():
        twin = store.spec(key)
        other = key != found.key or (store.outcome(key) or {}).get("map", []) != (names or [])
        if twin.imported == found.imported and store.outcome(key) is not None and other:
            how = " ".join(["--normalise", twin.data.normalise, *map(str, twin.data.mean), *map(str, twin.data.std)])
            raise UserError(
                f"{file} is stored already, as run {key} of {zoo.name_of(twin.net) or net} ({how}); first: rm {key}"
            )
    with store.claim(found.key) as ours:
        if not ours:
            raise UserError(f"run {found.key} is held by another process; try again when it is done")
        if store.outcome(found.key) is None:
            store.write_spec(found)
            outcome = {"status": "imported", "name": net, "key": found.key, "file": file.name, "final": {},
                       **({"map": names} if names else {}),
                       "parameters": found.net.parameters(),
                       "ended": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
                       **hardware.provenance(hardware.choose_device("cpu"))}  # fmt: skip
            store.finish(found.key, weights.write(model), outcome)
        score = _print_score(found.key, store, _route_from_options(found.net, None, [], None), "test", limit, device, as_json)
        known = store.outcome(found.key) or {}
        if score.n > known["final"].get("test_n", 0):
            final = {"test_error": score.error, "test_loss": score.loss, "test_n": score.n}
            store.finish(found.key, None, known | {"final": final})


@app.command()
def measure(
    name: Annotated[str, typer.Argument(metavar="EXPERIMENT", help="An experiment that measures trained nets.")],
    run: Annotated[str, typer.Option("--run", help=RUN_HELP)],
    budget: Annotated[str, typer.Option("--budget", help="Whose images and draws to take.")] = "short",
    device: DeviceOption = None,
    deadline: DeadlineOption = None,
) -> None:
    """Put one run, imported weights included, through an experiment's measurements; draws results/NET-STATUS/figures, or
    results/NET-STATUS-KEY/figures where another run has the first."""
    from resexp import budget as budgets
    from resexp import experiment, lookup, zoo
    from resexp.analysis import table
    from resexp.budget import Plan
    from resexp.store import Store

    _start_deadline(deadline)
    loaded = experiment.load(name)
    if not loaded.has("measures"):
        raise UserError(f"experiment {name} measures nothing on trained nets")
    store, console = Store(), _console()
    key = lookup.resolve(run, store)
    outcome = store.outcome(key) or {}
    if outcome.get("status") not in ("finished", "imported"):
        why = "failed: its loss was not finite" if outcome else "is not over; run its command again to finish it"
        raise UserError(f"run {key} has no weights to measure (it {why})")
    spec = store.spec(key)
    label = zoo.name_of(spec.net) or str(outcome.get("name") or key)
    state = str(outcome["status"]) if spec.train.iterations else "untrained"
    plan = Plan(label, spec)
    measures = loaded.measures(budgets.load_for(budget, spec.data.name).replace(nets={}))
    if not any(one.applies_to(plan) for one in measures):
        raise UserError(f"experiment {name} measures nothing on {label}: its measurements are of other nets")
    _check_device(device)
    store.check_writable()
    _require_dataset(spec.data.name)
    _measure_missing([plan], measures, store, device, console)
    folder = table.folder_of_run(store, f"{label}-{state}", key)
    _write_results(name, [plan], measures, store, folder, console, verbose=True)


@app.command("release")
def release_(
    runs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[RUN]...", help="As for eval, but not imported. Default: write results/README.md again."),
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option("--budget", help="Also every finished run in its tables; with weights if something is measured on it."),
    ] = None,
    kept: Annotated[bool, typer.Option("--kept", help="Also the weights of earlier iterations, some MB a run.")] = False,
) -> None:
    """Make finished runs ready to be committed: fp16 weights, results/README.md; prints what to add."""
    from resexp import lookup, release
    from resexp.store import Store

    store, left = Store(), []
    keys = list(dict.fromkeys(lookup.resolve(run, store) for run in runs or []))
    if kept and not keys and budget is None:
        raise UserError("--kept needs a RUN or --budget")
    for key in keys:
        release.check_releasable(store, key, kept)  # all of them before the first is written
    loaded = set(keys)
    if budget is not None:
        of_budget = release.keys_of_budget(store, budget)
        loaded |= release.measured_keys(store, budget)
        for key in of_budget:
            if key not in keys:
                try:
                    release.check_releasable(store, key, kept, key in loaded)
                    keys.append(key)
                except UserError as error:
                    left.append(str(error))
    store.check_writable()
    try:
        for key in keys:
            files = release.release(store, key, kept, key in loaded)
            size, outcome = sum(path.stat().st_size for path in files), store.outcome(key) or {}
            without = ", without weights: nothing is measured on it" if outcome.get("weights") == "none" else ""
            print(f"{key}  {outcome.get('name', '')}: {size / 1e6:.2f} MB, {len(files)} files{without}")
            print(f"git add -f {shlex.join(map(str, files))}")
        for why in left:
            print(f"left out: {why}")
    finally:  # the page lists what was released before another process was found to hold a run
        print(f"git add {shlex.quote(str(release.write_ledger(store)))}")


@app.command()
def figures(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[EXPERIMENT]...", help="Default: all that were measured.")
    ] = None,
    budget: BudgetOption = "quick",
) -> None:
    """Draw figures again from the tables (no torch, no training)."""
    from resexp import report
    from resexp.store import Store

    store, console = Store(), _console()
    for name in _measured_experiments(names, store, budget):
        for path in report.draw_figures(store, budget, name):
            console.print(str(path), highlight=False, soft_wrap=True)


@app.command()
def claims(budget: BudgetOption = "quick") -> None:
    """Print what became of each claim of the papers, as a Markdown table (no torch, no training)."""
    from resexp import report
    from resexp.analysis.findings import markdown
    from resexp.store import Store

    store = Store()
    print(markdown(one for _, one in report.read_claims(store, budget, _measured_experiments(None, store, budget))))


@app.command("report")
def report_(budget: BudgetOption = "quick") -> None:
    """Write results/BUDGET/report.html, and claims.md beside it, from the tables and figures."""
    from resexp import report
    from resexp.store import Store

    store = Store()
    print(report.write_page(store, budget, _measured_experiments(None, store, budget)))


@app.command("data")
def data_(name: Annotated[str, typer.Argument(help="cifar10, cifar100 or camvid.")] = "cifar10") -> None:
    """Download a data set to $RESEXP_DATA or ./data, or check the one that is there."""
    from resexp import source

    if name not in source.FOLDERS:
        raise UserError(f"nothing to download for '{name}'{did_you_mean(name, source.FOLDERS)}")
    if name == "camvid":
        from resexp.images import camvid

        if source.find_root(name) is None:
            camvid.download()
        for part in camvid.SUMS:
            camvid.read_part(part)
    else:
        from resexp.images.data import DataSet, download
        from resexp.spec import Data

        if source.find_root(name) is None:
            download(name)
        DataSet(Data(name=name))  # type: ignore[arg-type]
    print(f"{source.TITLES[name]} is in {source.find_root(name)}, every checksum right")


for command in (cli_runs.runs, cli_runs.rm, cli_runs.du, cli_jobs.jobs):
    app.command()(command)


# what the commands share


def _console() -> Console:
    """The terminal, without markup."""
    from rich.console import Console

    return Console(markup=False)


def _parse_numbers(text: str | None, what: str) -> tuple[int, ...]:
    """Numbers of an option, each once: '3,5' -> (3, 5); what: the option's name for messages."""
    try:
        numbers = tuple(int(word) for word in text.split(",")) if text else ()
    except ValueError:
        raise UserError(f"{what} takes numbers separated by commas, as 3,5; not '{text}'") from None
    if any(number < 0 for number in numbers):
        raise UserError(f"{what} takes numbers from 0; not '{text}'")
    return tuple(dict.fromkeys(numbers))


def _parse_channels(text: str | None, what: str) -> tuple[float, ...]:
    """Three numbers of an option: '0.49,0.48,0.45'; empty if it is not given."""
    try:
        return tuple(float(word) for word in text.split(",")) if text else ()
    except ValueError:
        raise UserError(f"{what} takes three numbers separated by commas, as 0.4914,0.4822,0.4465; not '{text}'") from None


def _load_budget(
    name: str,
    data: str | None,
    seeds: str | None,
    depths: str | None,
    precision: str | None,
    changes: Sequence[str] | None = None,
) -> Budget:
    """The budget of this name with the changes of the options."""
    from resexp import budget

    chosen = budget.load(name, data)
    if precision not in (None, "fp32", "bf16"):
        raise UserError(f"unknown precision '{precision}'{did_you_mean(str(precision), ['fp32', 'bf16'])}")
    recipe = {**chosen.train, "precision": precision} if precision else {}
    given = {"seeds": _parse_numbers(seeds, "--seeds"), "depths": _parse_numbers(depths, "--depths")}
    chosen = chosen.replace(train=recipe) if recipe else chosen
    if recipe or changes:
        chosen = chosen.replace(changes=(*chosen.changes, *(changes or [])), nets={})
    return chosen.only(**{field: value for field, value in given.items() if value})


def _with_dataset(budget: Budget, console: Console, fetch: bool = True) -> Budget:
    """The budget with its data set chosen if it was `auto`; UserError if the data set is not here (unless fetch is False)."""
    from resexp import api

    def say(text: str, style: str = "") -> None:
        console.print(text, highlight=False, soft_wrap=True, style=style)

    name = api.choose_data(budget.dataset, say, fetch)
    if fetch:
        _require_dataset(name)
    return budget.replace(dataset=name)


def _check_device(name: str | None) -> None:
    """UserError if a device is named that is not here; called before anything is downloaded or trained."""
    if name is not None:
        from resexp.nets import hardware

        hardware.choose_device(name)


def _require_dataset(data: str) -> None:
    """UserError if the data set is not here; called before anything is written."""
    from resexp import source

    if data in source.FOLDERS and source.find_root(data) is None:
        tried = ", ".join(str(root) for root in source.roots())
        how = f"`{source.download_command(data)}` downloads it"
        raise UserError(f"{source.TITLES[data]} not found in {tried}; {how}, $RESEXP_DATA names its folder")


def _experiment_names(names: Sequence[str]) -> list[str]:
    """The experiments that a command names: each once, `all` in the order of the story, `first-look` what takes minutes."""
    from resexp import experiment, story

    if list(names) in (["all"], ["first-look"]):
        return story.in_order(experiment.names()) if names[0] == "all" else list(story.FIRST_LOOK)
    return list(dict.fromkeys(names))


def _with_nets_that_are_here(
    chosen: Budget, loaded: Mapping[str, Experiment], store: Store, console: Console, first_look: bool
) -> tuple[Budget, list[str]]:
    """(the budget, without the nets of other budgets that are not here; experiments to leave out).

    An experiment whose nets come from another budget (Budget.nets) takes nets of this one if those are not here, or of another
    data set; a first look leaves it out then, since so small nets show nothing of it.
    """
    wanted = [name for name in loaded if name in chosen.nets]
    absent = [
        name for name in wanted
        if chosen.nets_for(name) == chosen
        or any(store.outcome(plan.run.key) is None for plan in loaded[name].runs(chosen) if plan.run.train.iterations)
    ]  # fmt: skip
    if absent:
        why = f"nets of {chosen.nets[absent[0]]['of']} on CIFAR-10 are not here"
        then = "left out" if first_look else f"taking nets of {chosen.name}"
        console.print(f"{join_words(absent)}: {why}; {then}", highlight=False, soft_wrap=True)
    kept = {name: other for name, other in chosen.nets.items() if name not in absent}
    return chosen.replace(nets=kept), absent if first_look else []


def _shallowest_first(plans: Sequence[Plan], store: Store) -> Iterable[Sequence[Plan]]:
    """The plans of the least depth, if other depths are to be trained too, since their figure can be seen sooner; all plans."""
    from resexp.training.sweep import unfinished

    depths = {plan.run.net.depth for plan in unfinished(plans, store) if plan.run.train.iterations}
    if len(depths) > 1:
        yield [plan for plan in plans if plan.run.net.depth == min(depths)]
    yield plans


def _nonempty_plans(plans: Iterable[Plan], name: str) -> list[Plan]:
    """The plans of an experiment; UserError if there are none."""
    found = list(plans)
    if not found:
        raise UserError(f"{name} has no runs with these depths and seeds")
    return found


def _released_budget(
    experiments: Iterable[Experiment],
    data: str,
    seeds: str | None,
    depths: str | None,
    precision: str | None,
    store: Store,
    changes: Sequence[str] | None,
) -> tuple[Budget | None, str]:
    """(the short budget or None, a line about it for the user or '').

    The default budget is short where some of the experiments' runs at it are released and all are over and measured: all of
    them, so that nobody who expects a minute of training or measuring gets hours. The line also says if some are missing.
    """
    try:
        short = _load_budget("short", data, seeds, depths, precision, changes)
    except UserError:  # there is no such budget, or it does not fit
        return None, ""
    loaded = {one.name: one for one in experiments}
    plans = {name: one.runs(short) for name, one in loaded.items()}
    runs = {plan.run.key: plan.run for some in plans.values() for plan in some}
    released = [run for key, run in runs.items() if "released" in (store.outcome(key) or {})]
    if not released:
        return None, ""
    trained = [key for key, run in runs.items() if run.train.iterations]  # the others are made in no time
    lacking = sum(store.outcome(key) is None for key in trained)
    apart = len(cli_plans.pending_measurements(plans, {name: one.measures(short) for name, one in loaded.items()}, store))
    if not lacking and not apart:
        here = f"{store.runs} holds released nets trained at the {short.name} budget: using them"
        return short, f"{here} (BUDGET=quick, or --budget quick, trains small ones)"
    if not any(run.train.iterations for run in released):
        return None, ""
    missing = [f"{lacking} of {len(trained)} runs"] if lacking else []
    missing += [f"{apart} measurement{'s' * (apart > 1)}"] if apart else []
    lacks = f"{short.name}: {' and '.join(missing)} {'is' if lacking + apart == 1 else 'are'} missing; taking quick"
    return None, f"{lacks} (BUDGET={short.name}, or --budget {short.name}, makes what is missing)"


def _finished_experiments(
    plans: Mapping[str, Sequence[Plan]], measures: Mapping[str, Sequence[Measure]], store: Store
) -> list[str]:
    """Names of the experiments that have nothing left to train or to measure."""
    from resexp import measure
    from resexp.training.sweep import unfinished

    return [
        name for name, some in plans.items() if not (unfinished(some, store) or measure.unmeasured(some, measures[name], store))
    ]


def _start_deadline(deadline: str | None) -> None:
    """Let this process stop by itself after the time of --deadline, if it is given."""
    if deadline is None:
        return
    match = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", deadline.strip()) if deadline.strip() else None
    if match is None:
        raise UserError(f"--deadline takes hours, minutes and seconds, as 25m or 1h30m or 90s; not '{deadline}'")
    from resexp.training.interrupt import stop_after

    hours, minutes, seconds = (int(number or 0) for number in match.groups())
    stop_after(3600 * hours + 60 * minutes + seconds)


def _train_missing(
    plans: Sequence[Plan],
    store: Store,
    device: str | None,
    console: Console,
    lanes: int | None = None,
    title: str = "all runs",
    verbose: bool = True,
    wait: bool = True,
) -> bool:
    """Train what is missing and return whether anything was; exits with the signal's code if it is stopped before the end.

    wait: for runs that other processes train; else leave those to them.
    """
    from resexp import lookup
    from resexp.training.interrupt import interruptible
    from resexp.training.sweep import DataSetCache, sweep, training_macs, unfinished

    missing = unfinished(plans, store)
    if not missing:
        return False
    lookup.check_parents(missing, store)  # before hours of training
    from resexp.errors import Stopped
    from resexp.nets import hardware
    from resexp.training.progress import Display

    _warn_of_slow_bf16(missing, device, console)
    library = DataSetCache(hardware.choose_device(device))
    with interruptible() as signalled:
        try:
            with Display(console, {plan.run.key: training_macs(plan) for plan in missing}, title, verbose) as display:
                sweep(missing, store, library, display, lambda: bool(signalled()), lanes, wait)
        except Stopped as stopped:
            console.print(f"stopped: {stopped}. {_resume_command()}", highlight=False, soft_wrap=True)
            raise typer.Exit(_exit_code(signalled())) from None
        except KeyboardInterrupt:  # a second Ctrl-C
            console.print(
                f"stopped; runs go on from their last checkpoints. {_resume_command()}", highlight=False, soft_wrap=True
            )
            raise typer.Exit(_exit_code()) from None
    if signalled():  # after the last step
        signal.raise_signal(signalled())
    return True


def _train_in_jobs(
    plans: Sequence[Plan],
    store: Store,
    device: str | None,
    console: Console,
    lanes: int | None,
    verbose: bool,
    queue: cli_jobs.Queue,
) -> None:
    """Have what is missing trained in jobs, and wait for them unless they are to be left alone; the jobs of a queue go on when
    this command is stopped."""
    from resexp import jobs, lookup
    from resexp.errors import Stopped
    from resexp.training.interrupt import interruptible
    from resexp.training.progress import Display
    from resexp.training.sweep import training_macs, unfinished

    missing = unfinished(plans, store)
    lookup.check_parents(missing, store)
    words = [*(["--device", device] if device else []), *(["--side-by-side", str(lanes)] if lanes else [])]

    def send(some: Sequence[Plan]) -> jobs.Submission:
        return jobs.submit(store, some, queue.on, min(queue.job_count, len(some)), queue.options, words)

    if queue.detach:
        cli_jobs.detach(missing, store, send, queue, console)
        return
    with interruptible() as signalled:
        try:
            with Display(console, {plan.run.key: training_macs(plan) for plan in missing}, verbose=verbose) as display:
                jobs.train(missing, store, display, send, lambda: bool(signalled()))
        except (Stopped, KeyboardInterrupt) as stopped:
            console.print(f"stopped: {stopped}. {_resume_command()}", highlight=False, soft_wrap=True)
            raise typer.Exit(_exit_code(signalled())) from None


def _measure_missing(
    plans: Sequence[Plan],
    measures: Sequence[Measure],
    store: Store,
    device: str | None,
    console: Console,
    title: str = "all measurements",
    verbose: bool = True,
) -> None:
    """Measure what is missing; the rows so far are kept if it is interrupted."""
    from resexp import measure

    todo = measure.unmeasured(plans, measures, store)
    if not todo:
        return
    from resexp.nets import hardware
    from resexp.probe import runner
    from resexp.training.interrupt import interruptible
    from resexp.training.progress import Display
    from resexp.training.sweep import DataSetCache

    library = DataSetCache(hardware.choose_device(device))
    shown = Display(console, measure.work_by_measurement(todo), title, verbose)
    try:
        with interruptible(at_once=True), shown as display:
            runner.measure(plans, measures, store, library, display)
    except KeyboardInterrupt as why:
        console.print(f"stopped; rows measured so far are kept. {_resume_command()}", highlight=False, soft_wrap=True)
        raise typer.Exit(_exit_code(*why.args)) from None


def _resume_command() -> str:
    """The line that says how to go on after a signal."""
    return f"resume with: python -m resexp {shlex.join(sys.argv[1:])}"


def _exit_code(number: int = signal.SIGINT) -> int:
    """The exit code after a signal: 130 for Ctrl-C, 0 for those that queues send when nothing is wrong."""
    return 130 if number == signal.SIGINT else 0


def _write_results(
    name: str,
    plans: Sequence[Plan],
    measures: Sequence[Measure],
    store: Store,
    budget: Budget | str,
    console: Console,
    verbose: bool,
    state: str = "",
) -> None:
    """Write the tables and figures of an experiment; print in one line what was found and the leading figure, or all of it.

    Args:
        name: the experiment.
        plans: its runs; those that are over are written.
        measures: on them.
        store: where to write.
        budget: whose folder of results is meant, or that folder.
        console: where to print.
        verbose: print every figure and finding.
        state: said before the finding, where not all runs are over.
    """
    from resexp import report, source, story
    from resexp.analysis import table

    folder, of = (budget, budget) if isinstance(budget, str) else (budget.folder, budget.nets_for(name).folder)
    with store.lock_budget(folder):  # tables are read, merged and written again
        gone = table.save(store, folder, name, *table.collect(store, plans, of, measures))
        if gone:
            titles = ", ".join(source.TITLES[data] for data in gone)
            console.print(
                f"{store.tables_folder(folder) / name}.csv held {titles}; replaced (those runs are kept)", highlight=False
            )
        drawn = [path for path in report.draw_figures(store, folder, name) if path.suffix == ".png"]
    found = report.read_findings(store, folder, name)
    if verbose:
        for path in drawn:
            console.print(str(path), highlight=False, soft_wrap=True)
        for line in (line for finding in found for line in finding.sentences()):
            console.print(f"  {line}", highlight=False, soft_wrap=True)
        return
    said = [finding.headline for finding in found if finding.judged]
    said += [] if state else [line for finding in found for line in finding.sentences()]
    lead = sorted(drawn, key=lambda path: (path.stem != f"{name}.{story.LEADS.get(name)}", path.stem))
    line = " ".join([f"{name} ({state}):" if state else f"{name}:", *said[:1], *map(str, lead[:1])])
    console.print(line, highlight=False, soft_wrap=True)


def _warn_of_slow_bf16(plans: Sequence[Plan], device: str | None, console: Console) -> None:
    """Warn if bf16 takes longer than fp32 on this CPU; precision is part of a run, so the user decides."""
    from resexp.nets import hardware

    if any(plan.run.train.precision == "bf16" for plan in plans) and not hardware.has_fast_bf16(hardware.choose_device(device)):
        console.print(
            "this processor has no bf16 instructions: bf16 takes about a third longer than fp32 here (--precision fp32)",
            style="bold yellow", soft_wrap=True,
        )  # fmt: skip


def _measured_experiments(names: Sequence[str] | None, store: Store, budget: str) -> list[str]:
    """The experiments named, or all that have a table; UserError if there are none."""
    from resexp import budget as budgets
    from resexp import experiment

    if not store.tables_folder(budget).is_dir():  # what `measure` wrote lies under the run's name
        budgets.load(budget)
    ablations = store.tables_folder(budget).glob(f"{experiment.ABLATION_PREFIX}*.runs.csv")
    known = [*experiment.names(), *sorted(path.name.removesuffix(".runs.csv") for path in ablations)]
    for name in names or []:
        if name not in known:
            raise UserError(f"unknown experiment '{name}'{did_you_mean(name, known)}")
    found = list(names or []) or [name for name in known if (store.tables_folder(budget) / f"{name}.csv").is_file()]
    if not found:
        raise UserError(f"nothing measured at {budget} in {store.root}; first: python -m resexp run all --budget {budget}")
    return found


def _route_from_options(net: Net, drop: str | None, swap: Sequence[str], branch_only: str | None) -> Route:
    """The route that the options describe, checked against the net."""
    from resexp.route import Route

    route = Route.full(len(net.unit_plans()))
    route = route.drop(*_parse_numbers(drop, "--drop")).branch_only(*_parse_numbers(branch_only, "--branch-only"))
    for pair in swap:
        units = _parse_numbers(pair.replace(":", ","), "--swap")
        if len(units) != 2:
            raise UserError(f"--swap takes two different units, as 4:6; not '{pair}'")
        route = route.swap(*units)
    route.check(net)
    return route


def _print_score(
    key: str, store: Store, route: Route, split: str, limit: int | None, device: str | None, as_json: bool
) -> Score:
    """Evaluate a stored run on a route, print the score and return it."""
    from resexp import api, zoo
    from resexp.images.scene_data import load
    from resexp.nets import hardware
    from resexp.nets.inference import evaluate

    run = store.spec(key)
    net = api.load(key, str(store.root))
    on = hardware.choose_device(device)
    data = load(run.data, on)
    score = evaluate(net.to(on), data, split, limit, route)
    name = zoo.name_of(run.net) or str((store.outcome(key) or {}).get("name"))
    error = round(score.error, 4)
    answer = {"run": key, "net": name, "test_error": error if split == "test" else None, f"{split}_error": error,
              "loss": score.loss, "n": score.n, "route": route.text(), "split": split, "data": run.data.name}  # fmt: skip
    if as_json:
        print(json.dumps(answer))
    else:
        print(f"{key}  {name}: {split} error {score.error:.2f} % on {score.n} {run.data.name} images, route: {route.text()}")
    return score


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point: a user's error becomes one line and exit code 2, a signal the line that says how to go on."""
    from resexp.training.interrupt import interruptible

    with interruptible(at_once=True) as signalled:
        try:
            code = _run_command(arguments)
        except KeyboardInterrupt:
            code = 130
    if signalled() and code == 130:
        print(f"stopped; runs trained and rows measured so far are kept. {_resume_command()}", file=sys.stderr)
        code = _exit_code(signalled())
    sys.exit(code)


def _run_command(arguments: Sequence[str] | None) -> int:
    """Run a command and return its exit code."""
    try:
        code = app(args=arguments, prog_name="resexp", standalone_mode=False)
    except UserError as error:
        _exit_with_error(str(error))
    except Exception as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            print(getattr(error, "ctx").get_help())  # noqa: B009
            sys.exit(2)
        if hasattr(error, "format_message"):  # a usage error: unknown option, missing argument
            _exit_with_error(f"{error.format_message()} (resexp --help, resexp COMMAND --help)")
        if type(error).__name__ == "ValidationError":  # a spec written wrong in an experiment's file
            from resexp.spec import explain

            _exit_with_error(explain(error))  # type: ignore[arg-type]
        if isinstance(error, BrokenPipeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        if "torch" in sys.modules:
            from resexp.nets import hardware

            if failure := hardware.describe_failure(error):
                _exit_with_error(failure)
        raise
    return code if isinstance(code, int) else 0


def _exit_with_error(message: str) -> None:
    """Print the message as one line to stderr and exit with 2."""
    print(f"resexp: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(2)
