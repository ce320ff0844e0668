"""The explorer: its page answers as the nets do, whatever is deleted or exchanged; address, keyboard, contrast; its bundle."""

import hashlib
import json
import random
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from nets import stirred
from PIL import Image

from resexp import api, source, zoo
from resexp.errors import UserError
from resexp.explorer import build
from resexp.images import synthetic
from resexp.images.data import first_pixels, pixel_statistics
from resexp.nets import weights
from resexp.route import Route
from resexp.spec import Net, Run, Unit, make
from resexp.store import Store

ROOT = Path(__file__).resolve().parent.parent
SMALL = {"blocks": (2, 2, 2), "widths": (4, 8, 12)}
NETS = {
    "resnet-14": Net(**SMALL),
    "plain-14": Net(unit=zoo.PLAIN, **SMALL),
    "preresnet-14": Net(unit=zoo.PREACT, stem="conv", tail="bn relu", **SMALL),
    "bottleneck": Net(unit=zoo.BOTTLENECK.replace(shortcut="scale 0.5 0.8"), **SMALL),
    "skipinit": Net(unit=Unit(branch="scalar conv bn relu conv scalar"), **SMALL),
    "vgg": Net(unit=zoo.PLAIN.replace(branch="conv bn relu", after=""), down="pool", blocks=(2, 2, 2), widths=(8, 8, 8)),
}
DATA = {"name": "synthetic", "images": 64, "test_images": 64, "normalise": "pixel"}


