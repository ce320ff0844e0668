"""Plans that experiments share: depths and seeds by budget, kinds, labels."""

import fakes
import pytest

from resexp import budget as budgets
from resexp import plans, zoo


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RESEXP_HOME", str(fakes.home(tmp_path_factory.mktemp("home"))))
        yield


def budget(name="quick", **changes):
    return budgets.load(name, "synthetic" if name == "smoke" else "cifar10").replace(**changes)


def test_depths_are_the_papers_unless_the_budget_has_others_only():
    assert plans.trained_depths(budget("short")) == [20, 56] and plans.trained_depths(budget("paper")) == [20, 56, 110]
    assert plans.trained_depths(budget(depths=(32, 44))) == [32, 44]
    assert plans.initial_depths(budget(depths=(32, 44))) == plans.initial_depths(budget()) == (20, 56, 110)
    assert plans.initial_depths(budget("smoke")) == (8, 14) and plans.middle_depth(budget("smoke")) == 14
    assert plans.middle_depth(budget()) == 56


def test_nets_as_initialised_have_three_to_five_seeds():
    assert plans.initial_seeds(budget(seeds=(7,))) == plans.initial_seeds(budget(seeds=(4, 5))) == (0, 1, 2)
    assert plans.initial_seeds(budget(seeds=(3, 4, 5))) == (3, 4, 5)
    assert plans.initial_seeds(budget(seeds=tuple(range(9)))) == (0, 1, 2, 3, 4)


def test_kinds_of_plans():
    chosen = budget()
    half = zoo.nets_by_lambda(zoo.net("preresnet-20"), [0.5])[0.5]
    assert plans.kind(chosen.plan("resnet-20", 0)) == "trained"
    assert plans.kind(plans.initial_net(chosen, "plain", 110, 0)) == "initial"
    assert plans.kind(chosen.plan_untrained("preresnet-1001", 0)) == "deep"
    assert (
        plans.kind(chosen.plan_untrained(half, 0, "half")) == "scaled" and plans.kind(chosen.plan(half, 0, "half")) == "trained"
    )


def test_a_net_without_bn_says_so():
    one, other = (plans.initial_net(budget(), "plain", 20, 1, batch_norm) for batch_norm in (True, False))
    assert (one.label, other.label) == ("plain-20 at initialisation", "plain-20 without BN at initialisation")
    assert "bn" in one.run.net.unit.branch and "bn" not in f"{other.run.net.unit.branch} {other.run.net.stem}"
    assert one.run.seed == other.run.seed == 1 and not other.run.train.iterations


def test_what_is_measured_once_is_measured_of_one_seed_with_bn_up_to_the_middle_depth():
    chosen = budget(seeds=(4, 5, 6))
    passes = plans.trained_or_initial_with_bn(chosen)
    assert passes(chosen.plan("plain-110", 9)) and passes(plans.initial_net(chosen, "plain", 56, 4))
    assert not passes(plans.initial_net(chosen, "plain", 56, 5)) and not passes(plans.initial_net(chosen, "plain", 110, 4))
    assert not passes(plans.initial_net(chosen, "plain", 56, 4, batch_norm=False))
    some = plans.initial_nets_with_bn(chosen, ("plain", "resnet"))
    assert [plan.label.split(" ")[0] for plan in some] == ["plain-20", "resnet-20", "plain-56", "resnet-56"]
    assert all(passes(plan) for plan in some)


def test_trained_nets_are_degradations_and_a_pre_activation_net():
    labels = [plan.label for plan in plans.trained_nets(budget(seeds=(0, 1)))]
    assert labels == ["plain-20", "resnet-20", "plain-56", "resnet-56", "preresnet-20"] * 2
    assert [plan.label for plan in plans.trained_nets(budget(), ("resnet",))] == ["resnet-20", "resnet-56", "preresnet-20"]
