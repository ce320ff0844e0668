"""Measures on scenes against label maps written by hand; the rows of a net."""

import base64
import io

import numpy as np
import pytest
import torch
from PIL import Image

from resexp import words
from resexp.images.pixelwise import IGNORED, Kinds
from resexp.images.scene_data import SceneData
from resexp.nets.scene import build
from resexp.probe import scene
from resexp.spec import Data, Net, make

KIND = Kinds(objects=(4, 5), places=(1, 2), pairs=((7, 8),))


def maps(*lines):
    """Digits as labels; # is not labelled."""
    return np.array([[IGNORED if digit == "#" else int(digit) for digit in line] for line in lines], np.uint8)


def test_confusion_accuracy_and_iou_leave_unlabelled_pixels_out():
    truth, predicted = maps("0011", "00##"), maps("0001", "0112")
    counts = scene.confusion(truth, predicted, 3)
    assert counts.tolist() == [[3, 1, 0], [1, 1, 0], [0, 0, 0]]
    found = {(quantity, at): value for quantity, at, value in scene.scores(counts, "abc")}
    assert found[words.PIXEL_ACCURACY, ""] == pytest.approx(100 * 4 / 6)
    assert found[words.CLASS_IOU, "a"] == pytest.approx(60) and found[words.CLASS_IOU, "b"] == pytest.approx(100 / 3)
    assert found[words.MEAN_IOU, ""] == pytest.approx((60 + 100 / 3) / 2)  # c does not occur
    assert found[words.CONFUSION, "a>b"] == 25 and (words.CLASS_IOU, "c") not in found


def test_mismatched_are_objects_predicted_beside_a_place_that_training_never_has_with_them():
    train = np.stack([maps("144", "111"), maps("255", "222")])
    seen = scene.co_occurrences(train, 9)
    assert seen[4, 1] and seen[5, 2] and not seen[4, 2] and not seen[5, 1]
    truth, predicted = maps("1440", "11#0"), maps("1450", "1150")
    wrong = scene.mismatched(truth, predicted, seen, KIND)
    assert wrong.tolist() == [[False, False, True, False], [False] * 4]  # the one at the unlabelled pixel does not count
    assert not scene.mismatched(maps("0440"), maps("0450"), seen, KIND).any()  # no place in sight, nothing to mismatch


def test_an_object_is_split_if_both_classes_of_its_pair_have_a_part_of_it():
    truth = np.zeros((6, 20), np.uint8)
    truth[:, :6], truth[:, 8:14], truth[0, 18:] = 7, 8, 7  # two large objects, and one too small to count
    predicted = truth.copy()
    predicted[:3, :6], predicted[0, 8] = 8, 7
    assert list(scene.split_objects(truth, predicted, (7, 8))) == [(True, 18), (False, 1)]
    rows = list(scene.split_rows([((7, 8), True, 18), ((7, 8), False, 1)], [(7, 8)], "0123456789"))
    assert rows == [(words.SPLIT_OBJECTS, "", 50.0), (words.SPLIT_OBJECTS, "7/8", 50.0)]


def test_iou_and_recall_of_objects_by_size():
    truth, predicted = np.zeros((12, 12), np.uint8), np.zeros((12, 12), np.uint8)
    truth[1:3, 1:3], truth[5:10, 5:10] = 4, 4
    predicted[1:3, 1:2], predicted[5:10, 6:12] = 4, 4  # half of the small one; a fifth missed, a column too much
    small, large = scene.objects(truth, predicted, [4, 5])
    assert small == (4, 2, 4) and large == (25, 20, 25 + 10)
    rows = {(quantity, at): value for quantity, at, value in scene.size_rows([small, large])}
    assert rows[words.OBJECT_RECALL, "1 to 15"] == 50 and rows[words.OBJECT_RECALL, "16 to 63"] == 80
    assert rows[words.OBJECT_IOU, "16 to 63"] == pytest.approx(100 * 20 / 35) and rows[words.OBJECTS, "1 to 15"] == 1


@pytest.fixture(scope="module")
def net_and_data():
    data = SceneData(make(Data, {"name": "scenes", "images": 30, "test_images": 6, "normalise": "channel", "augment": "flip",
                                 "scene": {"size": 64, "far": 20, "largest": 6}}))  # fmt: skip
    spec = make(Net, {"blocks": (1, 1, 1, 1), "widths": (4, 4, 4, 4), "stem_stride": 4, "dilated": 2, "image": (64, 64),
                      "head": "pyramid 1 2"})  # fmt: skip
    return build(spec).eval(), data


def test_a_net_has_all_rows_and_its_pictures_are_what_it_predicts(net_and_data):
    net, data = net_and_data
    (rows,), (more,) = (some(net, data, 0, lambda **_: False, images=5, **amount)
                        for some, amount in ((scene.failures, {}), (scene.pictures, {"pictures": 2})))  # fmt: skip
    rows = rows + more
    by = {(row["quantity"], row["at"]): row for row in rows}
    assert len(by) == len(rows) and {row["n"] for row in rows} == {5}
    with torch.no_grad():
        x, y = next(data.batches("test", 5, 5))
        predicted = net(x).argmax(1)
    assert by[words.PIXEL_ACCURACY, ""]["value"] == pytest.approx(100 * float((predicted == y).float().mean()), abs=0.05)
    picture = np.array(Image.open(io.BytesIO(base64.b64decode(by[words.PREDICTION, "4"]["note"]))))
    assert (picture == predicted[4].numpy()).mean() > 0.999
    assert {at for quantity, at in by if quantity == words.IMAGE_MISSED} == {"0", "4"}
    assert not list(scene.failures(net, data, 0, lambda **_: True, images=5))


def test_the_effective_receptive_field_is_inside_the_theoretical_one():
    data = SceneData(make(Data, {"name": "scenes", "images": 2, "test_images": 2, "normalise": "channel", "augment": "none"}))
    spec = make(Net, {"blocks": (1,), "widths": (4,), "stem_stride": 2, "image": (96, 96), "head": "fcn"})
    (rows,) = scene.receptive_field(build(spec).eval(), data, 0, lambda **_: False, images=2)
    by = {(row["quantity"], row["at"]): row["value"] for row in rows}
    side = spec.receptive_field()
    assert side == 3 + 4 * 2 and 3 < by[words.EFFECTIVE_FIELD, ""] <= side + 4  # the head's 3x3 adds two steps of two pixels
    assert by[words.FIELD_PROFILE, "20"] == 0 < by[words.FIELD_PROFILE, "2"] <= 1
    assert max(value for (quantity, _), value in by.items() if quantity == words.FIELD_PROFILE) == 1
