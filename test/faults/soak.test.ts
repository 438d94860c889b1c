import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runSoak, type SoakReport } from "../bench/soak.ts";
import { readSoak } from "../bench/soak-verdict.ts";
import { bundledCli } from "../support/agents/proxy-bundle.ts";
import { verifies } from "../support/verifies.ts";

const plan = { bridges: 10, servers: 4, calls: 1_200, seconds: 15, samples: 12 };

describe("a broker whose many agents come and go", function () {
  this.timeout(120_000);
  let report: SoakReport;
  before(async () => {
    const home = mkdtempSync(join(tmpdir(), "drawbridge-soak-"));
    try {
      report = await runSoak(plan, (await bundledCli()).cli, home);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });

  it(verifies("broker.steady", "The broker answers every call correctly"), () => {
    assert.deepEqual(report.wrong, []);
    // The run lasts as long as planned, so that a busy machine makes fewer calls.
    assert.ok(report.answered > plan.calls / 20, `${report.answered} calls`);
    assert.ok(report.restarts > 5, `${report.restarts} agents started again`);
  });

  it(verifies("broker.steady", "The broker takes no more memory at the end than after warming up"), () => {
    // A short run still compiles and fills its caches, and a leak of a KB in each call would add the same amount.
    const { memory } = readSoak(report);
    assert.ok(memory < 1.25, `${report.health.map((each) => Math.round(each.memory / 1e6)).join(", ")} MB`);
  });

  it(verifies("broker.steady", "The broker keeps no handle of agents that have gone"), () => {
    const { handles, handlesLeft } = readSoak(report);
    assert.ok(handles < 1.25, report.health.map((each) => each.handles).join(", "));
    assert.ok(handlesLeft <= 2, `${report.handlesAfter} handles, ${report.handlesBefore} before`);
  });
});
