"""A matplotlib figure as PNG and SVG with its caption printed under it: nothing cut off, the same bytes every time."""

from __future__ import annotations

import contextlib
import html
import io
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image

from resexp.analysis import style
from resexp.errors import UserError
from resexp.store import Store, write_atomic

NOT_CIFAR = "NOT CIFAR"
"""How the caption of a figure on other data begins; it is then printed in the colour of a warning, and over the plot too."""

WARNING = "#C24E00"

MOST_PIXELS = 16_383
"""Of a WebP picture, each way."""

WEB_WIDTHS = (1600, 1400, 1200, 1000, 800)
"""Pixels; the page shows a figure at up to 1,000, and larger on a click."""


def render(fig: Figure, text: str = "", kinds: Sequence[str] = ("png", "svg"), dpi: int = 150) -> dict[str, bytes]:
    """The figure as `png` and `svg`, the text printed under it: the same bytes every time.

    Whatever sticks out of the figure widens the picture: nothing is ever cut off. In the SVG the text is also the
    description, and each printed part is a group `caption-NUMBER-HEIGHT`: above it lie HEIGHT points of picture
    (`caption_and_height`).
    """
    with _laid_out(fig) as renderer:
        boxes = [Bbox.from_bounds(0, 0, *fig.get_size_inches()), fig.get_tightbbox(renderer).padded(0.08)]
        added = [_warn_above(fig, Bbox.union(boxes))] if text.startswith(NOT_CIFAR) else []
        boxes += [_inches(fig, words, renderer).padded(0.1) for words in added]
        if text:
            above = Bbox.union(boxes)
            printed = _print_under(fig, text, above, renderer)
            for number, words in enumerate(printed):
                words.set_gid(f"caption-{number}-{72 * above.height:.1f}")
            added += printed
            boxes += [_inches(fig, words, renderer).padded(0.15) for words in printed]
        metadata: dict[str, dict[str, Any]] = {
            "svg": {"Date": None, "Creator": None, "Description": text},
            "png": {"Software": None},
        }
        try:
            return {kind: _saved(fig, kind, dpi, Bbox.union(boxes), metadata[kind]) for kind in kinds}
        finally:
            for words in added:
                words.remove()


def _inches(fig: Figure, words: Text, renderer: Any) -> Bbox:
    box: Bbox = words.get_window_extent(renderer).transformed(fig.dpi_scale_trans.inverted())
    return box


def _warn_above(fig: Figure, below: Bbox) -> Text:
    """Over the plot, where nobody can miss it."""
    width, height = fig.get_size_inches()
    warning = fig.text(
        (width - 0.15) / width, (below.y1 + 0.05) / height, f"{NOT_CIFAR}: synthetic data", size=13,
        color=WARNING, weight="bold", ha="right", va="bottom", parse_math=False,
    )  # fmt: skip
    warning.set_in_layout(False)
    return warning


@contextlib.contextmanager
def _laid_out(fig: Figure) -> Iterator[Any]:
    """Lay the figure out once, and hold it so while it is measured and drawn in several formats. Yields a renderer."""
    renderer = FigureCanvasAgg(fig).get_renderer()
    engine = fig.get_layout_engine()
    if engine is not None:
        engine.execute(fig)
        fig.set_layout_engine("none")
    try:
        yield renderer
    finally:
        if engine is not None:
            fig.set_layout_engine(engine)


def _saved(fig: Figure, kind: str, dpi: int, box: Bbox, metadata: dict[str, Any]) -> bytes:
    stream = io.BytesIO()
    fig.savefig(stream, format=kind, dpi=dpi, bbox_inches=box, metadata=metadata, facecolor="white")
    return _same_names(stream.getvalue()) if kind == "svg" else stream.getvalue()


def _same_names(svg: bytes) -> bytes:
    """Number the clip paths and markers: matplotlib names them by hashes in which the last bit of a float shows."""
    names: dict[bytes, bytes] = {}

    def name(match: re.Match[bytes]) -> bytes:
        return names.setdefault(match[0], b"%s%d" % (match[0][:1], len(names)))

    return re.sub(rb'(?<=[#"])[a-z][0-9a-f]{10}(?=[")])', name, svg)


