"""Specs: canonical JSON, keys, what is refused and how it is said, the learning rate."""

import hashlib
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from strategies import units, words

from resexp import spec, zoo
from resexp.errors import UserError
from resexp.spec import TOKENS, WIDENINGS, Data, Net, Run, Train, Unit, make, run_from_json

# ---------------------------------------------------------------------------------------------- strategies: random valid runs


def path_fields(unit):
    """Ways to train on random paths that any net of this unit can have."""
    if unit.shortcut == "none":
        return [{}]
    return [{}, {"paths": "random 1"}, {"paths": "decay 0.5"}, {"paths": "decay 0.8", "rescale": True}]


@st.composite
def runs(draw):
    stages = draw(st.integers(1, 3))
    unit = draw(units())
    width = draw(st.integers(1, 16))
    data = Data(
        name=draw(st.sampled_from(["cifar10", "cifar100", "synthetic"])),
        images=draw(st.integers(1000, 40_000)),
        holdout=draw(st.integers(0, 10_000)),
        normalise=draw(st.sampled_from(["pixel", "channel", "imagenet"])),
    )
    return Run(
        net=Net(
            unit=unit,
            blocks=tuple(draw(st.lists(st.integers(1, 4), min_size=stages, max_size=stages))),
            widths=tuple(width * 2**stage for stage in range(stages)),
            stem=draw(st.sampled_from(["conv", "conv bn", "conv bn relu", "conv1 relu"])),
            tail=draw(words(["bn", "relu"], most=2)),
            classes=data.classes,
            init=draw(st.sampled_from(["fan_out", "fan_in"])),
        ),
        data=data,
        train=Train(
            iterations=draw(st.integers(500, 64_000)),
            batch=draw(st.integers(1, 1000)),
            lr=draw(st.floats(1e-5, 10)),
            weight_decay=draw(st.floats(0, 1)),
            schedule=draw(st.sampled_from(["step", "linear"])),
            drops=tuple(sorted(draw(st.sets(st.floats(0.01, 0.99), max_size=3)))),
            warmup=draw(st.integers(0, 499)),
            **draw(st.sampled_from(path_fields(unit))),
        ),
        seed=draw(st.integers(0, 2**31 - 1)),
    )


# ------------------------------------------------------------------------------------------------------ canonical JSON and key


def without_defaults(kind, fields):
    """What is left of the fields after the defaults are taken out, field by field: a second way to `canonical`."""
    left = {}
    for name, value in fields.items():
        field = kind.model_fields[name]
        if isinstance(field.default, spec.Spec):
            value = without_defaults(type(field.default), value)
            if value:
                left[name] = value
        elif value != (list(field.default) if isinstance(field.default, tuple) else field.default):
            left[name] = value
    return left


def test_a_default_run_has_an_empty_canonical_form():
    assert Run().canonical() == {}
    assert Run().json() == '{"numerics":1}'
    explicit = Run(net=Net(unit=Unit(shortcut="identity"), blocks=(3, 3, 3)), train=Train(lr=0.1), seed=0)
    assert explicit.json() == '{"numerics":1}'


@given(runs())
def test_canonical_json_holds_every_field_that_is_not_a_default_and_no_other(run):
    assert run.canonical() == without_defaults(Run, run.model_dump(mode="json"))
    assert run.json() == json.dumps({**run.canonical(), "numerics": spec.NUMERICS}, sort_keys=True, separators=(",", ":"))


@given(runs())
def test_a_run_read_back_from_its_json_is_the_same_run(run):
    again = run_from_json(run.json())
    assert again == run
    assert again.key == run.key
    assert make(Run, run.model_dump(mode="json")) == run
    assert run.replace() == run


@given(units())
def test_a_unit_of_random_tokens_survives_json(unit):
    again = run_from_json(Run(net=Net(unit=unit, blocks=(1, 2), widths=(8, 16))).json()).net.unit
    assert again == unit
    assert unit.convolutions == unit.branch.count("conv") >= 1


