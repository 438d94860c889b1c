import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { type Bundle, bundledCli } from "../../support/upstream-bundle.ts";
import { verifies } from "../../support/verifies.ts";

/** What a file imports as soon as it is loaded, and what it may import later. */
function importsOf(text: string): { now: string[]; later: string[] } {
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, path = ""]) => path);
  return { now: all(/(?:from|import)\s*"([^"]+)"/g), later: all(/import\(\s*"([^"]+)"\s*\)/g) };
}

describe("the bundle that an agent launches", () => {
  let bundle: Bundle;
  before(async () => {
    bundle = await bundledCli();
  });

  const read = (name: string) => readFileSync(join(bundle.folder, name), "utf8");

  /** Every file that is loaded with one, and everything else that is. */
  function loadedWith(name: string, files = new Set<string>(), outside = new Set<string>()) {
    files.add(name);
    for (const path of importsOf(read(name)).now) {
      const file = path.replace(/^\.\//, "");
      if (!path.startsWith("./")) outside.add(path);
      else if (!files.has(file)) loadedWith(file, files, outside);
    }
    return { files, outside };
  }

  it(verifies("bridge.no-dependency", "loads Node's own modules alone, and 20 KB of ours at most"), () => {
    const { later } = importsOf(read("cli.js"));
    const bridge = later.find((path) => path.includes("bridge"))?.replace(/^\.\//, "");
    assert.ok(bridge, `cli.js loads the bridge by itself: ${later.join(", ")}`);
    const { files, outside } = loadedWith(bridge, loadedWith("cli.js").files);
    for (const path of outside) assert.ok(isBuiltin(path), path);
    const heavy = ["http", "https", "crypto", "child_process", "worker_threads"];
    for (const path of outside)
      assert.ok(!heavy.includes(path.replace(/^node:/, "")), `${path} is loaded at the start`);
    const bytes = [...files].reduce((sum, file) => sum + Buffer.byteLength(read(file)), 0);
    assert.ok(bytes <= 20 * 1024, `${bytes} bytes in ${[...files].join(", ")}`);
  });
});
