"""The explorer's page in Chromium: whether its answers are the nets', and how long they take.

On each of the nets of the page 30 random lesions (deleted branches, deleted shortcuts, exchanged units) are run on all of its
images, and the logits compared with those that PyTorch computes from the same weights. Each net has a page of its own, so that
no other net computes beside it. Seconds are those of the clock, and of the processor in all of the page's threads, which other
programs on the machine do not lengthen as much.

    python benchmarks/explorer.py [--lesions 30] [--run RUN ...]

Needs chromium, playwright and the released runs. Writes results/benchmarks/explorer-DEVICE.json.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import resexp  # before torch, so that its threads leave the cores while they wait

# isort: split
import psutil
import torch
from playwright.sync_api import Page, sync_playwright
from record import run_benchmark, save_result

from resexp import zoo
from resexp.errors import UserError
from resexp.explorer import build
from resexp.nets import hardware
from resexp.nets.net import Net
from resexp.route import Route
from resexp.store import Store

ASK = """async (fragment) => {
    document.body.dataset.state = "busy";
    location.hash = fragment;
    explorer.show();
    while (document.body.dataset.state !== "done") await new Promise((resolve) => setTimeout(resolve, 5));
    return explorer.answers(PAGE.nets[0].name);
}"""


def draw_lesions(net: Net, count: int, seed: int) -> dict[str, Route]:
    """Random routes that the net can run, by the fragment of the address that asks for them."""
    chance, units, found = random.Random(seed), len(net.units), dict[str, Route]()
    while len(found) < count:
        chosen = chance.sample(range(units), chance.randint(1, min(8, units)))
        cut = chance.randint(0, min(2, len(chosen)))
        pairs = [chance.sample(range(units), 2) for _ in range(chance.randint(0, 2))]
        route = Route.full(units).branch_only(*chosen[:cut]).drop(*chosen[cut:])
        for first, second in pairs:
            route = route.swap(first, second)
        try:
            route.check(net.spec)
        except UserError:
            continue
        words = {"branch-only": chosen[:cut], "drop": chosen[cut:], "swap": [f"{a}:{b}" for a, b in pairs]}
        parts = [f"{name}={','.join(map(str, some))}" for name, some in words.items() if some]
        found["&".join([f"units={units}", *parts])] = route
    return found


def processor_seconds() -> float:
    """Seconds of the processor that the browser's pages have taken so far."""
    pages = [one for one in psutil.Process().children(recursive=True) if "--type=renderer" in one.cmdline()]
    return float(sum(sum(one.cpu_times()[:2]) for one in pages))


def ask(page: Page, fragment: str) -> tuple[list[list[float]], tuple[float, float, float]]:
    """(logits of every image, seconds to the first answers, to all, and of the processor)."""
    before = processor_seconds()
    said = page.evaluate(ASK, fragment)
    return said["logits"], (said["first"] / 1000, said["whole"] / 1000, processor_seconds() - before)


def try_net(page: Page, net: Net, lesions: dict[str, Route]) -> dict[str, Any]:
    """Largest difference of a logit, number of answers that are another class, and seconds: of the lesions, and of lesions that
    begin at the first unit, so that nothing of the one before can be kept."""
    images, _ = net.images("test", build.IMAGES)
    difference, other, times = 0.0, 0, []
    for fragment, route in lesions.items():
        logits, seconds = ask(page, fragment)
        with torch.no_grad():
            wanted = net(images, route=route)
        difference = max(difference, float((torch.tensor(logits) - wanted).abs().max()))
        other += int((torch.tensor(logits).argmax(1) != wanted.argmax(1)).sum())
        times.append(seconds)
    last = len(net.units) - 1
    whole = [ask(page, f"units={last + 1}&drop={first}&branch-only={last - k}")[1] for k in range(3) for first in (0, 1)]
    return {
        "lesions": len(lesions),
        "images": len(images),
        "largest difference of a logit": difference,
        "answers of another class": other,
        "random lesions": _medians(times),
        "all units run": _medians(whole),
    }


def _medians(times: Sequence[tuple[float, float, float]]) -> dict[str, float]:
    """Medians and largest seconds."""
    names = ("first answers", "all answers", "processor")
    columns = dict(zip(names, zip(*times, strict=True), strict=True))
    found = {f"{name}, median s": round(statistics.median(column), 3) for name, column in columns.items()}
    return found | {f"{name}, most s": round(max(column), 3) for name, column in columns.items()}


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--lesions", type=int, default=30)
    parser.add_argument("--run", action="append", default=[])
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise UserError("no chromium here (on Debian: apt install chromium)")
    free, results = hardware.free_cores(), dict[str, Any]()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for run in options.run or [f"{name}@short" for name in build.NETS]:
            path, _ = build.write_page(Store(), [run], "short", Path(folder) / "page.html")
            net, page = resexp.load(run), browser.new_page()
            page.goto(path.as_uri())
            page.wait_for_selector("body[data-state=done]", timeout=200_000)
            name = zoo.name_of(net.spec) or run
            results[name] = try_net(page, net, draw_lesions(net, options.lesions, 0))
            print(f"{name}: {results[name]}", flush=True)
            page.close()
        version = browser.version
        browser.close()
        every, _ = build.write_page(Store(), [], "short", Path(folder) / "page.html")
        size = every.stat().st_size / 1e6
    facts = hardware.provenance(hardware.choose_device("cpu"))
    found = {"chromium": version, "free cores": round(free, 1), "MB of the page of four nets": round(size, 2), "nets": results}
    save_result("explorer", found | facts, facts["device"])


if __name__ == "__main__":
    run_benchmark(main)
