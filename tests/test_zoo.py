"""The registry: depths and parameter counts are the papers', names are found and said back."""

import re

import pytest

from resexp import zoo
from resexp.errors import UserError
from resexp.spec import SHORTCUTS, WIDENINGS, Net, Unit

FAMILIES = {
    **zoo.FAMILIES,
    **{f"{family} bottleneck": net for family, net in zoo.BOTTLENECKS.items()},
}

EVERY_SHORTCUT = (
    "identity",
    "none",
    "scale 0.5",
    "scale 0.5 0.5",
    "gate exclusive -6",
    "gate shortcut",
    "conv",
    "conv bn",
    "dropout 0.5",
)


def test_every_kind_of_shortcut_is_in_the_list_above():
    assert {text.split()[0] for text in SHORTCUTS} == {text.split()[0] for text in EVERY_SHORTCUT}


# --------------------------------------------------------------------------------------------------------- against the papers


@pytest.mark.parametrize(
    ("name", "million", "digits"),
    [
        # He 2015, Table 6
        ("resnet-20", 0.27, 2),
        ("resnet-32", 0.46, 2),
        ("resnet-44", 0.66, 2),
        ("resnet-56", 0.85, 2),
        ("resnet-110", 1.7, 1),
        ("resnet-1202", 19.4, 1),
        # He 2016, Tables 2 and 3
        ("resnet-164", 1.7, 1),
        ("preresnet-164", 1.7, 1),
        ("preresnet-110", 1.7, 1),
    ],
)
def test_parameter_counts_are_the_papers(name, million, digits):
    assert round(zoo.net(name).parameters() / 1e6, digits) == million


@pytest.mark.parametrize("name", ["resnet-1001", "preresnet-1001"])
def test_the_1001_layer_nets_have_the_papers_10_2_million_weights(name):
    # The paper's figure counts the convolutions and the linear layer only. With scale and shift of batch normalisation, which
    # we count everywhere else, it is 10.33 million. Dropping every `bn` token leaves the paper's count.
    net = zoo.net(name)
    bare = net.replace(
        unit=Unit(
            branch=" ".join(word for word in net.unit.branch.split() if word != "bn"),
            after=net.unit.after,
            widen="project",
            share=net.unit.share,
            expansion=4,
        ),
        stem=net.stem.replace(" bn", ""),
        tail=net.tail.replace("bn", ""),
    )
    assert round(bare.parameters() / 1e6, 1) == 10.2
    assert round(net.parameters() / 1e6, 2) == 10.33
    assert sum(net.blocks) == 333


@pytest.mark.parametrize(("name", "count"), [("resnet-20", 269_722), ("resnet-56", 853_018), ("resnet-110", 1_727_962)])
def test_option_a_nets_have_the_parameters_counted_by_hand(name, count):
    # 3x3 convolutions, each with scale and shift, and the linear layer; option A has none
    n = zoo.net(name).blocks[0]
    basic = [(3, 16)] + [(16, 16)] * 2 * n + [(16, 32)] + [(32, 32)] * (2 * n - 1) + [(32, 64)] + [(64, 64)] * (2 * n - 1)
    assert zoo.net(name).parameters() == sum(9 * a * b + 2 * b for a, b in basic) + 650 == count


@pytest.mark.parametrize("family", zoo.FAMILIES)
def test_depth_is_what_the_name_says(family):
    for depth in range(8, 1203, 6):
        net = zoo.net(f"{family}-{depth}")
        assert net.depth == depth
        assert net.widths == (16, 32, 64)


@pytest.mark.parametrize("family", zoo.BOTTLENECKS)
@pytest.mark.parametrize("depth", zoo.BOTTLENECK_DEPTHS)
def test_depth_is_what_the_name_says_for_bottlenecks(family, depth):
    net = zoo.net(f"{family}-{depth}")
    assert net.depth == depth
    assert net.unit == zoo.BOTTLENECKS[family].unit
    assert net.unit.expansion == 4


def test_plain_and_residual_nets_of_a_depth_have_equal_parameter_counts():
    for depth in (8, 20, 32, 44, 56, 110):
        assert zoo.net(f"plain-{depth}").parameters() == zoo.net(f"resnet-{depth}").parameters()


# --------------------------------------------------------------------------------------------------- against the built net


def built(net):
    from resexp.nets.net import Net as Built

    return Built(net, seed=None)


@pytest.mark.parametrize("shortcut", EVERY_SHORTCUT)
@pytest.mark.parametrize("family", FAMILIES)
def test_the_spec_counts_the_parameters_of_the_built_net(family, shortcut):
    base = FAMILIES[family]
    for widen in WIDENINGS:
        net = base.replace(unit=base.unit.replace(shortcut=shortcut, widen=widen), blocks=(1, 2, 1), widths=(3, 5, 8))
        assert net.parameters() == sum(p.numel() for p in built(net).parameters() if p.requires_grad), widen


