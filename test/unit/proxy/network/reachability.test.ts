import assert from "node:assert/strict";
import { connect, createServer, type LookupFunction, type Server } from "node:net";
import { type FirstHop, Reachability } from "../../../../proxy/network/reachability.ts";
import { passTime } from "../../../support/clocks/real-time.ts";
import { stopwatch } from "../../../support/clocks/unloaded-time.ts";
import { listening } from "../../../support/network/listening.ts";
import { verifies } from "../../../support/verifies.ts";

/** How the network behaves for one host: it answers after `ms`, or drops each packet. */
type Behaviour = { readonly answersAfterMs: number } | "drops";

describe("whether a host can be reached", function () {
  this.timeout(20_000);
  let server: Server;
  let port: number;
  let attempts: Map<string, number>;
  before(async () => {
    server = createServer((socket) => socket.on("error", () => {}));
    port = Number(new URL(await listening(server)).port);
  });
  after(() => server.close());
  beforeEach(() => {
    attempts = new Map();
  });

  /** A host whose name takes as long to be found as a connection would take. */
  const hop = (host: string, behaviour: Behaviour): FirstHop => ({
    host,
    isServer: true,
    open: () => {
      attempts.set(host, (attempts.get(host) ?? 0) + 1);
      const lookup: LookupFunction = (_, { all }, found) => {
        if (behaviour === "drops") return;
        const answer = () => (all ? found(null, [{ address: "127.0.0.1", family: 4 }]) : found(null, "127.0.0.1", 4));
        void passTime(behaviour.answersAfterMs, "the host answers that late").then(answer);
      };
      return connect({ host: "host.example.com", port, lookup });
    },
  });

  async function timed(check: Promise<boolean>): Promise<{ readonly isThere: boolean; readonly ms: number }> {
    const watch = stopwatch();
    const isThere = await check;
    return { isThere, ms: watch.ms() };
  }

  it(
    verifies(
      "bridge.away-at-once",
      "A host that was reached is missed within a second, by two connections for all who ask",
    ),
    async () => {
      const reachability = new Reachability();
      assert.equal(await reachability.check(hop("edge", { answersAfterMs: 20 }), false), true);
      attempts.clear();
      const gone = hop("edge", "drops");
      const checks = await Promise.all([
        timed(reachability.check(gone, false)),
        timed(reachability.check(gone, false)),
      ]);
      for (const { isThere, ms } of checks) {
        assert.equal(isThere, false);
        assert.ok(ms < 1_000, `${ms} ms`);
      }
      assert.equal(attempts.get("edge"), 2);
    },
  );

  it(
    verifies("bridge.away-at-once", "A host that was never reached is missed within a second if the others are silent"),
    async () => {
      const reachability = new Reachability();
      await reachability.check(hop("registry", { answersAfterMs: 20 }), false);
      await reachability.check(hop("registry", "drops"), false);
      const { isThere, ms } = await timed(reachability.check(hop("edge", "drops"), false));
      assert.equal(isThere, false);
      assert.ok(ms < 1_000, `${ms} ms`);
    },
  );

  it("A slow host that was never reached is waited for while another host answers, or while none is known", async () => {
    const reachability = new Reachability();
    assert.equal(await reachability.check(hop("registry", { answersAfterMs: 1_600 }), false), true);
    assert.equal(await reachability.check(hop("edge", { answersAfterMs: 1_600 }), false), true);
  });

  it(
    verifies(
      "bridge.away-at-once",
      "A network that has become slow is refused once, shows itself, and works from then on",
    ),
    async () => {
      const reachability = new Reachability();
      await reachability.check(hop("edge", { answersAfterMs: 20 }), false);
      const slow = hop("edge", { answersAfterMs: 1_600 });
      assert.equal(await reachability.check(slow, false), false);
      await passTime(1_000, "the connection of the check goes on without a sign");
      assert.equal(await reachability.check(slow, false), true);
    },
  );

  it("A host that refuses the connection is no host that is silent", async () => {
    const reachability = new Reachability();
    const refusing: FirstHop = { host: "edge", isServer: true, open: () => connect({ host: "127.0.0.1", port: 1 }) };
    const { isThere, ms } = await timed(reachability.check(refusing, false));
    assert.equal(isThere, true);
    assert.ok(ms < 900, `${ms} ms`);
  });
});
