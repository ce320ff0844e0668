/* Runs one trained net on a few images, in a worker of its own, on TensorFlow.js: on the processor (WebAssembly) or the GPU (WebGL).

   It is told (load) a net as resexp/explorer/export.py writes it, and then (run) one route after the other, and answers with
   the logits of a few images at a time. Of the last route it keeps every unit's input, so that only the units from the first
   change on are computed. A new route, or picture, takes the place of one that is under way. */

import {
  add, avgPool, clone, dispose, env, fused, matMul, maxPool, memory, mul, pad, ready, relu, reshape, setBackend, stridedSlice,
  tensor, tensor1d, tensor4d, tidy,
} from "@tensorflow/tfjs-core";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-backend-webgl";

const SIDE = 32;
const FIRST = 4, NEXT = 12; // images that go through the net together: few at first, so that answers come soon; a GPU: all

let net, loading, wanted = null, busy = false;
let groups = []; // of images: { start, images, steps, inputs }; inputs[k] is the input of step k, the last that of the tail

self.onmessage = async ({ data }) => {
  try {
    if (data.type === "load") loading = load(data);
    await loading;
    if (data.type === "picture") setPicture(data);
    if (data.type === "run") await run(data);
  } catch (error) {
    self.postMessage({ type: "failed", message: String(error && error.message ? error.message : error) });
  }
};

async function load({ backend, wasm, description, blob, pixels }) {
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false); // a page opened from disk has no shared memory
  setWasmPaths(Object.fromEntries(["", "-simd", "-threaded-simd"].map((kind) => [`tfjs-backend-wasm${kind}.wasm`, wasm])));
  if (backend === "webgl") checkGpu();
  if (!(await setBackend(backend))) throw Error(`this browser does not offer ${backend === "wasm" ? "WebAssembly with SIMD" : "WebGL 2"}`);
  await ready();
  if (backend === "webgl" && !env().getBool("WEBGL_RENDER_FLOAT32_ENABLED")) throw Error("this GPU has no 32-bit floats in WebGL");
  net = compile(description, arraysOf(description.arrays, blob));
  const count = pixels.length / SIDE / SIDE / 3, sizeAt = (start) => (backend === "webgl" ? count : start ? NEXT : FIRST);
  for (let start = 0; start < count; start += sizeAt(start)) groups.push(groupOf(start, pixels, sizeAt(start)));
}

/* Throws unless WebGL runs on a GPU: emulated, it is a hundred times slower than WebAssembly. */
function checkGpu() {
  const gl = typeof OffscreenCanvas === "undefined" ? null : new OffscreenCanvas(1, 1).getContext("webgl2");
  if (!gl) throw Error("this browser does not offer WebGL");
  const known = gl.getExtension("WEBGL_debug_renderer_info");
  const name = String(gl.getParameter(known ? known.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  if (/swiftshader|llvmpipe|software|basic render/i.test(name)) throw Error(`WebGL is emulated here (${name})`);
}

/* The visitor's own picture stands behind the images. */
function setPicture({ start, pixels }) {
  const old = groups.find((group) => group.start === start);
  if (old) dispose([old.images, ...old.inputs]);
  groups = [...groups.filter((group) => group !== old), { ...groupOf(0, pixels, 1), start }];
}

function groupOf(start, pixels, count) {
  const size = SIDE * SIDE * 3, some = pixels.subarray(start * size, (start + count) * size);
  const { mean, std } = net, values = new Float32Array(some.length), at = Math.fround;
  for (let i = 0; i < some.length; i++) {
    values[i] = at(at(at(some[i] / 255) - mean[i % mean.length]) / std[i % std.length]);
  }
  return { start, images: tensor4d(values, [some.length / size, SIDE, SIDE, 3]), steps: [], inputs: [] };
}

// routes

async function run(message) {
  wanted = message;
  if (busy) return; // the loop below goes on with it
  busy = true;
  try {
    while (wanted) await answer(wanted);
  } finally {
    busy = false;
  }
}

async function answer(request) {
  const { id, steps } = request;
  const begun = performance.now();
  let first = Infinity, kept = steps.length;
  for (const group of groups) {
    await breath();
    if (wanted !== request) return;
    const [logits, shared] = logitsOf(group, steps);
    first = Math.min(first, performance.now() - begun);
    kept = Math.min(kept, shared);
    self.postMessage({ type: "answers", id, start: group.start, logits });
  }
  wanted = null;
  self.postMessage({ type: "done", id, kept, first, whole: performance.now() - begun, bytes: memory().numBytes });
}

/* Lets messages in that came while a group was computed. */
function breath() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { port1.close(); resolve(); };
    port2.postMessage(0);
  });
}

