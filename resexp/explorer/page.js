"use strict";
/* The page: units to click, one lesion for all nets that are shown, and what the nets answer. The nets run in workers
   (web/engine.js). The lesion stands in the address, which is the only place where it is kept. */

const PAGE = JSON.parse(document.getElementById("data").textContent);
const SIZE = 32 * 32 * 3, IMAGES = PAGE.images;
const PIXELS = bytesOf(IMAGES.pixels);
const COUNT = PIXELS.length / SIZE; // images that come with the page; the visitor's own stands behind them
const $ = (id) => document.getElementById(id);

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

const listed = (words) => words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
const grouped = (number) => number.toLocaleString("en");

// lesions: { modes, order }, of unit i its mode (full, skip, branch), and the units in the order in which they run

const whole = (units) => ({ modes: Array(units).fill("full"), order: [...Array(units).keys()] });
const unitsWith = (lesion, mode) => lesion.modes.flatMap((own, unit) => (own === mode ? [unit] : []));

function withModes(units, changes, order) {
  const lesion = whole(units);
  for (const [mode, some] of Object.entries(changes)) for (const unit of some) lesion.modes[unit] = mode;
  return { ...lesion, order: order || lesion.order };
}

function swapped(lesion, first, second) {
  const order = [...lesion.order];
  const a = order.indexOf(first), b = order.indexOf(second);
  [order[a], order[b]] = [order[b], order[a]];
  return { ...lesion, order };
}

/* Pairs of units whose exchange, one pair after the other, makes this order. */
function swapsOf({ order }) {
  const now = [...order.keys()], pairs = [];
  order.forEach((unit, place) => {
    if (now[place] === unit) return;
    pairs.push([now[place], unit]);
    now[now.indexOf(unit)] = now[place];
    now[place] = unit;
  });
  return pairs;
}

/* As Route.text of resexp/route.py: what tables call the lesion. */
function textOf(lesion) {
  const words = [];
  for (const [mode, name] of [["skip", "drop"], ["branch", "branch-only"]]) {
    const units = unitsWith(lesion, mode);
    if (units.length) words.push(`${name} ${units}`);
  }
  if (swapsOf(lesion).length) words.push(`order ${lesion.order}`);
  return words.join(" ") || "full";
}

function sentenceOf(lesion) {
  const plural = (units, one, many) => `${units.length > 1 ? many : one} ${listed(units)}`;
  const said = [], skipped = unitsWith(lesion, "skip"), cut = unitsWith(lesion, "branch");
  if (skipped.length) said.push(`${plural(skipped, "unit", "units")} deleted`);
  if (cut.length) said.push(`${plural(cut, "shortcut of unit", "shortcuts of units")} deleted`);
  for (const [first, second] of swapsOf(lesion)) said.push(`units ${first} and ${second} exchanged`);
  const text = said.join("; ") || "whole nets";
  return text[0].toUpperCase() + text.slice(1);
}

function commandOf(net, lesion) {
  const skipped = unitsWith(lesion, "skip"), cut = unitsWith(lesion, "branch");
  return [`python -m resexp eval ${net.key}`, skipped.length && `--drop ${skipped}`, cut.length && `--branch-only ${cut}`,
    ...swapsOf(lesion).map(([first, second]) => `--swap ${first}:${second}`)].filter(Boolean).join(" ");
}

/* Whether two units have equal shapes in some net that is shown; the others then say that they cannot run this. */
const canSwap = ({ nets }, first, second) => nets.some(({ net }) => equalShapes(net.units[first], net.units[second]));
const equalShapes = (a, b) => ["c_in", "c_out", "size_in", "size_out"].every((name) => a[name] === b[name]);
const changesShape = (unit) => unit.c_in !== unit.c_out || unit.size_in !== unit.size_out;
const shapesOf = ({ c_in, size_in, c_out, size_out }) => `${c_in}×${size_in}×${size_in} to ${c_out}×${size_out}×${size_out}`;