@given(runs(), runs())
def test_two_runs_share_a_key_only_if_they_are_equal(one, other):
    assert (one.key == other.key) == (one == other)
    assert one.replace(seed=one.seed ^ 1).key != one.key


# Changing any of these keys orphans everybody's results: every run on disk and every row of every table is found by its key.
# A new field needs a default that is a no-op; a change of what a step computes raises NUMERICS, and then these change once.
PINNED = {
    "0b00c4344247": Run(),
    "876b57c44c89": Run(net=zoo.net("plain-20"), seed=1),
    "aea754a30a12": Run(net=zoo.net("resnet-110")),
    "c0d5b86e8794": Run(net=zoo.net("preresnet-164").replace(classes=100), data=Data(name="cifar100")),
    "c24161f3e1e3": Run(net=zoo.net("resnet-56"), data=Data(images=45_000, holdout=5_000), train=Train(warmup=0)),
    "381becb9bb24": Run(
        net=zoo.net("preresnet-110"),
        train=Train(iterations=8000, lr=0.2, schedule="linear", warmup=800, precision="bf16"),
    ),
    "31b0cf94df8d": Run(net=zoo.net("resnet-110").replace(unit=Unit(shortcut="scale 0.5 0.5")), seed=3),
    "81687c19829d": Run(net=zoo.net("resnet-110").replace(unit=Unit(shortcut="gate exclusive -6"))),
    "3a11803d6a13": Run(
        net=zoo.net("resnet-20").replace(unit=Unit(widen="pad both")),
        data=Data(normalise="imagenet"),
        imported="0123456789abcdef" * 4,
    ),
}


@pytest.mark.parametrize("key", PINNED)
def test_keys_are_pinned(key):
    assert PINNED[key].key == key


def test_numerics_is_part_of_the_key(monkeypatch):
    before = Run().key
    monkeypatch.setattr(spec, "NUMERICS", spec.NUMERICS + 1)
    assert Run().key != before


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ({"shortcut": "scale 0.50 1"}, {"shortcut": "scale 0.5"}),
        ({"shortcut": " scale  5e-1\t1.0 "}, {"shortcut": "scale 0.5"}),
        ({"shortcut": "scale .5 +0.5"}, {"shortcut": "scale 0.5 0.5"}),
        ({"shortcut": "gate exclusive 0"}, {"shortcut": "gate exclusive"}),
        ({"shortcut": "gate exclusive -0.0"}, {"shortcut": "gate exclusive"}),
        ({"shortcut": "gate  shortcut -6.0"}, {"shortcut": "gate shortcut -6"}),
        ({"shortcut": "conv   bn"}, {"shortcut": "conv bn"}),
        ({"shortcut": "dropout 0.50"}, {"shortcut": "dropout 0.5"}),
        ({"shortcut": "scale -0"}, {"shortcut": "scale 0"}),
        ({"shortcut": "scale 0.5 -0.0"}, {"shortcut": "scale 0.5 0"}),
        ({"shortcut": "dropout -0"}, {"shortcut": "dropout 0"}),
        ({"branch": "  conv bn\trelu conv   bn "}, {"branch": "conv bn relu conv bn"}),
        ({"after": " relu "}, {"after": "relu"}),
    ],
)
def test_white_space_and_the_way_numbers_are_written_do_not_change_the_key(written, normal):
    one, other = Run(net=Net(unit=Unit(**written))), Run(net=Net(unit=Unit(**normal)))
    assert one == other
    assert one.key == other.key


def test_white_space_in_stem_and_tail_does_not_change_the_key():
    assert Run(net=Net(stem=" conv  bn relu", tail=" bn relu ")).key == Run(net=Net(tail="bn relu")).key


def test_integers_and_floats_of_the_same_value_give_the_same_key():
    assert Run(train=Train(lr=1, weight_decay=0)).key == Run(train=Train(lr=1.0, weight_decay=0.0)).key


