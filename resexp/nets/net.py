"""The net: stem -> units -> tail -> head, with a route for interventions and a tap for measurements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from resexp.errors import UserError
from resexp.images.data import first_images
from resexp.nets.unit import ResidualUnit, Tap, apply_layers, initialise, layers_from_tokens, show_to_tap
from resexp.rng import derive
from resexp.route import Route, Step
from resexp.spec import Net as NetSpec
from resexp.spec import Run, Train


class Net(nn.Module):
    """A residual or plain net for 32x32 images, as its spec says (He 2015, section 4.2)."""

    def __init__(self, spec: NetSpec, seed: int | None = 0) -> None:
        """Build and initialise; the weights are a function of (spec, seed) alone. seed None keeps PyTorch's initialisation."""
        super().__init__()
        self.spec = spec
        self.run: Run | None = None  # the run that `resexp.load` loaded it from
        self.after: Callable[[int], Net] | None = None  # by `load`: the same run's net after an iteration
        plans = spec.unit_plans()
        self.pools, self.sizes = spec.down == "pool", [plan.size_in for plan in plans]
        with torch.random.fork_rng(devices=[]):  # whoever builds a net keeps their own random numbers
            if seed is not None:
                torch.default_generator.manual_seed(derive(seed, "init"))
            self.stem = layers_from_tokens(tuple(spec.stem.split()), 3, (spec.widths[0],), min(spec.stem_stride, 2))
            self.units = nn.ModuleList(ResidualUnit(spec.unit, plan) for plan in plans)
            self.tail = layers_from_tokens(tuple(spec.tail.split()), plans[-1].c_out, ())
            self.head: nn.Linear = self.make_head(plans[-1].c_out)
            if seed is not None:
                initialise(self, spec.init)

    def make_head(self, c: int) -> Any:
        """What makes logits of the last map's c channels."""
        return nn.Linear(c, self.spec.classes)

    def rescale(self, train: Train) -> Net:
        """Set the factors on the branches in eval mode, and return the net itself: with `train.rescale` the probability with
        which training runs the branch (Huang 2016, Eq. 5), else 1."""
        for unit, kept in zip(self.units, train.survival_probabilities(len(self.units)), strict=True):
            unit.survival = kept if train.rescale else 1.0  # type: ignore[assignment]
        return self

    def forward(
        self, x: Float[Tensor, "b 3 h w"], route: Route | None = None, tap: Tap | None = None
    ) -> Float[Tensor, "b classes"]:
        """Logits of normalised images.

        Args:
            x: (b, 3, 32, 32).
            route: which units run, in which order and how; all of them by default. Nothing of the net changes.
            tap: shown every place: `stem`, `unit.K.input` ... `unit.K.output` (unit.py), `tail`, `pool`, `logits`.

        Raises:
            UserError: the net cannot run the route.
        """
        x = show_to_tap(
            tap, "stem", apply_layers(self.stem, x, "stem", tuple(self.spec.stem.split()), tap)
        )  # (b, widths[0], 32, 32)
        x = self.through(x, route, tap)  # (b, c_out, 8, 8) with three stages
        return self.finish(x, tap)

    def through(
        self, x: Float[Tensor, "b c h w"], route: Route | None = None, tap: Tap | None = None
    ) -> Float[Tensor, "b d u v"]:
        """The units alone, from the stem's output to the tail's input."""
        if route is None:
            for index, unit in enumerate(self.units):
                x = unit(self._pooled(x, index), None, tap)
            return x
        route.check(self.spec)
        for step in route.steps:
            x = self.step(x, step, tap)
        return x

    def step(self, x: Float[Tensor, "b c h w"], step: Step, tap: Tap | None = None) -> Float[Tensor, "b d u v"]:
        """One unit's turn on a route, after the pooling that comes before a stage if the net pools."""
        return self.units[step.unit](self._pooled(x, step.unit), step, tap)

    def _pooled(self, x: Tensor, unit: int) -> Tensor:
        """The unit's input: x, halved by max pooling where a net that pools enters a stage."""
        return F.max_pool2d(x, 2) if self.pools and x.shape[-1] == 2 * self.sizes[unit] else x

    def finish(self, x: Float[Tensor, "b c h w"], tap: Tap | None = None) -> Float[Tensor, "b classes"]:
        """Tail, global average pooling, linear layer."""
        x = show_to_tap(tap, "tail", apply_layers(self.tail, x, "tail", tuple(self.spec.tail.split()), tap))
        x = show_to_tap(tap, "pool", F.adaptive_avg_pool2d(x, 1).flatten(1))  # (b, c_out)
        return show_to_tap(tap, "logits", self.head(x))

    # for notebooks

    def images(self, split: str = "test", n: int = 500) -> tuple[Float[Tensor, "n 3 32 32"], Int[Tensor, " n"]]:
        """The first n images of a split of the run's data, normalised as this net was trained, and their labels, on the CPU.

        Raises:
            UserError: the net was not loaded by `resexp.load`, or the data are not here.
        """
        if self.run is None:
            raise UserError("this net is of no run, so nothing says what its images are; resexp.load loads a trained one")
        return first_images(self.run.data, split, n)

    def predict(self, images: Tensor, route: Route | None = None) -> Int[Tensor, " b"]:
        """The class that the net finds most likely for each image, (b,): in evaluation mode, without gradients.

        Args:
            images: (b, 3, 32, 32), normalised, on the net's device.
            route: as for a call of the net.

        Raises:
            UserError: these are no such images, or the net cannot run the route.
        """
        if images.shape[1:] != (3, 32, 32) or not images.is_floating_point():
            got = f"{tuple(images.shape)} of {str(images.dtype).removeprefix('torch.')}"
            raise UserError(f"images are (b, 3, 32, 32) normalised floats, as net.images gives; these are {got}")
        before = self.training
        try:
            with torch.no_grad():
                return torch.cat([self.eval()(part, route=route).argmax(1) for part in images.split(500)])
        finally:
            self.train(before)
