/* Builds ../bundle from engine.js and the packages of package-lock.json: `npm ci && npm run build`. */
import { createHash } from "node:crypto";
import { copyFileSync, readFileSync } from "node:fs";
import { build } from "esbuild";

const sources = ["engine.js", "build.mjs", "package-lock.json"].map((name) => readFileSync(name));
const digest = createHash("sha256").update(Buffer.concat(sources)).digest("hex");
await build({
  entryPoints: ["engine.js"],
  outfile: "../bundle/engine.js",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "ascii",
  define: { "process.env.NODE_ENV": '"production"' },
  external: ["crypto", "fs", "path", "worker_threads", "perf_hooks", "os", "util"], // for Node alone
  legalComments: "none",
  banner: {
    js: `/* Built by npm run build in resexp/explorer/web, from sources of sha256 ${digest}. Holds TensorFlow.js 4.22.0, Apache-2.0: see LICENSE. */`,
  },
});
copyFileSync("node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm", "../bundle/engine.wasm");