def _print_under(fig: Figure, text: str, above: Bbox, renderer: Any) -> list[Text]:
    """The wrapped caption under everything else, where no layout has to make room for it: its first line for the reader, what
    follows in smaller type."""
    width, height = fig.get_size_inches()
    loud, printed, bottom = text.startswith(NOT_CIFAR), list[Text](), above.y0 - 0.1
    looks: tuple[dict[str, Any], ...] = ({"size": 12.5, "color": "#222222"}, {"size": 9.5, "color": "#5A5A5A"})
    for part, look in zip(text.split("\n", 1), looks, strict=False):
        words = fig.text(0.15 / width, bottom / height, "", va="top", linespacing=1.35, parse_math=False, **look)
        if loud:
            words.set_color(WARNING)
        words.set_in_layout(False)
        words.set_text(wrap(part, _ruler(fig, words, renderer), width - 0.3))
        printed.append(words)
        bottom = _inches(fig, words, renderer).y0 - 0.08
    return printed


def _ruler(fig: Figure, words: Text, renderer: Any) -> Callable[[str], float]:
    """Widths of strings in inches, in the type of these words."""
    font, widths = words.get_fontproperties(), dict[str, float]()

    def measure(string: str) -> float:
        if string not in widths:
            widths[string] = renderer.get_text_width_height_descent(string, font, False)[0] / fig.dpi
        return widths[string]

    return measure


def wrap(text: str, measure: Callable[[str], float], width: float) -> str:
    """Break the text into lines no wider than `width`; a word that is wider by itself is broken too."""
    lines: list[str] = []
    line, used, space = "", 0.0, measure("a b") - measure("ab")
    for word in text.split():
        if line and used + space + measure(word) > width:
            lines.append(line)
            line, used = "", 0.0
        while measure(word) > width:
            cut = next((i for i in range(len(word) - 1, 1, -1) if measure(word[:i]) <= width), 1)
            lines.append(word[:cut])
            word = word[cut:]
        used += measure(word) + (space if line else 0.0)
        line = f"{line} {word}" if line else word
    return "\n".join([*lines, line])


def caption_and_height(svg: str) -> tuple[str, float]:
    """(the caption that is printed under a saved figure, the height in points of the picture above it); ('', 0) without one."""
    text = re.search(r"<dc:description>(.*?)</dc:description>", svg, re.DOTALL)
    height = re.search(r'<g id="caption-\d-([\d.]+)">', svg)
    return (html.unescape(text[1]), float(height[1])) if text and height else ("", 0.0)


def for_web(png: bytes, height: float, most: int = 75_000, dpi: int = 150) -> tuple[bytes, int, int]:
    """A saved figure without its printed caption as WebP of at most `most` bytes, its width and height in pixels.

    Args:
        png: the figure, as `render` made it.
        height: of the picture above the caption in points; 0: all of it.
        most: bytes; the picture is made smaller until it has no more, but no narrower than 800 pixels.
        dpi: of the PNG.
    """
    whole = Image.open(io.BytesIO(png)).convert("RGB")
    whole = whole.crop((0, 0, whole.width, round(height / 72 * dpi) or whole.height))
    for width in WEB_WIDTHS:
        part = min(1.0, width / whole.width, MOST_PIXELS / whole.height)
        size = (max(1, round(part * whole.width)), max(1, round(part * whole.height)))
        stream = io.BytesIO()
        whole.resize(size, Image.Resampling.LANCZOS).save(stream, "WEBP", quality=80, method=4)
        if stream.tell() <= most:
            break
    return stream.getvalue(), *size


def save_figure(fig: Figure, store: Store, budget: str, name: str, text: str = "") -> list[Path]:
    """Write results/<budget>/figures/<name>.png and .svg with the caption under the plot; returns the two paths."""
    paths = []
    with style.house_style():
        pictures = render(fig, text)
    for kind, content in pictures.items():
        paths.append(store.figures_folder(budget) / f"{name}.{kind}")
        write_atomic(paths[-1], content)
    return paths


def check_figures(figures: object, name: str) -> dict[str, Figure]:
    """What an experiment's figures() returned; UserError unless it is figures by name."""
    if not isinstance(figures, dict) or not all(isinstance(k, str) and isinstance(v, Figure) for k, v in figures.items()):
        raise UserError(
            f"figures() of {name} must return a dict from names to matplotlib figures, not {type(figures).__name__}"
        )
    return figures