def test_minus_zero_is_zero():
    assert Run(train=Train(weight_decay=-0.0)).key == Run(train=Train(weight_decay=0.0)).key


@pytest.mark.parametrize(
    "text",
    ["scale 0.5 1.00000000001", "dropout 0.99999999999", "scale 999999.999999", "scale 0.1234567890123", "gate shortcut 1e-12"],
)
def test_a_shortcut_with_many_digits_can_be_read_back(text):
    run = Run(net=Net(unit=Unit(shortcut=text)))
    assert run_from_json(run.json()) == run


def test_key_is_twelve_hex_digits_of_the_hash_of_the_json():
    run = Run(seed=7)
    assert run.key == hashlib.sha256(b'{"numerics":1,"seed":7}').hexdigest()[:12]
    assert re.fullmatch("[0-9a-f]{12}", run.key)


@pytest.mark.parametrize("numerics", [0, 2, None, "1"])
def test_a_run_of_other_numerics_is_refused(numerics):
    with pytest.raises(UserError, match=f"NUMERICS {numerics}; this version has 1") as caught:
        run_from_json(json.dumps({"seed": 1, "numerics": numerics}))
    assert "\n" not in str(caught.value)


def test_a_run_without_numerics_is_refused():
    with pytest.raises(UserError, match="NUMERICS None"):
        run_from_json('{"seed": 1}')


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_text_that_is_no_run_is_refused_in_one_line(text):
    with pytest.raises(UserError) as caught:
        run_from_json(text)
    assert "\n" not in str(caught.value)


# ------------------------------------------------------------------------------------------------------------- bad input

