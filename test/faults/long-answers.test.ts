import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ProbedBroker, startProbedBroker } from "../bench/probed-broker.ts";
import { overStdio, type RawClient } from "../bench/raw-clients.ts";
import { type StartedUpstream, startUpstream } from "../bench/started-upstream.ts";
import { bundledCli } from "../support/agents/proxy-bundle.ts";
import { until } from "../support/clocks/until.ts";
import { forgetPeak, ownMemoryOf, peakMemoryOf, residentMemoryOf } from "../support/machine/processes.ts";
import { verifies } from "../support/verifies.ts";

const mib = 1024 * 1024;
const length = 32 * mib;

describe("answers of 32 MiB", function () {
  this.timeout(120_000);
  let home: string;
  let upstream: StartedUpstream;
  let broker: ProbedBroker;
  let bridge: RawClient;
  before(async () => {
    home = mkdtempSync(join(tmpdir(), "drawbridge-long-"));
    const { cli } = await bundledCli();
    [upstream, broker] = await Promise.all([startUpstream(1), startProbedBroker(cli, home)]);
    bridge = await overStdio([
      ...[process.execPath, cli, "bridge", "--url", upstream.urls[0] ?? ""],
      ...["--header", `Authorization: Bearer ${upstream.token}`, "--home", home],
    ]);
  });
  after(async () => {
    await bridge.close();
    await broker.stop();
    upstream.stop();
    rmSync(home, { recursive: true, force: true });
  });

  it(verifies("bridge.long-answers", "Answers of 32 MiB arrive whole, in the memory of a few of them"), async () => {
    const pids = [broker.pid, bridge.pid ?? 0];
    for (const pid of pids) forgetPeak(pid);
    const before = pids.map(residentMemoryOf);
    for (let call = 0; call < 5; call += 1) {
      assert.equal((await bridge.call("big", { kib: length / 1024 })).length, length);
    }
    for (const [at, pid] of pids.entries()) {
      const grown = peakMemoryOf(pid) - (before[at] ?? 0);
      assert.ok(grown < 4 * length, `${at === 0 ? "broker" : "bridge"}: ${Math.round(grown / mib)} MiB more`);
    }
  });

  it(verifies("bridge.long-answers", "Answers of 32 MiB leave nothing in the memory of a quiet broker"), async () => {
    try {
      await until("the broker has given back what it took", () => ownMemoryOf(broker.pid) < 48 * mib, 30_000);
    } catch {
      assert.fail(`After 30 s the broker still has ${Math.round(ownMemoryOf(broker.pid) / mib)} MiB of its own.`);
    }
  });
});