/* Why this net cannot run the lesion, as Route.check of resexp/route.py decides it; "" if it can. */
function whyNot(net, lesion) {
  const units = net.net.units;
  let [channels, size] = [units[0].c_in, units[0].size_in];
  for (const index of lesion.order) {
    const unit = units[index];
    if (net.net.pools && size === 2 * unit.size_in) size = unit.size_in;
    if (unit.c_in !== channels || unit.size_in !== size) {
      return `${net.name} cannot run unit ${index} there: it makes ${shapesOf(unit)}, and what comes in is ${channels}×${size}×${size}.`;
    }
    if (lesion.modes[index] === "skip" && !unit.shortcut && changesShape(unit)) {
      return `${net.name} cannot run without unit ${index}: it makes ${shapesOf(unit)}, and no shortcut beside it does.`;
    }
    [channels, size] = [unit.c_out, unit.size_out];
  }
  return "";
}

/* paths[k]: number of paths through the units that pass k branches (Veit 2016, section 3). */
function pathsOf(net, lesion) {
  let paths = [1n];
  net.net.units.forEach((unit, index) => {
    const mode = lesion.modes[index];
    const around = unit.shortcut ? mode !== "branch" : mode === "skip";
    const through = mode !== "skip";
    const next = Array(paths.length + 1).fill(0n);
    paths.forEach((count, length) => {
      if (around) next[length] += count;
      if (through) next[length + 1] += count;
    });
    paths = next;
  });
  return paths;
}

// the address

function addressOf(group, lesion) {
  const parts = [`units=${group.units}`], skipped = unitsWith(lesion, "skip"), cut = unitsWith(lesion, "branch");
  if (skipped.length) parts.push(`drop=${skipped}`);
  if (cut.length) parts.push(`branch-only=${cut}`);
  const swaps = swapsOf(lesion).map((pair) => pair.join(":"));
  if (swaps.length) parts.push(`swap=${swaps}`);
  return `#${parts.join("&")}`;
}