@pytest.mark.parametrize(
    "net",
    [
        Net(unit=Unit(branch="conv"), blocks=(2,), widths=(4,), stem="conv1"),
        Net(unit=Unit(branch="bn conv1 relu conv bn bn", after="bn relu bn"), blocks=(1, 1), widths=(4, 6), tail="bn relu bn"),
        Net(unit=Unit(branch="conv conv1 conv bn", expansion=3, widen="project bn"), blocks=(1, 1), widths=(4, 2), classes=7),
        zoo.net("plain-56"),
        zoo.net("resnet-56"),
        zoo.net("preresnet-164"),
    ],
    ids=lambda net: net.unit.line(),
)
def test_the_spec_counts_the_parameters_of_odd_and_of_deep_nets(net):
    assert net.parameters() == sum(p.numel() for p in built(net).parameters())


def measured_macs(net):
    """Multiply-additions of one image, from the shapes that really come out of each layer."""
    import torch
    from torch import nn

    total = 0

    def count(module, inputs, output):
        nonlocal total
        total += output.numel() * module.weight[0].numel()

    model = built(net).eval()
    for part in model.modules():
        if isinstance(part, (nn.Conv2d, nn.Linear)):
            part.register_forward_hook(count)
    with torch.no_grad():
        model(torch.zeros(1, 3, 32, 32))
    return total


@pytest.mark.parametrize("shortcut", EVERY_SHORTCUT)
@pytest.mark.parametrize("family", FAMILIES)
def test_the_spec_counts_the_multiply_additions_of_the_built_net(family, shortcut):
    base = FAMILIES[family]
    for widen in ("pad", "project bn"):
        net = base.replace(unit=base.unit.replace(shortcut=shortcut, widen=widen), blocks=(1, 2, 1), widths=(3, 5, 8))
        assert net.macs() == measured_macs(net), widen


def test_multiply_additions_of_resnet_20_counted_by_hand():
    stem, inner, wider = 3 * 16 * 9 * 32**2, 16 * 16 * 9 * 32**2, 16 * 32 * 9 * 16**2
    assert zoo.net("resnet-20").macs() == stem + 6 * inner + 2 * (wider + 5 * inner) + 640 == 40_551_040


@pytest.mark.parametrize("name", ["plain-8", "resnet-20", "preresnet-20", "resnet-164", "preresnet-164"])
def test_the_built_net_has_as_many_weighted_layers_as_its_name_says(name):
    from torch import nn

    layers = [
        part
        for where, part in built(zoo.net(name)).named_modules()
        if isinstance(part, (nn.Conv2d, nn.Linear)) and ".shortcut" not in where
    ]
    assert len(layers) == int(name.split("-")[1])


# ---------------------------------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("resnet-57", ["6n+2", "resnet-56", "resnet-62"]),
        ("plain-21", ["6n+2", "plain-20", "plain-26"]),
        ("plain-1001", ["6n+2", "plain-998", "plain-1004"]),
        ("resnet-2", ["6n+2", "resnet-8"]),
        ("resnet-0", ["6n+2", "resnet-8"]),
        ("resnet-1208", ["at most 1202", "resnet-1202"]),
        ("resnet-999999", ["at most 1202", "resnet-1202"]),
        ("resnt-56", ["unknown net 'resnt-56'", "did you mean resnet-56?", "plain-N, resnet-N, preresnet-N"]),
        ("resnet56", ["unknown net 'resnet56'", "did you mean resnet-56?"]),
        ("ResNet-110", ["unknown net", "did you mean resnet-110?"]),
        ("vit-b16", ["unknown net 'vit-b16'", "plain-N, resnet-N, preresnet-N"]),
        ("resnet-20 ", ["unknown net", "did you mean resnet-20?"]),
        ("resnet--20", ["unknown net", "did you mean resnet-20?"]),
        ("", ["unknown net ''", "plain-N, resnet-N, preresnet-N"]),
    ],
)
def test_names_that_are_not_in_the_zoo_are_refused_with_the_nearest_that_are(name, said):
    with pytest.raises(UserError) as caught:
        zoo.net(name)
    message = str(caught.value)
    assert [part for part in said if part not in message] == [], message
    assert "\n" not in message


@pytest.mark.parametrize("depth", [0, 2, 7, 57, 163, 1003, 1203, 1208, 5000])
def test_the_depths_that_are_offered_instead_exist_and_are_not_offered_twice(depth):
    with pytest.raises(UserError) as caught:
        zoo.net(f"plain-{depth}")
    offered = re.findall(r"plain-\d+", str(caught.value).split("nearest:")[1])
    assert offered and [f"plain-{zoo.net(name).depth}" for name in offered] == offered
    assert len(set(offered)) == len(offered)