BAD = [
    # kind, fields, what the message must hold
    (Unit, {"branch": "conv bn rleu conv"}, ["branch", "'rleu' (word 3 of branch", "conv, conv1, bn, relu"]),
    (Unit, {"branch": "Conv"}, ["branch", "'Conv' (word 1 of", "conv, conv1, bn, relu"]),
    (Unit, {"branch": "conv\nbn\nrleu"}, ["branch", "'rleu' (word 3 of branch", "conv, conv1, bn, relu"]),
    (Unit, {"branch": "bn relu"}, ["branch", "'bn relu' has no convolution", "conv, conv1"]),
    (Unit, {"branch": ""}, ["branch", "no convolution"]),
    (Unit, {"branch": 3}, ["branch", "string", "3"]),
    (Unit, {"after": "relu convv"}, ["after", "'convv' (word 2 of after"]),
    (Unit, {"after": "bn conv1"}, ["after", "'conv1' cannot stand after the addition", "bn, relu"]),
    (Unit, {"shortcut": "identiy"}, ["shortcut", "'identiy'", *spec.SHORTCUTS]),
    (Unit, {"shortcut": ""}, ["shortcut", "''", *spec.SHORTCUTS]),
    (Unit, {"shortcut": "scale"}, ["shortcut", "'scale'", "scale S [B]"]),
    (Unit, {"shortcut": "scale half"}, ["shortcut", "'scale half'", "scale S [B]"]),
    (Unit, {"shortcut": "scale\nhalf"}, ["shortcut", "half", "scale S [B]"]),
    (Unit, {"shortcut": "scale 1 2 3"}, ["shortcut", "'scale 1 2 3'", "scale S [B]"]),
    (Unit, {"shortcut": "scale inf"}, ["shortcut", "'scale inf'", "finite"]),
    (Unit, {"shortcut": "scale nan"}, ["shortcut", "'scale nan'", "finite"]),
    (Unit, {"shortcut": "gate"}, ["shortcut", "'gate'", "gate exclusive [BIAS]"]),
    (Unit, {"shortcut": "gate both 1"}, ["shortcut", "'gate both 1'", "gate exclusive [BIAS]"]),
    (Unit, {"shortcut": "conv relu"}, ["shortcut", "'conv relu'", "conv [bn]"]),
    (Unit, {"shortcut": "identity 1"}, ["shortcut", "'identity 1'", "identity"]),
    (Unit, {"shortcut": "dropout"}, ["shortcut", "'dropout'", "dropout P"]),
    (Unit, {"shortcut": "dropout 1"}, ["shortcut", "'dropout 1'", "below 1"]),
    (Unit, {"shortcut": "dropout -0.1"}, ["shortcut", "'dropout -0.1'", "at least 0"]),
    (Unit, {"widen": "padd"}, ["widen", "padd", *WIDENINGS]),
    (Unit, {"share": "all"}, ["share", "all", "none", "first", "widths", "stage"]),
    (Unit, {"share": "first"}, ["share = first", "before the first convolution", "conv bn relu conv bn"]),
    (Unit, {"expansion": 0}, ["expansion", "1", "0"]),
    (Unit, {"branch": "conv bn", "expansion": 4}, ["expansion 4", "two convolutions", "'conv bn'"]),
    (Unit, {"shortcuts": "none"}, ["shortcuts: no such field", "did you mean shortcut?"]),
    (Net, {"stem": "bn conv"}, ["stem", "'bn conv'", "start with its only convolution"]),
    (Net, {"stem": "conv conv"}, ["stem", "only convolution"]),
    (Net, {"stem": ""}, ["stem", "only convolution"]),
    (Net, {"stem": "conv max"}, ["stem", "'max' (word 2 of stem", "conv, conv1, bn, relu"]),
    (Net, {"tail": "bn relu conv"}, ["tail", "'bn relu conv'", "bn, relu"]),
    (Net, {"tail": "pool"}, ["tail", "'pool' (word 1 of tail"]),
    (Net, {"blocks": (3, 3)}, ["2 stages in blocks, 3 in widths"]),
    (Net, {"blocks": (), "widths": ()}, ["0 stages"]),
    (Net, {"blocks": (1,) * 7, "widths": (4,) * 7}, ["7 stages", "32", "at most 6"]),
    (Net, {"blocks": (3, 0, 3)}, ["(3, 0, 3)", "positive"]),
    (Net, {"widths": (16, -1, 3)}, ["(16, -1, 3)", "positive"]),
    (Net, {"widths": (16, "a", 3)}, ["widths.1", "'a'", "integer"]),
    (Net, {"widths": (16, 32, 31)}, ["unit 6 maps 32x16x16 -> 31x8x8", "'pad'", "project"]),
    (Net, {"widths": (16, 8, 8), "unit": {"widen": "pad both"}}, ["unit 3 maps 16x32x32 -> 8x16x16", "'pad both'", "project"]),
    (Net, {"widths": (16, 8, 8), "unit": {"shortcut": "scale 0.5"}}, ["unit 3 maps 16x32x32 -> 8x16x16"]),
    (Net, {"classes": 1}, ["classes", "2", "1"]),
    (Net, {"init": "xavier"}, ["init", "'xavier'", "fan_out", "fan_in"]),
    (Net, {"unit": {"branch": "conv bm"}}, ["unit.branch", "'bm' (word 2 of branch"]),
    (Net, {"unit": {"brnch": "conv"}}, ["unit.brnch: no such field", "did you mean branch?"]),
    (Net, {"block": (1, 1, 1)}, ["block: no such field", "did you mean blocks?"]),
    (Data, {"name": "cifar"}, ["name", "'cifar'", "cifar10", "cifar100", "synthetic"]),
    (Data, {"images": 50_001}, ["images", "50000", "50001"]),
    (Data, {"images": 0}, ["images", "0"]),
    (Data, {"images": 45_001, "holdout": 5_000}, ["45001 images + 5000 held out", "50000"]),
    (Data, {"augment": "cutout"}, ["augment", "'cutout'", "crop flip", "none"]),
    (Train, {"itterations": 3}, ["itterations: no such field", "did you mean iterations?"]),
    (Train, {"lr": float("nan")}, ["lr", "nan"]),
    (Train, {"lr": 0}, ["lr", "greater than 0"]),
    (Train, {"test_every": 150}, ["test_every (150)", "multiple of log_every (100)"]),
    (Train, {"drops": (0.75, 0.5)}, ["(0.75, 0.5)", "between 0 and 1"]),
    (Train, {"drops": (0.5, 1.0)}, ["(0.5, 1.0)", "between 0 and 1"]),
    (Train, {"iterations": 400}, ["warm-up of 400", "400"]),
    (Train, {"paths": "rnadom 3"}, ["paths", "'rnadom 3'", "random K", "decay P"]),
    (Train, {"paths": "random"}, ["paths", "'random'", "random K"]),
    (Train, {"paths": "random 2.5"}, ["paths", "'random 2.5'", "random K"]),
    (Train, {"paths": "random 0"}, ["paths", "at least one unit"]),
    (Train, {"paths": "decay 0"}, ["paths", "above 0 and at most 1"]),
    (Train, {"paths": "decay 1.1"}, ["paths", "above 0 and at most 1"]),
    (Train, {"paths": "decay nan"}, ["paths", "above 0 and at most 1"]),
    (Train, {"paths": "decay 0.5 0.4"}, ["paths", "'decay 0.5 0.4'"]),
    (Train, {"rescale": True}, ["rescale needs paths", "random K"]),
    (Run, {"train": {"paths": "random 10"}}, ["paths = random 10", "only 9 units"]),
    (
        Run,
        {"train": {"paths": "decay 0.5"}, "net": {"unit": {"shortcut": "none"}}},
        ["unit 3", "16x32x32 -> 32x16x16", "no shortcut"],
    ),
    (Train, {"schedule": "cosine"}, ["schedule", "'cosine'", "step", "linear"]),
    (Run, {"net": {"classes": 100}}, ["100 outputs", "cifar10 has 10"]),
    (Run, {"data": {"name": "cifar100"}}, ["10 outputs", "cifar100 has 100"]),
    (Run, {"data": {"images": 100}}, ["batch of 128", "100 training images"]),
    (Run, {"seed": -1}, ["seed", "-1"]),
    (Run, {"imported": "abc"}, ["imported", "abc"]),
    (Run, {"net": {"unit": {"branch": "conv bn foo"}}}, ["net.unit.branch", "'foo' (word 3 of branch"]),
    (Run, {"train": {"momentun": 0.9}}, ["train.momentun: no such field", "did you mean momentum?"]),
    (Run, {"sede": 1}, ["sede: no such field", "did you mean seed?"]),
]