/* [logits of a group, number of the first steps whose results were there already] */
function logitsOf(group, steps) {
  if (!group.inputs.length) group.inputs.push(tidy(() => apply(net.stem, group.images)));
  let shared = 0;
  while (shared < steps.length && shared < group.steps.length && same(steps[shared], group.steps[shared])) shared++;
  dispose(group.inputs.splice(shared + 1));
  group.steps.length = shared;
  for (const step of steps.slice(shared)) {
    group.inputs.push(tidy(() => runUnit(net.units[step.unit], step.mode, group.inputs.at(-1))));
    group.steps.push(step);
  }
  const logits = tidy(() => {
    const x = apply(net.tail, group.inputs.at(-1));
    const pooled = avgPool(x, [x.shape[1], x.shape[2]], 1, "valid");
    return add(matMul(reshape(pooled, [x.shape[0], x.shape[3]]), net.head.weight), net.head.bias).dataSync();
  });
  return [logits, shared];
}

function same(a, b) {
  return a.unit === b.unit && a.mode === b.mode;
}

/* One unit, as ResidualUnit.forward of resexp/nets/unit.py: after(shortcut(x) + branch(x)), one summand perhaps deleted. */
function runUnit(unit, mode, x) {
  if (net.pools && x.shape[1] === 2 * unit.size_in) x = maxPool(x, 2, 2, "valid");
  if (mode === "skip" && !unit.shortcut) return clone(x);
  x = apply(unit.lead, x);
  const branch = mode === "skip" ? null : scaled(apply(unit.branch, x), unit.branch_factor);
  const shortcut = mode === "branch" || !unit.shortcut ? null : shortcutOf(unit.shortcut, x);
  const sum = branch && shortcut ? add(branch, shortcut) : branch || shortcut;
  const y = apply(unit.after, sum);
  return y === x ? clone(y) : y; // an input that is kept must not be disposed of with its twin
}

function shortcutOf({ layers, padding, factor }, x) {
  if (padding) {
    const [b, h, w, c] = x.shape;
    if (padding.stride > 1) x = stridedSlice(x, [0, 0, 0, 0], [b, h, w, c], [1, padding.stride, padding.stride, 1]);
    x = pad(x, [[0, 0], [0, 0], [0, 0], [padding.before, padding.behind]]);
  }
  return scaled(apply(layers, x), factor);
}

function scaled(x, factor) {
  return factor === 1 ? x : mul(x, factor);
}

function apply(layers, x) {
  for (const { op, weight, bias, scale, stride, padding, dilation, activation } of layers) {
    if (op === "conv") {
      x = fused.conv2d({
        x, filter: weight, bias, strides: stride, pad: padding, dilations: dilation, dimRoundingMode: "floor", activation,
      });
    } else if (op === "affine") x = add(mul(x, scale), bias);
    else x = relu(x);
  }
  return x;
}

// the net: arrays of the page's blob to tensors, with batch normalisation put into the convolution before it

function arraysOf(list, blob) {
  const numbers = new DataView(blob);
  return list.map(({ at, shape, half }) => {
    const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
    for (let i = 0; i < values.length; i++) {
      values[i] = half ? fromHalf(numbers.getUint16(at + 2 * i, true)) : numbers.getFloat32(at + 4 * i, true);
    }
    return { values, shape };
  });
}

function fromHalf(bits) {
  const sign = bits & 0x8000 ? -1 : 1, exponent = (bits >> 10) & 31, fraction = bits & 1023;
  return sign * (exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24);
}

function compile(description, arrays) {
  const layers = (list) => merged(list, arrays);
  const whole = ({ values, shape }) => tensor(values, shape);
  return {
    pools: description.pools,
    mean: arrays[description.mean].values,
    std: arrays[description.std].values,
    stem: layers(description.stem),
    tail: layers(description.tail),
    head: { weight: whole(arrays[description.head.weight]), bias: whole(arrays[description.head.bias]) },
    units: description.units.map((unit) => ({
      ...unit,
      lead: layers(unit.lead),
      branch: layers(unit.branch),
      after: layers(unit.after),
      shortcut: unit.shortcut && { ...unit.shortcut, layers: layers(unit.shortcut.layers) },
    })),
  };
}

/* Layers as TensorFlow.js runs them: a convolution takes in the affine map and the ReLU that follow it. */
function merged(list, arrays) {
  const made = [];
  for (const layer of list) {
    const last = made.at(-1);
    if (layer.op === "conv") {
      const { values, shape } = arrays[layer.weight];
      made.push({ ...layer, values: Float64Array.from(values), shape, shift: new Float64Array(shape[3]), activation: "linear" });
    } else if (layer.op === "affine") {
      const scale = arrays[layer.scale].values, shift = arrays[layer.shift].values;
      if (last && last.op === "conv" && last.activation === "linear") {
        last.values.forEach((value, i) => { last.values[i] = value * scale[i % scale.length]; });
        last.shift.forEach((value, i) => { last.shift[i] = value * scale[i % scale.length] + shift[i % shift.length]; });
      } else made.push({ op: "affine", scale: tensor1d(scale), bias: tensor1d(shift) });
    } else if (last && last.op === "conv" && last.activation === "linear") last.activation = "relu";
    else made.push({ op: "relu" });
  }
  for (const layer of made.filter(({ op }) => op === "conv")) {
    layer.weight = tensor4d(Float32Array.from(layer.values), layer.shape);
    layer.bias = tensor1d(Float32Array.from(layer.shift));
  }
  return made;
}
