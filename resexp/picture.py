"""Parse a picture of the user's with a trained net: the class of every pixel, laid over the picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from PIL import Image, UnidentifiedImageError

from resexp.analysis import plots, render, scenes, style
from resexp.errors import UserError
from resexp.images import pixelwise
from resexp.images.scene_data import channel_statistics
from resexp.nets.inference import fold_bn
from resexp.nets.net import Net
from resexp.store import Store, write_atomic
from resexp.training.load import load_net

LEAST = 0.001
"""Classes with less of the picture than this are not named."""

MOST_PIXELS = 4_000_000
"""Of a picture at the height of the training images: wider ones are refused."""


def parse(picture: Path, key: str, store: Store, to: Path, device: torch.device) -> dict[str, float]:
    """Write the picture with the classes over it as a PNG, and return the part of it that each class has, largest first.

    The picture is brought to the height of the images that the net was trained on, since a net knows things at that size.

    Args:
        picture: an image file.
        key: of a run whose net gives every pixel a class.
        store: where it is.
        to: the file to write.
        device: on which to compute.

    Raises:
        UserError: the picture cannot be read, the net is of another kind or has no weights, or the file cannot be written.
    """
    spec = store.spec(key)
    if not spec.net.for_scenes:
        raise UserError(
            f"run {key} gives an image one class; parse needs a net with a head for pixels, as the experiment scenes trains"
        )
    if to.resolve() == picture.resolve():
        raise UserError(f"{to} is the picture itself; give another --out")
    try:
        with Image.open(picture) as opened:
            image = opened.convert("RGB")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise UserError(f"{picture} is not a picture that can be read: {error}") from None
    labels = predict(load_net(store, key).to(device), image, *_statistics(store, key, device), spec.data.size[0])
    names = pixelwise.class_names(spec.data)
    shares = np.bincount(labels.ravel(), minlength=len(names)) / labels.size
    order = [int(place) for place in np.argsort(-shares, kind="stable") if shares[place] >= LEAST]
    with style.house_style():
        drawn = render.render(_overlay(np.asarray(image), labels, {place: names[place] for place in order}), kinds=("png",))
    write_atomic(to, drawn["png"])
    return {names[place]: float(shares[place]) for place in order}


@torch.inference_mode()
def predict(net: Net, image: Image.Image, mean: torch.Tensor, std: torch.Tensor, height: int) -> np.ndarray[Any, Any]:
    """The label of every pixel of the image, uint8 (h, w): of the image at this height, brought to its own size again.

    Raises:
        UserError: it is too wide.
    """
    width = max(1, round(image.width * height / image.height))
    if width * height > MOST_PIXELS:
        raise UserError(
            f"a picture of {image.width} x {image.height} is too wide: {width} x {height} pixels at the height of training"
        )
    small = np.array(image.resize((width, height), Image.Resampling.BILINEAR))
    x = (torch.from_numpy(small).to(mean.device).float() / 255 - mean) / std
    step = net.spec.output_stride
    x = F.pad(x.permute(2, 0, 1)[None], (0, -width % step, 0, -height % step))
    labels = fold_bn(net)(x)[0, :, :height, :width].argmax(0).byte().cpu().numpy()
    return np.array(Image.fromarray(labels).resize(image.size, Image.Resampling.NEAREST))


def _statistics(store: Store, key: str, device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and standard deviation of the channels that the net was trained with: run.json says them, or the training images."""
    outcome, spec = store.outcome(key) or {}, store.spec(key).data
    if "mean" in outcome and "std" in outcome:
        return torch.tensor(outcome["mean"], device=device), torch.tensor(outcome["std"], device=device)
    mean, std = channel_statistics(spec, torch.from_numpy(pixelwise.read(spec, "train")[0]))
    return mean.to(device), std.to(device)


def _overlay(image: np.ndarray[Any, Any], labels: np.ndarray[Any, Any], names: dict[int, str]) -> Figure:
    """The picture, and the picture with the classes' colours over it and their names below."""
    height = 5.6 * image.shape[0] / image.shape[1] + 1.2
    fig, axes = plots.new_figure(columns=2, width=12.0, height=min(max(height, 2.5), 14.0), sharey=False)
    scenes.show_picture(axes[0], image)
    scenes.show_picture(axes[1], 0.45 * image / 255 + 0.55 * scenes.in_colours(labels))
    patches = [Patch(color=scenes.colour_of(place), label=name) for place, name in names.items()]
    fig.legend(handles=patches, loc="outside lower center", ncols=6)
    return fig