@pytest.mark.parametrize(("kind", "fields", "said"), BAD, ids=lambda value: str(value)[:60].replace("\n", "/"))
def test_bad_input_is_refused_in_one_line_that_says_what_where_and_what_is_allowed(kind, fields, said):
    with pytest.raises(UserError) as caught:
        make(kind, fields)
    message = str(caught.value)
    assert [part for part in said if part not in message] == [], message
    assert "\n" not in message


def test_an_unknown_field_without_a_near_match_lists_the_fields():
    with pytest.raises(UserError, match=r"qqq: no such field; there are: data, imported, net, seed, start, train$"):
        make(Run, {"qqq": 1})


@given(
    words(TOKENS, most=4), st.text("abcdefgnvu1", min_size=1, max_size=8).filter(lambda word: word not in TOKENS), words(TOKENS)
)
def test_an_unknown_token_is_named_with_its_place(before, word, behind):
    text = f"{before} {word} {behind}"
    with pytest.raises(UserError) as caught:
        make(Unit, {"branch": text})
    assert f"'{word}' (word {len(before.split()) + 1} of branch" in str(caught.value)
    assert str(caught.value).endswith("allowed: conv, conv1, bn, relu, bn0, scalar")


def test_a_shrinking_net_is_fine_with_a_projection_a_convolution_or_no_shortcut():
    for unit in (Unit(widen="project"), Unit(widen="project bn"), Unit(shortcut="conv"), Unit(shortcut="none")):
        assert Net(unit=unit, widths=(16, 8, 4)).unit_plans()[-1].c_out == 4