def store_net(store, spec, name, data, released=False):
    """A run with weights, as if it had been trained; its key."""
    run = make(Run, {"net": spec, "data": data, "train": {"iterations": 10, "warmup": 0, "batch": 16}})
    store.write_spec(run)
    content = weights.write(stirred(spec).float(), half=released)
    store.finish(
        run.key, content, {"status": "finished", "name": name, "iterations": 10, "final": {"test_error": 12.5, "test_n": 64}}
    )
    return run.key


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """(page of a residual and a plain net, page of all six, nets by name, their keys): six units and random weights each."""
    store = Store(tmp_path_factory.mktemp("results"))
    keys = {name: store_net(store, spec, name, DATA) for name, spec in NETS.items()}
    sheet = store.run_folder(keys["resnet-14"]) / "lesion.single-0.csv"
    sheet.write_text(
        "split,n,intervention,at,quantity,value,note\n"
        "test,50,drop 3,3,error,41.5,\ntest,50,drop 3 (BN re-estimated),3,error,20,\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "IMAGES", 20)
        every, _ = build.write_page(store, list(keys.values()), "short", store.root / "every.html")
    two, _ = build.write_page(store, [keys["resnet-14"], keys["plain-14"]], "short")
    return two, every, {name: api.load(key, str(store.root)) for name, key in keys.items()}, keys


def lesions(spec, count, seed):
    """Routes that the net can run, each with the fragment of the page's address that asks for it."""
    draw, units, found = random.Random(seed), len(spec.unit_plans()), {}
    while len(found) < count:
        route, parts = Route.full(units), [f"units={units}"]
        chosen = draw.sample(range(units), draw.randint(0, units // 2))
        cut = draw.randint(0, len(chosen))
        for name, method, some in (("drop", route.drop, chosen[:cut]), ("branch-only", None, chosen[cut:])):
            if some:
                route = method(*some) if method else route.branch_only(*some)
                parts.append(f"{name}={','.join(map(str, some))}")
        swaps = [draw.sample(range(units), 2) for _ in range(draw.randint(0, 2))]
        for pair in swaps:
            route = route.swap(*pair)
        parts += [f"swap={','.join(f'{a}:{b}' for a, b in swaps)}"] if swaps else []
        try:
            route.check(spec)
        except UserError:
            continue
        found["&".join(parts)] = route
    return found.items()


def settle(page):
    """Wait until all nets of the page have answered."""
    page.wait_for_selector("body[data-state=done]", timeout=100_000)


ASK = """async ([fragments, names]) => {
    const found = [];
    for (const fragment of fragments) {
        document.body.dataset.state = "busy";
        location.hash = fragment;
        explorer.show();
        while (document.body.dataset.state !== "done") await new Promise(requestAnimationFrame);
        found.push(names.map((name) => explorer.answers(name)));
    }
    return found;
}"""


def ask(page, *fragments, names=()):
    """Put one lesion after the other into the address; what these nets answered to each, once all nets had."""
    return page.evaluate(ASK, [fragments, names])


def assert_same(said, net, images, route, tolerance):
    """The page ran this route, and its logits and classes are those of the net."""
    found = np.array(said["logits"])
    with torch.no_grad():
        wanted = net(images, route=route).numpy()
    assert said["route"] == route.text()
    assert np.abs(found - wanted).max() < tolerance, route.text()
    assert (found.argmax(1) == wanted.argmax(1)).all(), route.text()


@pytest.mark.browser
def test_every_kind_of_net_answers_in_the_page_as_it_does_here(small, open_page):
    _, path, nets, _ = small
    images, _ = nets["vgg"].images("test", 20)
    routes = {
        **dict(lesions(NETS["plain-14"], 18, 0)),
        **dict(lesions(NETS["resnet-14"], 16, 1)),
        **dict(lesions(NETS["vgg"], 3, 2)),
    }
    told = ask(open_page(path), *routes, names=[*nets])
    checked = dict.fromkeys(nets, 0)
    for route, each in zip(routes.values(), told, strict=True):
        for (name, net), said in zip(nets.items(), each, strict=True):
            try:
                route.check(net.spec)
            except UserError:
                assert said["cannot"], (name, route.text())
                continue
            assert_same(said, net, images, route, 2e-4)
            checked[name] += 1
    assert checked["resnet-14"] >= 30 and min(checked.values()) > 20


@pytest.mark.browser
def test_released_nets_answer_in_the_page_as_they_do_here(open_page, tmp_path):
    """The last stage of both nets of 56 layers, whose units before it the page does not run again."""
    if not Store(ROOT / "results").stored_keys():
        pytest.skip("no released runs here")
    store = Store(ROOT / "results")
    path, missing = build.write_page(store, (), "short", tmp_path / "page.html")
    assert not missing and path.stat().st_size < 8_000_000
    names, full = ("resnet-56", "plain-56"), Route.full(27)
    routes = {"units=27&drop=22": full.drop(22), "units=27&branch-only=24&swap=21:25": full.branch_only(24).swap(21, 25)}
    told = ask(open_page(path), *routes, names=names)
    for place, name in enumerate(names):
        net = api.load(f"{name}@short", str(store.root))
        for route, said in zip(routes.values(), told, strict=True):
            assert_same(said[place], net, shown_images(net), route, 1e-3)
    assert told[1][0]["kept"] >= 21


def shown_images(net):
    """The images of a page of nets trained on CIFAR-10, normalised for this net: CIFAR-10's, or the procedural ones."""
    if source.find_root("cifar10"):
        return net.images("test", build.IMAGES)[0]
    mean, std = pixel_statistics(net.run.data)
    pixels = torch.from_numpy(synthetic.make_images("test", build.IMAGES)[0])
    return ((pixels.float() / 255 - mean) / std).permute(0, 3, 1, 2)


@pytest.mark.browser
def test_a_lesion_stands_in_the_address_and_comes_back_from_it(small, open_page):
    path, _, _, keys = small
    page = open_page(path)
    settle(page)
    row = page.get_by_role("toolbar", name="Units of resnet-14")
    row.get_by_role("button", name="Unit 3, branch").click()
    row.get_by_role("button", name="Unit 0, shortcut").click(position={"x": 20, "y": 6})
    assert page.evaluate("location.hash") == "#units=6&drop=3&branch-only=0"
    assert "Unit 3 deleted; shortcut of unit 0 deleted" in page.inner_text("#status")
    assert f"resexp eval {keys['resnet-14']} --drop 3 --branch-only 0" in page.inner_text("#answers")
    page.reload()
    settle(page)
    assert page.evaluate("explorer.answers('resnet-14').route") == "drop 3 branch-only 0"
    page.go_back()
    page.wait_for_function("explorer.answers('resnet-14').route === 'drop 3'")
    assert "of 50 test images, in our tables\n41.5 %" in page.inner_text(".net:first-child .numbers")
    (said,) = ask(page, "units=6&drop=3,77&swap=0:5", names=["resnet-14"])
    assert "do not have" in page.inner_text("#story") and said[0]["route"] == "drop 3"
    ask(page, "units=6&drop=2")
    assert "cannot run without unit 2" in page.inner_text("[aria-label=plain-14].net")
    page.get_by_role("button", name="Reset").click()
    settle(page)
    assert page.evaluate("location.hash") == "#units=6" and "Whole nets" in page.inner_text("#status")
    page.fill("#k", "4")
    page.get_by_role("button", name="at random").click()
    assert len(page.evaluate("location.hash").partition("drop=")[2].split(",")) == 4


@pytest.mark.browser
def test_paths_are_counted(small, open_page):
    page = open_page(small[0])
    for fragment, paths in (
        ("units=6", np.poly1d([1, 1]) ** 6),
        ("units=6&drop=0,4&branch-only=3", np.poly1d([1, 1]) ** 3 * np.poly1d([1, 0])),
    ):
        ask(page, fragment)
        row = page.locator(".row").first
        row.locator("details").evaluate("element => { element.open = true }")
        there = {int(k): int(n) for k, n in re.findall(r"(\d+): (\d+)", row.locator("details p").inner_text())}
        assert there == {k: n for k, n in enumerate(paths.coeffs[::-1]) if n}
        assert row.locator(".paths > p").inner_text().startswith(f"{int(paths(1))} of 64 paths left")
        assert page.locator(".row").nth(1).locator(".paths").inner_text().startswith("1 path")


@pytest.mark.browser
def test_it_is_used_by_keyboard_and_by_dragging(small, open_page):
    page = open_page(small[0])
    settle(page)
    page.locator(".box").first.focus()
    for keys, address in (
        (["ArrowRight", "Enter"], "drop=1"),
        (["ArrowUp", "Enter"], "branch-only=1"),
        (["ArrowDown", "Shift+ArrowLeft"], "branch-only=1&swap=0:1"),
        (["End", "Enter"], "drop=5&branch-only=1&swap=0:1"),
    ):
        for key in keys:
            page.keyboard.press(key)
        assert page.evaluate("location.hash") == f"#units=6&{address}"
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    assert "different shapes" in page.inner_text("#story")
    page.locator(".tile").nth(1).focus()
    page.keyboard.press("ArrowRight")
    assert page.inner_text(".chances h3").startswith("Image 2: ")
    ask(page, "units=6")
    page.locator(".box").nth(0).drag_to(page.locator(".box").nth(1))
    assert page.evaluate("location.hash") == "#units=6&swap=0:1"


@pytest.mark.browser
def test_a_picture_of_ones_own_is_answered_too(small, open_page, tmp_path):
    path, _, nets, _ = small
    pixels, _ = synthetic.make_images("test", 70)
    Image.fromarray(pixels[69]).save(tmp_path / "own.png")
    page = open_page(path)
    settle(page)
    page.set_input_files("#picture", tmp_path / "own.png")
    page.wait_for_selector(".tile[aria-label^='Your picture']:not(.stale)")
    net = nets["resnet-14"]
    mean, std = pixel_statistics(net.run.data)
    label = int(net.predict(((torch.from_numpy(pixels[69:70]).float() / 255 - mean) / std).permute(0, 3, 1, 2)))
    assert page.locator(".net").first.locator(".tile").nth(64).inner_text() == [*synthetic.CLASSES][label]
    (tmp_path / "no.png").write_text("no picture")
    page.set_input_files("#picture", tmp_path / "no.png")
    page.wait_for_function("document.getElementById('story').textContent.includes('not a picture')")


@pytest.mark.browser
def test_without_a_gpu_it_goes_back_to_the_processor_and_says_why(small, open_page):
    page = open_page(small[0])
    settle(page)
    page.check("#gpu")
    page.wait_for_function("document.getElementById('story').textContent.includes('Back on the processor')", timeout=100_000)
    settle(page)
    assert not page.is_checked("#gpu") and "WebGL" in page.inner_text("#story")
    assert None not in page.evaluate("explorer.answers('resnet-14').logits")


@pytest.mark.browser
@pytest.mark.parametrize(("width", "theme"), [(1400, "light"), (400, "dark")])
def test_it_can_be_read(small, open_page, width, theme):
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(small[0], width, theme)
    ask(page, "units=6&drop=3&branch-only=1&swap=0:1")
    found = Axe().run(page)
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []
    assert "color-contrast" in {one["id"] for one in found.response["passes"]}
    assert page.evaluate("document.documentElement.scrollWidth") <= width


# without a browser


def data_of(path):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*)</script>', path.read_text())[1])


def test_where_cifar_is_missing_the_images_are_procedural_and_nobody_says_what_they_are(elsewhere, tmp_path):
    store = Store()
    key = store_net(store, NETS["resnet-14"], "resnet-14", {"normalise": "channel"}, released=True)
    path, _ = build.write_page(store, [key], "short")
    assert path == store.root / "short" / "explorer.html"
    page = data_of(path)
    assert (
        page["images"]["labels"] is None
        and page["images"]["trained"] == "CIFAR-10"
        and "CIFAR" not in page["images"]["title"].split("(")[0]
    )
    assert (
        len(page["nets"][0]["whole"]) == 64 and page["nets"][0]["half"] and page["nets"][0]["measured"] == {"full": [12.5, 64]}
    )


def test_numbers_stand_as_they_are(small):
    _, path, nets, _ = small
    assert not any(net["half"] for net in data_of(path)["nets"])  # fp32 weights stay fp32
    assert data_of(path)["images"]["labels"] == first_pixels(nets["vgg"].run.data, "test", 20).labels.tolist()


def test_wrong_input_is_one_line(elsewhere, command, tmp_path):
    store = Store()
    gated = store_net(store, Net(unit=Unit(shortcut="gate exclusive"), **SMALL), "gated", DATA)
    synthetic_one, cifar = (store_net(store, NETS["plain-14"], "plain", data) for data in (DATA, {"name": "cifar10"}))
    for words, said in (
        ([], "none of resnet-56, plain-56, resnet-20 and plain-20 has weights at short"),
        (["--budget", "shrot"], "did you mean"),
        (["--run", "none"], "no run 'none'"),
        (["--run", gated], "gate exclusive"),
        (["--run", synthetic_one, "--run", cifar], "different data"),
    ):
        code, out, err = command("explore", *words)
        assert code == 2 and err.count("\n") == 1 and said in err and not out, err
    store.weights_file(cifar).unlink()
    code, _, err = command("explore", "--run", cifar, "--out", str(tmp_path / "page.html"))
    assert code == 2 and err.count("\n") == 1 and "no weights file" in err
    assert not list(tmp_path.rglob("*.html"))


def test_the_bundle_is_built_from_the_sources_beside_it():
    web = ROOT / "resexp" / "explorer" / "web"
    sources = b"".join((web / name).read_bytes() for name in ("engine.js", "build.mjs", "package-lock.json"))
    script = (web.parent / "bundle" / "engine.js").read_text()
    assert hashlib.sha256(sources).hexdigest() in script.splitlines()[0], "npm ci && npm run build in resexp/explorer/web"
    assert "</script" not in script and (web.parent / "bundle" / "engine.wasm").read_bytes()[:4] == b"\0asm"
