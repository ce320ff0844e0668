"""Plans and measurements that the experiments on scenes share. No torch."""

from __future__ import annotations

from resexp import zoo
from resexp.budget import Budget, Plan, with_changes
from resexp.measure import Measure
from resexp.spec import CAMVID, CAMVID_SIZE, SCENES, Net, Run, Unit, make

LONG = 1000
"""Runs of fewer iterations have twice the learning rate of others: with 0.05 they end before they have found the vehicles."""


def scene_net(width: int, units: int, head: str, unit: Unit = zoo.BOTTLENECK, auxiliary: bool = False) -> Net:
    """A net for scenes: four stages of so many units, at an eighth of the image, the last two dilated (Zhao 2017, section 3.2).

    Args:
        width: channels within a unit of the first stage; in the others two, four and four times as many.
        units: in each stage.
        head: as `Net.head`.
        unit: by default the bottleneck, as the paper's.
        auxiliary: with an auxiliary head on the last stage but one.
    """
    made: Net = Net(unit=unit.replace(widen="project bn")).replace(
        blocks=(units,) * 4, widths=(width, 2 * width, 4 * width, 4 * width), stem_stride=4, dilated=2, image=(96, 96),
        head=head, auxiliary=auxiliary,
    )  # fmt: skip
    return made


def scene_seeds(budget: Budget, experiment: str) -> tuple[int, ...]:
    """The budget's seeds, but as many at least as budgets.yaml says of the experiment."""
    least = budget.size(experiment)["seeds"]
    return budget.seeds if len(budget.seeds) >= least else tuple(range(least))


def scene_plan(budget: Budget, experiment: str, net: Net, seed: int, label: str, data: str = "scenes", **train: object) -> Plan:
    """A run on procedural scenes or on CamVid, as long and on as many images as budgets.yaml says of the experiment.

    Args:
        budget: whose sizes, and changes to every run, are taken; its data set and recipe are those of other nets.
        experiment: whose sizes.
        net: for any size of images.
        seed: of the run.
        label: what figures call it.
        data: scenes or camvid.
        train: changes to the recipe.
    """
    size = budget.size(experiment)
    iterations = size["camvid"] if data == "camvid" else size["iterations"]
    every = max(1, iterations // 20)
    recipe = {"iterations": iterations, "batch": size["batch"], "lr": 0.05 if iterations >= LONG else 0.1, "schedule": "poly",
              "warmup": iterations // 10, "log_every": every, "test_every": 10 * every, **train}  # fmt: skip
    about: dict[str, object] = {"name": data, "normalise": "channel"}
    if data == "camvid":
        about |= {"images": CAMVID["train"], "test_images": CAMVID["test"], "augment": "zoom flip"}
    else:
        about |= {
            "images": size["images"],
            "test_images": size["test_images"],
            "augment": "flip",
            "scene": {name: size[name] for name in ("size", "far", "largest")},
        }
    image = tuple(-(-side // 8) * 8 for side in CAMVID_SIZE) if data == "camvid" else (size["size"],) * 2
    fitted = net.replace(image=image, classes=SCENES[data])
    return Plan(label, with_changes(make(Run, {"net": fitted, "data": about, "train": recipe, "seed": seed}), budget.changes))


def scene_measures(budget: Budget, experiment: str, field: bool = False) -> list[Measure]:
    """The failures of every net on all test images, and pictures of the first seed's; field: its receptive field too."""
    size, first = budget.size(experiment), scene_seeds(budget, experiment)[0]
    measures = [Measure("scene.failures", {"images": 10_000})]
    if "pictures" in size:
        amount = {"images": 10_000, "pictures": size["pictures"]}
        measures.append(Measure("scene.pictures", amount, lambda plan: plan.run.seed == first))
    return measures + [Measure("scene.receptive_field", {"images": 16})] * field
