import assert from "node:assert/strict";
import { isBuiltin } from "node:module";
import { launchIn } from "../../support/agents/bundle-launch.ts";
import { bundledCli } from "../../support/agents/proxy-bundle.ts";
import { verifies } from "../../support/verifies.ts";

describe("the bundle that an agent launches", () => {
  it(
    verifies("bridge.no-dependency", "The bridge's bundle loads only Node's own modules, and at most 20 KB of ours"),
    async () => {
      const { files, outside, bytes } = launchIn((await bundledCli()).folder);
      for (const path of outside) assert.ok(isBuiltin(path), path);
      const heavy = ["http", "https", "crypto", "child_process", "worker_threads"];
      for (const path of outside)
        assert.ok(!heavy.includes(path.replace(/^node:/, "")), `${path} is loaded at the start`);
      assert.ok(bytes <= 20 * 1024, `${bytes} bytes in ${[...files].join(", ")}`);
    },
  );
});