def test_specs_cannot_be_changed():
    run = Run()
    with pytest.raises(ValidationError):
        run.seed = 3
    with pytest.raises(ValidationError):
        run.net.unit.branch = "conv"
    assert run == Run()


def test_but_gives_a_validated_copy_and_leaves_the_original():
    net = Net()
    other = net.replace(blocks=(1, 2, 3))
    assert (other.blocks, net.blocks) == ((1, 2, 3), (3, 3, 3))
    assert other.replace(blocks=(3, 3, 3)) == net
    with pytest.raises(UserError, match="2 stages in blocks"):
        net.replace(blocks=(1, 2))
    with pytest.raises(UserError, match="did you mean blocks"):
        net.replace(block=(1, 2, 3))


def test_but_takes_changes_to_the_unit_as_a_dict_and_keeps_its_other_fields():
    net = zoo.net("preresnet-20").replace(unit={"shortcut": "none"})
    assert net.unit == zoo.PREACT.replace(shortcut="none")
    assert net.unit.branch == zoo.PREACT.branch


# ------------------------------------------------------------------------------------------------------------ units and plans


def test_a_unit_prints_as_one_line():
    assert Unit().line() == "conv bn relu conv bn | + | relu"
    assert Unit(shortcut="none").line() == "conv bn relu conv bn | none + | relu"
    assert zoo.PREACT.line() == "bn relu conv bn relu conv | + |"
    assert Unit(shortcut="scale 0.5 0.5", after="").line() == "conv bn relu conv bn | scale 0.5 0.5 + |"


def test_leading_tokens_and_layers_are_counted():
    assert zoo.PREACT.leading == ("bn", "relu")
    assert Unit().leading == ()
    assert (zoo.ORIGINAL.convolutions, zoo.BOTTLENECK.convolutions, Unit(branch="bn relu conv").convolutions) == (2, 3, 1)


def test_the_plan_has_the_papers_shapes():
    shapes = [
        (p.index, p.stage, p.c_in, p.c_inner, p.c_out, p.size_in, p.size_out, p.stride)
        for p in Net(blocks=(2, 1, 2)).unit_plans()
    ]
    assert shapes == [
        (0, 0, 16, 16, 16, 32, 32, 1),
        (1, 0, 16, 16, 16, 32, 32, 1),
        (2, 1, 16, 32, 32, 32, 16, 2),
        (3, 2, 32, 64, 64, 16, 8, 2),
        (4, 2, 64, 64, 64, 8, 8, 1),
    ]
    assert [p.index for p in Net(blocks=(2, 1, 2)).unit_plans() if p.transition] == [2, 3]


def test_a_bottleneck_changes_its_shape_in_the_first_unit_too():
    plan = zoo.net("preresnet-164").unit_plans()
    assert [p.index for p in plan if p.transition] == [0, 18, 36]
    assert [p.shapes() for p in plan if p.transition] == [
        "16x32x32 -> 64x32x32",
        "64x32x32 -> 128x16x16",
        "128x16x16 -> 256x8x8",
    ]
    assert {(p.c_inner, p.c_out) for p in plan} == {(16, 64), (32, 128), (64, 256)}


@pytest.mark.parametrize(("share", "sharing"), [("none", []), ("first", [0]), ("widths", [3]), ("stage", [0, 2, 3])])
def test_the_shared_activation_stands_where_it_is_asked_for(share, sharing):
    net = Net(unit=Unit(branch="bn relu conv", share=share), blocks=(2, 1, 2), widths=(4, 4, 8))
    assert [p.index for p in net.unit_plans() if p.shares] == sharing


# ------------------------------------------------------------------------------------------------------------- learning rate


def test_the_learning_rate_follows_the_papers():
    rate = Train().lr_at
    expected = {0: 0.01, 399: 0.01, 400: 0.1, 31_999: 0.1, 32_000: 0.01, 47_999: 0.01, 48_000: 0.001, 63_999: 0.001}
    assert {iteration: rate(iteration) for iteration in expected} == pytest.approx(expected, rel=1e-12)


