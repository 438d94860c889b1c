import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import {
  judgeBinding,
  judgeBroker,
  judgeRelease,
  judgeSecretStore,
  judgeSession,
  judgeStreams,
} from "../../../../proxy/commands/doctor/broker.ts";
import { describeFinding } from "../../../../proxy/commands/doctor/finding.ts";
import { judgeHome, judgeNode, type Standing } from "../../../../proxy/commands/doctor/machine.ts";
import { judgeClock } from "../../../../proxy/commands/doctor/network.ts";
import { describeStatus } from "../../../../proxy/commands/status.ts";
import { homeOf } from "../../../../proxy/files/home.ts";
import { oldestNode } from "../../../../proxy/kernel/oldest-node.ts";
import { version } from "../../../../proxy/kernel/version.ts";
import { repository } from "../../../support/machine/source-files.ts";
import { verifies } from "../../../support/verifies.ts";
import { sampleStatus } from "./sample-status.ts";

const home = homeOf("/somewhere");
const standing = (path: string, mode: number, uid = 1000): Standing => ({ path, mode: 0o40_000 | mode, uid });

describe("doctor", () => {
  it(verifies("cli.doctor", "Doctor finds a Node that is too old"), () => {
    assert.equal(judgeNode("20.20.2").state, "ok");
    assert.equal(judgeNode("20.3.0").state, "ok");
    assert.equal(judgeNode("24.1.0").state, "ok");
    assert.equal(judgeNode("20.2.0").state, "problem");
    assert.deepEqual(judgeNode("18.20.1"), {
      check: "node",
      state: "problem",
      found: "18.20.1 is too old",
      next: "Install Node 20.3 or later.",
    });
  });

  for (const [what, standings, uid, state, next] of [
    ["a home that is not there yet", [], 1000, "ok", null],
    ["a private home", [standing("/somewhere", 0o700), standing(home.secretFile, 0o600)], 1000, "ok", null],
    ["a home that others can read", [standing("/somewhere", 0o755)], 1000, "problem", "Run: chmod 700 /somewhere"],
    [
      "a session that others can read",
      [standing("/somewhere", 0o700), standing(home.secretFile, 0o640)],
      1000,
      "problem",
      `Run: chmod 600 ${home.secretFile}`,
    ],
    [
      "a home of another user",
      [standing("/somewhere", 0o700, 0)],
      1000,
      "problem",
      "Make it yours, or set DRAWBRIDGE_HOME to another folder.",
    ],
    [
      "a home that is a file",
      [{ path: "/somewhere", mode: 0o100_600, uid: 1000 }],
      1000,
      "problem",
      "Move it away, or set DRAWBRIDGE_HOME to a folder.",
    ],
    ["a home on Windows, where modes say nothing", [standing("/somewhere", 0o777)], null, "ok", null],
  ] as const) {
    it(verifies("cli.doctor", `Doctor judges ${what}`), () => {
      const finding = judgeHome("/somewhere", standings, uid);
      assert.equal(finding.state, state);
      assert.equal(finding.next, next);
    });
  }

  for (const [seconds, state] of [
    [0, "ok"],
    [60, "ok"],
    [-60, "ok"],
    [61, "problem"],
    [-3_600, "problem"],
  ] as const) {
    it(verifies("cli.doctor", `Doctor judges a clock that is ${seconds} s wrong`), () => {
      const theirs = Date.parse("Fri, 20 Nov 2026 10:00:00 GMT");
      assert.equal(judgeClock("Fri, 20 Nov 2026 10:00:00 GMT", theirs + seconds * 1000).state, state);
    });
  }

  it("Doctor says in which direction a clock is wrong", () => {
    const date = "Fri, 20 Nov 2026 10:00:00 GMT";
    assert.match(judgeClock(date, Date.parse(date) + 90_000).found, /90 s ahead of/);
    assert.match(judgeClock(date, Date.parse(date) - 90_000).found, /90 s behind/);
    assert.equal(judgeClock(null, 0).state, "ok");
    assert.equal(judgeClock("soon", 0).state, "ok");
  });

  it(verifies("cli.doctor", "Doctor judges the broker, its version, the session and where it is kept"), () => {
    assert.equal(judgeBroker(sampleStatus, home).state, "ok");
    const older = judgeBroker({ ...sampleStatus, version: "0.0.1" }, home);
    assert.match(older.found, new RegExp(`0\\.0\\.1.*this program is ${version}`));
    assert.match(older.next ?? "", /drawbridge status/);
    assert.match(judgeBroker(new Error("it would not start"), home).next ?? "", /broker\.log/);

    assert.equal(judgeSession(sampleStatus).found, "signed in as ada");
    for (const session of ["signed-out", "expired"] as const) {
      assert.match(judgeSession({ ...sampleStatus, session }).next ?? "", /drawbridge login/);
    }
    assert.equal(judgeSecretStore({ ...sampleStatus, secretStore: "keyring" }, home).state, "ok");
  });

  it(verifies("cli.doctor", "Doctor warns if the session is in a file that an agent with a shell can read"), () => {
    const moved = judgeSecretStore(sampleStatus, home);
    assert.deepEqual([moved.state, moved.found.includes(home.folder)], ["note", true]);
    assert.match(moved.found, /an agent that has a shell can read them/);
    assert.match(moved.next ?? "", /--home or DRAWBRIDGE_HOME/);
    const own = judgeSecretStore(sampleStatus, homeOf(join(userInfo().homedir, ".drawbridge")));
    assert.deepEqual([own.state, /keyring/.test(own.next ?? "")], ["note", true]);
  });

  it(verifies("sign-in.unbound", "Doctor says whether a copied token could be used elsewhere"), () => {
    assert.equal(judgeBinding({ ...sampleStatus, bound: true })?.state, "ok");
    for (const bound of [false, undefined]) {
      const unbound = judgeBinding({ ...sampleStatus, ...(bound !== undefined && { bound }) });
      assert.deepEqual([unbound?.state, /DPoP/.test(unbound?.next ?? "")], ["note", true]);
    }
    assert.equal(judgeBinding({ ...sampleStatus, session: "signed-out" }), null);
  });

  it(verifies("bridge.refused-stream", "Doctor and status name a server that does not report its changes"), () => {
    const stream = { server: "presto", since: "2026-11-30T10:00:00.000Z", why: 'it said "Limit reached"' };
    const refused = { ...sampleStatus, refusedStreams: [stream] };
    const finding = judgeStreams(refused);
    assert.equal(finding?.state, "note");
    assert.match(finding.found, /^not reported by presto since .* \(it said "Limit reached"\)$/);
    assert.match(finding.next ?? "", /within a minute.*DRAWBRIDGE_MAX_SUBSCRIPTIONS/);
    assert.match(describeStatus(refused, home).at(-1) ?? "", /^Changes {3}presto .*"Limit reached".*once a minute$/);
    assert.equal(judgeStreams(sampleStatus), null);
    assert.ok(describeStatus(sampleStatus, home).every((line) => !line.startsWith("Changes")));
  });

  it(verifies("upgrade.oldest", "Doctor and status say that the registry serves only later releases"), () => {
    const old = { ...sampleStatus, oldest: { broker: "9.1.0", extension: "0.1.0" } };
    assert.equal(judgeRelease(old)?.state, "problem");
    assert.match(judgeRelease(old)?.found ?? "", /serves only 9\.1\.0 and later, so nothing runs/);
    assert.match(judgeRelease(old)?.next ?? "", /^Update the Drawbridge extension in your editor, or the package/);
    assert.match(describeStatus(old, home).at(-1) ?? "", /^Update {4}your registry serves only 9\.1\.0 and later/);
    for (const oldest of [undefined, { broker: version, extension: version }, { broker: "0.0.1", extension: "9.0.0" }])
      assert.equal(judgeRelease({ ...sampleStatus, ...(oldest && { oldest }) }), null);
  });

  it("Doctor and the package require the same Node", () => {
    const { engines } = z
      .object({ engines: z.object({ node: z.string() }) })
      .parse(JSON.parse(readFileSync(`${repository}proxy/package.json`, "utf8")));
    assert.equal(engines.node, `>=${oldestNode}`);
  });

  it("Doctor prints the next step below its finding", () => {
    assert.equal(describeFinding({ check: "node", state: "ok", found: "24.1.0", next: null }), "ok    node: 24.1.0");
    assert.equal(
      describeFinding({
        check: "session",
        state: "problem",
        found: "you are not signed in",
        next: "Run `drawbridge login`.",
      }),
      "FAIL  session: you are not signed in\n      → Run `drawbridge login`.",
    );
  });
});