/* [group, lesion] of an address; what it says that no net here can do is left out, and said. */
function fromAddress(text) {
  const parts = new URLSearchParams(text.replace(/^#/, ""));
  const group = GROUPS.find(({ units }) => String(units) === parts.get("units")) || GROUPS[0];
  const numbers = (words) => (words || "").split(",").filter(Boolean).map(Number);
  const known = (unit) => Number.isInteger(unit) && unit >= 0 && unit < group.units;
  let left = Boolean(parts.get("units")) && String(group.units) !== parts.get("units");
  const taken = (units) => units.filter((unit) => known(unit) || !(left = true));
  let lesion = withModes(group.units, { skip: taken(numbers(parts.get("drop"))), branch: taken(numbers(parts.get("branch-only"))) });
  for (const pair of (parts.get("swap") || "").split(",").filter(Boolean)) {
    const [first, second] = pair.split(":").map(Number);
    if (known(first) && known(second) && canSwap(group, first, second)) lesion = swapped(lesion, first, second);
    else left = true;
  }
  return [group, lesion, left];
}

// nets

class Runner {
  constructor(net) {
    Object.assign(this, { net, answers: Array(COUNT + 1).fill(null), known: new Map(), id: 0, failed: "", loaded: false });
    this.worker = new Worker(Runner.url());
    this.worker.onmessage = ({ data }) => this.hear(data);
    this.worker.onerror = (event) => this.hear({ type: "failed", message: event.message || "the worker did not start" });
    const blob = bytesOf(net.block).buffer;
    this.backend = $("gpu").checked ? "webgl" : "wasm";
    this.worker.postMessage({ type: "load", backend: this.backend, description: net.net, blob, pixels: PIXELS, wasm: Runner.wasm() }, [blob]);
    if (picture) this.setPicture(picture);
  }

  static url() {
    return (Runner.made ||= URL.createObjectURL(new Blob([$("engine").textContent], { type: "text/javascript" })));
  }

  static wasm() {
    return `data:application/wasm;base64,${$("wasm").textContent}`;
  }

  setPicture(pixels) {
    this.known.clear();
    this.text = null;
    this.worker.postMessage({ type: "picture", start: COUNT, pixels });
  }

  /* Ask for the answers on a lesion; those to one that was asked for before are here at once. */
  run(lesion) {
    const text = textOf(lesion);
    if (text === this.text) return; // under way, or done
    this.id += 1;
    this.text = text;
    this.fresh = new Set();
    this.done = this.timing = null;
    if (whyNot(this.net, lesion)) return this.finish();
    const known = this.known.get(this.text);
    if (known) {
      this.answers = [...known];
      this.fresh = new Set(known.keys());
      return this.finish();
    }
    this.worker.postMessage({ type: "run", id: this.id, steps: lesion.order.map((unit) => ({ unit, mode: lesion.modes[unit] })) });
  }

  finish() {
    this.done = true;
    showAnswers(this);
    showStatus();
  }

  hear(message) {
    if (message.type === "failed" && this.backend === "webgl") {
      $("gpu").checked = false;
      startAgain();
      $("story").textContent = `Back on the processor: ${message.message}.`;
      return;
    }
    if (message.type === "failed") {
      this.failed = message.message;
      return this.finish();
    }
    if (message.id !== this.id) return;
    if (message.type === "answers") {
      const classes = IMAGES.classes.length;
      for (let i = 0; i * classes < message.logits.length; i++) {
        this.answers[message.start + i] = message.logits.subarray(i * classes, (i + 1) * classes);
        this.fresh.add(message.start + i);
      }
      this.frame ||= requestAnimationFrame(() => { this.frame = 0; showAnswers(this); });
    } else if (message.type === "done") {
      this.timing = message;
      this.known.set(this.text, [...this.answers]);
      if (this.known.size > 40) this.known.delete(this.known.keys().next().value);
      this.finish();
    }
  }
}

const runners = new Map();
const runnerOf = (net) => runners.get(net) || runners.set(net, new Runner(net)).get(net);

/* Let new workers run the nets, where the visitor has chosen. */
function startAgain() {
  for (const { worker } of runners.values()) {
    worker.onmessage = worker.onerror = null;
    worker.terminate();
  }
  runners.clear();
  show();
}

const best = (logits) => logits.indexOf(Math.max(...logits));

function chances(logits) {
  const most = Math.max(...logits), powers = [...logits].map((value) => Math.exp(value - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((value) => value / sum);
}

// what is shown

const GROUPS = []; // of nets with equally many units
for (const net of PAGE.nets) {
  const units = net.net.units.length, group = GROUPS.find((one) => one.units === units);
  if (group) group.nets.push(net);
  else GROUPS.push({ units, nets: [net] });
}
let group, lesion, chosen = 0, picture = null, shownGroup = null;
const views = new Map(); // of the nets that are shown

function go(next, replace = false) {
  const address = addressOf(group, next);
  if (address === location.hash) return show();
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  show();
}

function show() {
  let left;
  [group, lesion, left] = fromAddress(location.hash);
  if (group !== shownGroup) build();
  for (const net of group.nets) showUnits(net);
  for (const net of group.nets) runnerOf(net).run(lesion);
  const text = textOf(lesion), preset = group.presets.find((one) => textOf(one.lesion) === text);
  for (const button of $("presets").children) button.setAttribute("aria-pressed", button.dataset.text === text);
  $("story").textContent = left ? "The address names a lesion that the nets of this page do not have; the rest of it is shown."
    : preset ? preset.says : "";
  for (const net of group.nets) showAnswers(runnerOf(net));
  showStatus();
}

function build() {
  shownGroup = group;
  group.presets ||= presetsOf(group);
  views.clear();
  $("k").max = group.units;
  for (const input of $("groups").querySelectorAll("input")) input.checked = Number(input.value) === group.units;
  $("presets").replaceChildren(...group.presets.map(({ name, lesion: own, then }) =>
    make("button", { class: "plain", type: "button", "data-text": textOf(own), onclick: () => { go(own); if (then) then(); } }, name)));
  for (const net of group.nets) views.set(net, { ...rowOf(net), ...sectionOf(net) });
  $("rows").replaceChildren(...[...views.values()].map(({ row }) => row));
  $("answers").replaceChildren(...[...views.values()].map(({ section }) => section));
}

// units

function rowOf(net) {
  const units = net.net.units, places = [], stages = [];
  units.forEach((unit, place) => {
    if (!place || unit.stage !== units[place - 1].stage) {
      const holder = make("div");
      stages.push(holder);
      holder.label = `${unit.c_out} channels, ${unit.size_out} × ${unit.size_out}`;
    }
    const button = (kind) => make("button", { type: "button", class: kind, tabindex: -1, "data-place": place, "data-kind": kind });
    const cell = make("div", { class: `unit${unit.shortcut ? "" : " bare"}` }, ...(unit.shortcut ? [button("arc")] : []), button("box"));
    places.push(cell);
    stages.at(-1).append(cell);
  });
  places[0].querySelector(".box").tabIndex = 0;
  const bar = make("div", { class: "units", role: "toolbar", "aria-label": `Units of ${net.name}` },
    ...stages.map((holder) => make("div", { class: "stage", style: `flex-grow: ${holder.children.length}` }, make("small", {}, holder.label), holder)));
  bar.addEventListener("click", (event) => clickUnit(event.target.closest("button")));
  bar.addEventListener("keydown", (event) => moveAmongUnits(event, places));
  bar.addEventListener("pointerdown", (event) => startDrag(event, places));
  const paths = make("div", { class: "paths" });
  const kind = units.some((unit) => unit.shortcut) ? "with shortcuts" : "without shortcuts";
  return { places, paths, row: make("div", { class: "row" }, make("h2", {}, net.name, make("span", {}, `${group.units} units ${kind}`)), bar, paths) };
}

function showUnits(net) {
  const { places, paths } = views.get(net), units = net.net.units;
  places.forEach((cell, place) => {
    const unit = lesion.order[place], mode = lesion.modes[unit], plan = units[unit];
    const [box, arc] = [cell.querySelector(".box"), cell.querySelector(".arc")];
    box.textContent = unit;
    box.className = ["box", mode === "skip" && "off", unit !== place && "moved", changesShape(plan) && "halves"].filter(Boolean).join(" ");
    const shapes = changesShape(plan) ? `, ${shapesOf(plan)}` : "";
    box.setAttribute("aria-label", `Unit ${unit}${plan.shortcut ? ", branch" : ""}${shapes}${unit === place ? "" : `, at place ${place}`}`);
    box.setAttribute("aria-pressed", mode === "skip");
    box.title = `${mode === "skip" ? "put back" : "delete"} ${plan.shortcut ? `the branch of unit ${unit}` : `unit ${unit}`}${shapes}`;
    if (!arc) return;
    arc.className = `arc${mode === "branch" ? " off" : ""}`;
    arc.setAttribute("aria-label", `Unit ${unit}, shortcut`);
    arc.setAttribute("aria-pressed", mode === "branch");
    arc.title = `${mode === "branch" ? "put back" : "delete"} the shortcut of unit ${unit}`;
  });
  showPaths(net, paths);
}

function clickUnit(button) {
  if (!button || drag?.moved) return;
  const unit = lesion.order[button.dataset.place], mode = button.dataset.kind === "arc" ? "branch" : "skip";
  const modes = [...lesion.modes];
  modes[unit] = modes[unit] === mode ? "full" : mode;
  go({ ...lesion, modes });
}

/* Arrows move through the units (up: to the shortcut); with Shift they exchange the unit with the next of equal shape. */
function moveAmongUnits(event, places) {
  const button = event.target.closest("button"), place = Number(button?.dataset.place), last = places.length - 1;
  const to = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: last, ArrowUp: place, ArrowDown: place }[event.key];
  if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  if (to < 0 || to > last) return;
  if (event.shiftKey && to !== place && !exchange(place, to)) return;
  const kind = { ArrowUp: ".arc", ArrowDown: ".box" }[event.key] || `.${button.dataset.kind}`;
  const next = places[to].querySelector(kind) || places[to].querySelector(".box");
  for (const cell of places) for (const each of cell.children) each.tabIndex = each === next ? 0 : -1;
  next.focus();
}

function exchange(from, to) {
  const first = lesion.order[from], second = lesion.order[to];
  if (first === second) return false;
  if (!canSwap(group, first, second)) {
    $("story").textContent = `Units ${first} and ${second} have different shapes, so they cannot change places.`;
    return false;
  }
  go(swapped(lesion, first, second));
  return true;
}

let drag = null; // { x, y, from, places, moved, over, target }

function startDrag(event, places) {
  const cell = event.target.closest(".unit");
  if (!cell || event.button) return;
  drag = { x: event.clientX, y: event.clientY, from: places.indexOf(cell), places, moved: false, target: null };
}

addEventListener("pointermove", (event) => {
  if (!drag || (!drag.moved && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 8)) return;
  drag.moved = true;
  drag.places[drag.from].classList.add("taken");
  const under = document.elementFromPoint(event.clientX, event.clientY)?.closest(".unit");
  const to = drag.places.indexOf(under);
  const fits = to >= 0 && to !== drag.from && canSwap(group, lesion.order[to], lesion.order[drag.from]);
  drag.target?.classList.remove("target");
  drag.target = fits ? under : null;
  drag.over = to;
  drag.target?.classList.add("target");
});

for (const name of ["pointerup", "pointercancel"]) {
  addEventListener(name, () => {
    if (!drag) return;
    const { from, over, moved, target, places } = drag;
    places[from].classList.remove("taken");
    target?.classList.remove("target");
    if (moved && name === "pointerup" && over >= 0) exchange(from, over);
    setTimeout(() => { drag = null; }); // after the click that follows
  });
}

function showPaths(net, element) {
  const now = pathsOf(net, lesion), all = pathsOf(net, whole(group.units));
  const sum = (paths) => paths.reduce((a, b) => a + b, 0n), left = sum(now), before = sum(all);
  const height = (count, paths) => 40 * Number(count) / Number(paths.reduce((a, b) => (a > b ? a : b)));
  const bar = (paths, kind) => paths.map((count, length) => {
    const high = height(count, paths), title = `${grouped(count)} path${count === 1n ? "" : "s"} through ${length} branch${length === 1 ? "" : "es"}`;
    return count ? `<rect class="${kind}" x="${length * 8}" y="${40 - high}" width="6" height="${high}"><title>${title}</title></rect>` : "";
  }).join("");
  const lengths = now.flatMap((count, length) => (count ? [length] : []));
  const text = before === 1n ? `1 path, through ${lengths[0]} units`
    : `${grouped(left)} of ${grouped(before)} paths left, through ${lengths[0]} to ${lengths.at(-1)} branches`;
  const open = element.querySelector("details")?.open;
  element.replaceChildren(make("p", {}, text));
  if (before === 1n) return;
  element.insertAdjacentHTML("afterbegin", `<svg viewBox="0 0 ${8 * all.length} 40" preserveAspectRatio="none" role="img"
    aria-label="Paths by length; the outline is the whole net">${bar(all, "whole")}${bar(now, "bar")}</svg>`);
  element.append(make("details", open ? { open: "" } : {}, make("summary", {}, "how many of each length"),
    make("p", {}, lengths.map((length) => `${length}: ${grouped(now[length])}`).join(" · "))));
}

// answers

function sectionOf(net) {
  const tiles = Array.from({ length: COUNT + 1 }, (_, index) => {
    const canvas = make("canvas", { width: 32, height: 32, "aria-hidden": true });
    const choose = () => chooseImage(index);
    return make("button", { type: "button", class: "tile", tabindex: index ? -1 : 0, hidden: "", onpointerenter: choose, onfocus: choose, onclick: choose },
      canvas, make("span"));
  });
  tiles.forEach((tile, index) => { if (index < COUNT) paint(tile, PIXELS.subarray(index * SIZE, (index + 1) * SIZE)); });
  if (picture) paint(tiles[COUNT], picture);
  const grid = make("div", { class: "tiles", role: "group", "aria-label": `Images, with the answers of ${net.name}` }, ...tiles);
  grid.addEventListener("keydown", (event) => moveAmongTiles(event, tiles));
  const numbers = make("dl", { class: "numbers" }), command = make("p", { class: "command soft small" }), cannot = make("p", { class: "cannot", hidden: "" });
  const chancesOf = make("div", { class: "chances" });
  return {
    tiles, numbers, command, cannot, chancesOf,
    section: make("section", { class: "net", "aria-label": net.name, tabindex: -1 },
      make("h2", {}, net.name), numbers, command, cannot, make("div", { class: "split" }, grid, chancesOf)),
  };
}

function paint(tile, pixels) {
  const image = new ImageData(32, 32);
  for (let i = 0; i < 1024; i++) image.data.set([pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2], 255], 4 * i);
  tile.querySelector("canvas").getContext("2d").putImageData(image, 0, 0);
  tile.hidden = false;
}

function moveAmongTiles(event, tiles) {
  const there = tiles.filter((tile) => !tile.hidden), place = there.indexOf(event.target.closest(".tile"));
  const columns = there.filter((tile) => tile.offsetTop === there[0].offsetTop).length;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
  const next = step && there[place + step];
  if (!next) return;
  event.preventDefault();
  for (const tile of tiles) tile.tabIndex = tile === next ? 0 : -1;
  next.focus();
}

function chooseImage(index) {
  chosen = index;
  for (const net of group.nets) showChances(runnerOf(net));
}

/* What an image's answer is held against: its label, or without one the answer of the whole net. */
function expected(runner, index) {
  return (IMAGES.labels || runner.net.whole)[index] ?? null; // nothing for the visitor's own picture
}

function showAnswers(runner) {
  const view = views.get(runner.net);
  if (!view) return;
  const reason = runner.failed ? `This net does not run in this browser: ${runner.failed}` : whyNot(runner.net, lesion);
  view.cannot.textContent = reason;
  view.cannot.hidden = !reason;
  const labelled = Boolean(IMAGES.labels);
  let answered = 0, wrong = 0;
  view.tiles.forEach((tile, index) => {
    const logits = runner.answers[index], fresh = runner.fresh?.has(index) && !reason, right = expected(runner, index);
    const answer = logits ? IMAGES.classes[best(logits)] : "…", bad = fresh && right !== null && best(logits) !== right;
    if (fresh && index < COUNT) { answered += 1; wrong += bad; }
    const verdict = !fresh ? "" : labelled && index < COUNT ? (bad ? `, wrong: it is ${IMAGES.classes[right]}` : ", right") : bad ? ", changed" : "";
    const label = `${index < COUNT ? `Image ${index}` : "Your picture"}: ${answer}${verdict}`;
    tile.classList.toggle("wrong", bad);
    tile.classList.toggle("stale", !fresh);
    if (tile.label === label) return;
    tile.label = label;
    tile.setAttribute("aria-label", label);
    tile.lastChild.textContent = answer;
  });
  runner.summary = reason ? "does not run" : `${wrong} of ${answered} ${labelled ? "wrong" : "changed"}`;
  showNumbers(runner, view, reason, answered, wrong);
  showChances(runner);
}

function showNumbers(runner, view, reason, answered, wrong) {
  const { net } = runner, labelled = Boolean(IMAGES.labels), measured = net.measured[textOf(lesion)];
  const number = (value, what) => make("div", {}, make("dt", {}, what), make("dd", {}, value));
  const what = labelled ? "wrong" : "answered otherwise than by the whole net";
  const before = labelled ? `; whole net: ${net.whole.filter((answer, index) => answer !== IMAGES.labels[index]).length}` : "";
  const parts = [number(reason ? "–" : answered ? String(wrong) : "…",
    `of ${answered < COUNT && answered ? `${answered} so far` : COUNT} here ${what}${before}`)];
  if (measured) parts.push(number(`${measured[0].toFixed(1)} %`, `of ${grouped(measured[1])} test images, in our tables`));
  view.numbers.replaceChildren(...parts);
  const { timing } = runner, seconds = (time) => `${(time / 1000).toFixed(2)} s`;
  const kept = timing?.kept ? `; the first ${timing.kept} units as they were` : "";
  const time = timing ? `First answers after ${seconds(timing.first)}, all after ${seconds(timing.whole)}${kept}.` : "";
  const how = measured || reason ? "" : " On all test images: ";
  view.command.replaceChildren(time, ...(how ? [how, make("code", {}, commandOf(net, lesion))] : []));
}

function showChances(runner) {
  const view = views.get(runner.net), logits = runner.answers[chosen];
  if (!view) return;
  view.tiles.forEach((tile, index) => tile.classList.toggle("chosen", index === chosen));
  if (!logits) return view.chancesOf.replaceChildren();
  const truth = IMAGES.labels && chosen < COUNT ? IMAGES.labels[chosen] : null, all = chances(logits);
  const order = all.length > 10 ? all.map((_, label) => label).sort((a, b) => all[b] - all[a]).slice(0, 10) : all.map((_, label) => label);
  const rows = order.map((label) => make("li", label === truth ? { class: "truth" } : {}, IMAGES.classes[label],
    make("i", { style: `width: ${(100 * all[label]).toFixed(1)}%` }), make("b", {}, `${(100 * all[label]).toFixed(1)} %`)));
  const name = chosen < COUNT ? `Image ${chosen}${truth === null ? "" : `: ${IMAGES.classes[truth]}`}` : "Your picture";
  view.chancesOf.replaceChildren(make("h3", {}, name), make("ol", {}, ...rows));
}

function showStatus() {
  const shown = group.nets.map(runnerOf), done = shown.every((runner) => runner.done || runner.failed);
  document.body.dataset.state = done ? "done" : "busy";
  $("status").textContent = `${sentenceOf(lesion)}: ${done ? shown.map((runner) => `${runner.net.name} ${runner.summary}`).join(", ") : "the nets run …"}`;
}

// what tells the story

function presetsOf({ units, nets }) {
  const shapes = nets[0].net.units, inside = shapes.flatMap((unit, index) => (changesShape(unit) ? [] : [index]));
  const middle = inside[inside.length >> 1], halving = shapes.findIndex(changesShape);
  const count = units > 20 ? 10 : Math.ceil(units / 3), word = { 10: "ten", 3: "three" }[count] || count;
  const spread = Array.from({ length: count }, (_, i) => inside[Math.floor((i + 0.5) * inside.length / count)]);
  const ten = typical(nets, (route) => /^drop [\d,]+$/.test(route) && dropsOf(route).length === count && dropsOf(route).every((unit) => inside.includes(unit)));
  const bare = nets.find((net) => net.net.units.every((unit) => !unit.shortcut));
  const drop = (some) => withModes(units, { skip: some });
  const same = inside.filter((index) => equalShapes(shapes[index], shapes[middle]));
  const list = [
    { name: "Whole nets", lesion: whole(units), says: "The nets as they were trained." },
    { name: "Delete one", lesion: drop([middle]), says: `Unit ${middle} is deleted. Where there are shortcuts, half of all paths remain; a plain net had one path.` },
    halving >= 0 && { name: "Delete the unit that halves the map", lesion: drop([halving]),
      says: `Unit ${halving} makes ${shapesOf(shapes[halving])}. A shortcut beside it does so too, with zeros for new channels.` },
    { name: `Delete ${word}`, lesion: drop(ten ? dropsOf(ten) : spread), says: `${count} units are deleted: of 2^${units} paths 2^${units - count} remain.` },
    same.length > 1 && { name: "Swap two", lesion: swapped(whole(units), same[0], same.at(-1)),
      says: `Units ${same[0]} and ${same.at(-1)} have changed places. No path is lost, but most now pass units in another order.` },
    bare && nets.length > 1 && { name: "The same in a plain net", lesion: drop([inside.at(-2)]), then: () => views.get(bare).section.scrollIntoView({ block: "center" }),
      says: `Unit ${inside.at(-2)} is deleted, one of the last: see what ${bare.name} makes of that, and what the net with shortcuts does.` },
  ];
  return list.filter(Boolean);
}

const dropsOf = (route) => route.slice(5).split(",").map(Number);

/* Of the measured routes for which `fits` holds the one whose error is the median; undefined if there is none. */
function typical(nets, fits) {
  const found = nets.flatMap((net) => Object.entries(net.measured).filter(([route]) => fits(route)));
  found.sort((a, b) => a[1][0] - b[1][0]);
  return found[found.length >> 1]?.[0];
}

// the rest of the page

async function takePicture(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    $("story").textContent = `${file.name} is not a picture that this browser can read.`;
    return;
  }
  const side = Math.min(bitmap.width, bitmap.height), context = make("canvas", { width: 32, height: 32 }).getContext("2d");
  Object.assign(context, { imageSmoothingQuality: "high" });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, 32, 32);
  context.drawImage(bitmap, (bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side, 0, 0, 32, 32);
  const { data } = context.getImageData(0, 0, 32, 32);
  picture = Uint8Array.from({ length: SIZE }, (_, i) => data[4 * Math.floor(i / 3) + (i % 3)]);
  for (const runner of runners.values()) runner.setPicture(picture);
  for (const { tiles } of views.values()) paint(tiles[COUNT], picture);
  chosen = COUNT;
  show();
}

function facts() {
  const weights = PAGE.nets.map((net) => `${net.name} (run ${net.key}, ${net.imported ? "published weights" : `seed ${net.seed}, ${Number(net.epochs.toFixed(1))} epochs`})`);
  const half = PAGE.nets.every((net) => net.half) ? "as released, in fp16" : "as stored";
  const titles = IMAGES.labels ? `the first ${COUNT} test images of ${IMAGES.title}` : `${COUNT} images of ${IMAGES.title}, since ${IMAGES.trained} was not there when the page was made`;
  const lines = [
    `Nets: ${listed(weights)}, trained on ${IMAGES.trained}. Their weights are here ${half}; the page computes in fp32 with TensorFlow.js (Apache-2.0).`,
    `Images: ${titles}.${IMAGES.cifar ? " CIFAR is by Alex Krizhevsky, Vinod Nair and Geoffrey Hinton: A. Krizhevsky, Learning multiple layers of features from tiny images, 2009." : ""}`,
    IMAGES.labels ? `${COUNT} images are no test error: with a fifth of them wrong, that of all images may be 10 points lower or higher. What was measured on more stands beside it.`
      : "Nobody says what these images are to nets that never saw their like, so the page marks answers that differ from those of the whole net.",
    "A lesion leaves weights and the statistics of batch normalisation as training left them. With these estimated again, the same lesion often costs less (docs/findings.md, section 2).",
    "Lesions and paths are those of Veit, Wilber, Belongie: Residual Networks Behave Like Ensembles of Relatively Shallow Networks, 2016, sections 3 and 4.",
    "In the browser's console, explorer.answers(\"" + PAGE.nets[0].name + "\") gives the logits.",
  ];
  $("facts").replaceChildren(make("ul", {}, ...lines.map((line) => make("li", {}, line))));
}

function start() {
  $("about").textContent = `Trained nets run in this page. Delete a unit of a residual net and of a plain one, or exchange two, and watch what becomes of their answers.`;
  $("groups").append(...GROUPS.map(({ units, nets }) => make("label", {}, make("input", { type: "radio", name: "units", value: units,
    onchange: () => { location.hash = `units=${units}`; } }), ` ${listed([...new Set(nets.map((net) => net.depth))].map(String))} layers`)));
  $("groups").hidden = GROUPS.length < 2;
  $("gpu").addEventListener("change", startAgain);
  $("reset").addEventListener("click", () => go(whole(group.units)));
  $("random").addEventListener("submit", (event) => {
    event.preventDefault();
    const units = [...Array(group.units).keys()];
    const k = Math.min(group.units, Math.max(1, Math.floor(Number($("k").value)) || 1));
    for (let i = 0; i < k; i++) {
      const j = i + Math.floor(Math.random() * (units.length - i));
      [units[i], units[j]] = [units[j], units[i]];
    }
    go(withModes(group.units, { skip: units.slice(0, k) }, lesion.order));
  });
  $("picture").addEventListener("change", (event) => { if (event.target.files[0]) takePicture(event.target.files[0]); });
  addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("over"); });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("over"); });
  addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("over");
    if (event.dataTransfer.files[0]) takePicture(event.dataTransfer.files[0]);
  });
  addEventListener("hashchange", show);
  addEventListener("popstate", show);
  facts();
  show();
}

window.explorer = {
  show,
  /* Of a net by its name or run: the route that was run last, as tables call it, or why it cannot be, the logits of each image,
     and how many of the first units were not run again. */
  answers(name) {
    const runner = group.nets.map(runnerOf).find(({ net }) => net.name === name || net.key === name);
    const { text: route, done, timing, answers } = runner;
    const logits = answers.slice(0, COUNT).map((some) => some && [...some]);
    return { route, done, cannot: whyNot(runner.net, lesion), kept: timing?.kept, first: timing?.first, whole: timing?.whole, logits };
  },
};
start();
