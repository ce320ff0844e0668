"""Nets that give every pixel a class: a dilated backbone of our units, the FCN head and pyramid pooling (Zhao et al. 2017).

Pooling to bins and bilinear interpolation are products with fixed matrices, so that their gradients are sums in a fixed order
on a GPU too (torch's own kernels there add in any order); the maximum's is torch's.
"""

from __future__ import annotations

import functools

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from resexp.nets.net import Net
from resexp.nets.unit import Tap, apply_layers, show_to_tap
from resexp.route import Route
from resexp.spec import Head, parse_head, reduced_channels
from resexp.spec import Net as NetSpec


@functools.lru_cache(maxsize=64)
def interpolation(old: int, new: int) -> Float[Tensor, "old new"]:
    """Weights of bilinear interpolation along one side (corners not aligned): new = old values @ weights."""
    with torch.inference_mode(False):  # kept for training too
        return F.interpolate(torch.eye(old)[None], size=new, mode="linear", align_corners=False)[0]


@functools.lru_cache(maxsize=64)
def averaging(old: int, bins: int) -> Float[Tensor, "old bins"]:
    """Weights of adaptive average pooling along one side: bins = values @ weights."""
    with torch.inference_mode(False):
        return F.adaptive_avg_pool1d(torch.eye(old)[None], bins)[0]


def along_both(x: Float[Tensor, "b c h w"], rows: Tensor, columns: Tensor) -> Float[Tensor, "b c u v"]:
    """The map times a matrix along its height and one along its width."""
    rows, columns = (part.to(device=x.device, dtype=x.dtype) for part in (rows, columns))
    return (rows.T @ x) @ columns


def resize(x: Float[Tensor, "b c h w"], size: tuple[int, int]) -> Float[Tensor, "b c u v"]:
    """Bilinear interpolation to another height and width."""
    return along_both(x, interpolation(x.shape[2], size[0]), interpolation(x.shape[3], size[1]))


class Pyramid(nn.Module):
    """Pyramid pooling: the map and its levels, each pooled, reduced and interpolated back (Zhao 2017, section 3.2)."""

    def __init__(self, c: int, head: Head) -> None:
        super().__init__()
        self.head, self.c_out = head, c
        self.levels = nn.ModuleList()
        for _ in head.bins:
            each = reduced_channels(c, head)
            reduction = (nn.Conv2d(c, each, 1, bias=False), nn.BatchNorm2d(each), nn.ReLU()) if head.reduce else ()
            self.levels.append(nn.Sequential(*reduction))
            self.c_out += each

    def forward(self, x: Float[Tensor, "b c h w"]) -> Float[Tensor, "b d h w"]:
        """(b, c, h, w) -> (b, c + sum of the levels' channels, h, w)."""
        size = (x.shape[2], x.shape[3])
        pooled = [self.pool(x, bins) for bins in self.head.bins]
        return torch.cat([x, *(resize(level(part), size) for level, part in zip(self.levels, pooled, strict=True))], 1)

    def pool(self, x: Float[Tensor, "b c h w"], bins: int) -> Float[Tensor, "b c bins bins"]:
        """Average or maximum over bins x bins regions."""
        if self.head.pool == "max":
            return F.adaptive_max_pool2d(x, bins)
        return along_both(x, averaging(x.shape[2], bins), averaging(x.shape[3], bins))


def pixel_classifier(c: int, inner: int, classes: int) -> nn.Sequential:
    """3x3 convolution, BN, ReLU, 1x1 convolution to classes."""
    return nn.Sequential(
        nn.Conv2d(c, inner, 3, padding=1, bias=False), nn.BatchNorm2d(inner), nn.ReLU(), nn.Conv2d(inner, classes, 1)
    )


class SceneNet(Net):
    """A net that gives every pixel a class, as its spec says; takes images of any height and width that its stride divides."""

    def make_head(self, c: int) -> nn.Module:
        """Pyramid, if there is one, then the classifier of pixels; the auxiliary classifier, if there is one."""
        spec, head = self.spec, parse_head(self.spec.head)
        before = [plan for plan in spec.unit_plans() if plan.stage < len(spec.blocks) - 1]
        self.auxiliary = pixel_classifier(before[-1].c_out, before[-1].c_inner, spec.classes) if spec.auxiliary else None
        self.auxiliary_at = f"unit.{before[-1].index}.output" if before else ""
        self.pyramid = Pyramid(c, head) if head.kind == "pyramid" else nn.Identity()
        return pixel_classifier(getattr(self.pyramid, "c_out", c), spec.widths[-1], spec.classes)

    def forward(  # type: ignore[override]
        self, x: Float[Tensor, "b 3 h w"], route: Route | None = None, tap: Tap | None = None
    ) -> Float[Tensor, "b classes h w"] | tuple[Float[Tensor, "b classes h w"], Float[Tensor, "b classes h w"]]:
        """Logits of every pixel of normalised images; in training with an auxiliary head also that head's.

        Args:
            x: (b, 3, h, w).
            route: as for `Net`.
            tap: as for `Net`, with `pyramid` in place of `pool`; `logits` are those before the interpolation.

        Raises:
            UserError: the net cannot run the route.
        """
        size, beside = (x.shape[2], x.shape[3]), list[Tensor]()

        def keep(place: str, value: Tensor) -> Tensor | None:
            if place == self.auxiliary_at:
                beside.append(value)
            return tap(place, value) if tap is not None else None

        wanted = self.training and self.auxiliary is not None
        x = apply_layers(self.stem, x, "stem", tuple(self.spec.stem.split()), tap)  # (b, widths[0], h/2, w/2)
        if self.spec.stem_stride == 4:
            x = F.max_pool2d(x, 3, 2, 1)  # (b, widths[0], h/4, w/4)
        x = show_to_tap(tap, "stem", x)
        x = self.through(x, route, keep if wanted else tap)  # (b, c, h/8, w/8) with two of four stages dilated
        logits = resize(self.finish(x, tap), size)
        if not wanted:
            return logits
        assert self.auxiliary is not None
        return logits, resize(self.auxiliary(beside[-1]), size)

    def finish(self, x: Float[Tensor, "b c h w"], tap: Tap | None = None) -> Float[Tensor, "b classes h w"]:
        """Tail, pyramid, classifier: logits at the size of the last map."""
        x = show_to_tap(tap, "tail", apply_layers(self.tail, x, "tail", tuple(self.spec.tail.split()), tap))
        x = show_to_tap(tap, "pyramid", self.pyramid(x))
        return show_to_tap(tap, "logits", self.head(x))


def build(spec: NetSpec, seed: int | None = 0) -> Net:
    """The net of a spec, with one class an image or one a pixel; the weights are a function of (spec, seed) alone."""
    return SceneNet(spec, seed) if spec.for_scenes else Net(spec, seed)