@pytest.mark.parametrize("name", [*zoo.names(), "plain-8", "plain-14", "preresnet-1202", "plain-164", "plain-1202"])
def test_a_net_knows_its_name(name):
    assert zoo.name_of(zoo.net(name)) == name


def test_width_and_classes_do_not_change_the_name():
    assert zoo.name_of(zoo.net("preresnet-164").replace(classes=100)) == "preresnet-164"
    assert zoo.name_of(zoo.net("resnet-20").replace(widths=(4, 8, 16))) == "resnet-20"


@pytest.mark.parametrize(
    "net",
    [
        Net(blocks=(1, 2, 3)),
        Net(blocks=(3, 3), widths=(16, 32)),
        Net(blocks=(27, 27, 27)),  # 164 layers of basic units: resnet-164 is the bottleneck net
        zoo.BOTTLENECKS["resnet"].replace(blocks=(2, 2, 2)),  # 20 layers, but not resnet-20
        zoo.net("resnet-20").replace(unit=Unit(widen="project")),
        zoo.net("resnet-20").replace(stem="conv relu"),
        zoo.net("resnet-20").replace(init="fan_in"),
        zoo.net("preresnet-20").replace(tail=""),
    ],
    ids=lambda net: str(net.canonical()),
)
def test_a_net_that_is_not_in_the_zoo_has_no_name(net):
    assert zoo.name_of(net) == ""


def test_the_list_of_names_holds_the_papers_nets():
    names = zoo.names()
    assert len(set(names)) == len(names)
    assert {"plain-20", "plain-110", "resnet-20", "resnet-110", "resnet-1202", "preresnet-164", "preresnet-1001"} <= set(names)


# ------------------------------------------------------------------------------------------------- nets of any unit and depth


@pytest.mark.parametrize("name", ["plain-20", "resnet-110", "preresnet-56", "resnet-164", "preresnet-1001"])
def test_the_zoos_nets_are_those_of_their_units(name):
    known = zoo.net(name)
    assert zoo.net_from_unit(known.unit, known.depth) == known


@pytest.mark.parametrize(
    ("unit", "stem", "tail"),
    [
        (Unit(branch="relu conv bn relu conv bn", after=""), "conv bn relu", "relu"),
        (Unit(branch="bn conv relu conv", after=""), "conv", "bn"),
        (Unit(branch="bn relu conv", after="relu"), "conv", ""),
        (Unit(branch="conv relu conv"), "conv relu", ""),
        (Unit(branch="conv", after="bn"), "conv bn relu", ""),
    ],
)
def test_stem_and_tail_are_what_the_unit_needs(unit, stem, tail):
    net = zoo.net_from_unit(unit, 3 * unit.convolutions * 2 + 2)
    assert (net.stem, net.tail, net.blocks) == (stem, tail, (2, 2, 2))
    assert sum(p.numel() for p in built(net).parameters()) == net.parameters()


@pytest.mark.parametrize(
    ("unit", "depth", "said"),
    [
        (zoo.ORIGINAL, 21, ["2 convolutions", "6n+2 layers, not 21", "20 and 26"]),
        (zoo.ORIGINAL, 2, ["nearest: 8 and 14"]),
        (zoo.ORIGINAL, -5, ["nearest: 8 and 14"]),
        (zoo.ORIGINAL, 5000, ["nearest: 1202"]),
        (Unit(branch="conv"), 9, ["1 convolution has 3n+2 layers", "8 and 11"]),
        (zoo.BOTTLENECK, 20 + 1, ["9n+2", "20 and 29"]),
    ],
)
def test_a_depth_that_does_not_fit_is_refused_with_those_that_do(unit, depth, said):
    with pytest.raises(UserError) as caught:
        zoo.net_from_unit(unit, depth)
    assert [part for part in said if part not in str(caught.value)] == []


def test_a_unit_stands_beside_the_papers_units_of_its_kind_and_depth():
    basic = zoo.net_with_baselines(zoo.ORIGINAL.replace(shortcut="scale 0.9"), 20)
    assert (basic["original"], basic["pre-activation"]) == (zoo.net("resnet-20"), zoo.net("preresnet-20"))
    assert basic["yours"].unit.shortcut == "scale 0.9" and basic["yours"].depth == 20
    wide = zoo.net_with_baselines(zoo.BOTTLENECK.replace(shortcut="scale 0.9"), 164)
    assert (wide["original"], wide["pre-activation"]) == (zoo.net("resnet-164"), zoo.net("preresnet-164"))
    three = zoo.net_with_baselines(Unit(branch="conv bn relu conv bn relu conv bn"), 20)
    assert {net.depth for net in three.values()} == {20} and three["yours"].blocks == (2, 2, 2)
    with pytest.raises(UserError, match=r"must be 18n\+2, not 14.*9n\+2 layers.*6n\+2; nearest: 20 and 38"):
        zoo.net_with_baselines(Unit(branch="conv bn relu conv bn relu conv bn"), 14)