def test_without_warm_up_the_rate_starts_high():
    assert Train(warmup=0).lr_at(0) == pytest.approx(0.1)
    assert Train(warmup=0, schedule="linear").lr_at(0) == pytest.approx(0.1)


def test_the_drops_scale_with_the_length_of_the_run():
    rate = Train(iterations=1000, warmup=10, drops=(0.5, 0.75), test_every=100).lr_at
    assert [rate(i) for i in (9, 10, 499, 500, 749, 750)] == pytest.approx([0.01, 0.1, 0.1, 0.01, 0.01, 0.001])
    assert Train(drops=()).lr_at(63_999) == pytest.approx(0.1)


def test_the_linear_schedule_rises_to_the_rate_and_falls_to_about_zero():
    train = Train(iterations=1000, warmup=100, schedule="linear", lr=0.2, warmup_lr=0.01)
    rates = [train.lr_at(iteration) for iteration in range(1000)]
    assert (rates[0], rates[50], rates[100], rates[550]) == pytest.approx((0.01, 0.105, 0.2, 0.1))
    assert rates[:101] == sorted(rates[:101])
    assert rates[100:] == sorted(rates[100:], reverse=True)
    assert 0 < rates[-1] < 0.2 / 800


@pytest.mark.parametrize(
    ("iterations", "kept"),
    [(0, ()), (1, ()), (2, (1,)), (12, (1, 3, 10)), (320, (1, 3, 10, 32, 100, 316)),
     (10_000, (1, 3, 10, 32, 100, 316, 1000, 3162)),
     (64_000, (1, 3, 10, 32, 100, 316, 1000, 3162, 10_000, 31_623))],
)  # fmt: skip
def test_weights_are_kept_at_half_decades_before_the_end(iterations, kept):
    assert Train(iterations=iterations, warmup=0).kept_iterations() == kept


def test_a_run_of_no_iterations_is_a_run_and_changes_no_other_key():
    run = Run(train=Train(iterations=0, warmup=0))
    assert run.epochs == 0 and run_from_json(run.json()) == run and run.key != Run().key
    with pytest.raises(UserError, match=r"iterations.*greater than or equal to 0"):
        make(Train, {"iterations": -1})


def test_epochs_are_those_of_the_papers():
    assert Run().epochs == pytest.approx(163.84)
    assert Run(data=Data(images=45_000, holdout=5_000)).epochs == pytest.approx(182.04, abs=0.01)


# ------------------------------------------------------------------------------------------------------------- random paths


def test_paths_have_one_way_to_be_written():
    assert Train(paths=" random   23 ").paths == "random 23" and Train(paths="decay 0.50").paths == "decay 0.5"
    assert Train(paths="decay 1").paths == "decay 1" and Train(paths="  ") == Train()
    assert Run(train=Train(paths="random 3")).key == Run(train=Train(paths="random  3")).key
    assert (
        len({Run(train=train).key for train in (Train(), Train(paths="random 3"), Train(paths="random 3", rescale=True))}) == 3
    )


def test_survival_is_that_of_the_papers():
    assert Train().survival_probabilities(3) == (1, 1, 1)
    assert Train(paths="random 23").survival_probabilities(54) == (23 / 54,) * 54
    assert Train(paths="decay 0.5").survival_probabilities(4) == pytest.approx([0.875, 0.75, 0.625, 0.5])  # Huang 2016, Eq. 4
    assert sum(Train(paths="decay 0.5").survival_probabilities(54)) == pytest.approx(54 * 0.75 - 0.25)  # about 40, as they say


@pytest.mark.parametrize("line", ["conv", "conv | +", "conv | + | relu | x", "conv | identity | relu", "cnv | + | "])
def test_a_line_that_is_no_unit_is_refused(line):
    with pytest.raises(UserError) as caught:
        spec.unit_from_line(line)
    assert "\n" not in str(caught.value)
