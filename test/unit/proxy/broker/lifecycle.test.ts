import assert from "node:assert/strict";
import { mock } from "node:test";
import { Lifecycle } from "../../../../proxy/broker/lifecycle.ts";
import { homeOf } from "../../../../proxy/files/home.ts";
import { verifies } from "../../../support/verifies.ts";

const minutes = (count: number): number => count * 60_000;
/** How often (ms) a broker looks whether it is still needed. */
const watchIntervalMs = 5_000;

describe("the end of a broker", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setInterval", "Date"] }));
  afterEach(() => mock.timers.reset());

  /** A broker that stays ten minutes without use, and says whether it has begun to end. */
  function broker() {
    const users = { bridges: 0, controlClients: 0 };
    const state = { ends: false, held: true };
    const nothing = () => {};
    const lifecycle = new Lifecycle({
      ...{ home: homeOf("/nowhere"), idleMs: minutes(10) },
      endpoint: { held: () => state.held, release: nothing },
      bridges: {
        get count() {
          return users.bridges;
        },
        busy: false,
        ...{ close: nothing, moveOn: nothing },
      },
      log: { note: () => null, flush: async () => {} },
      controlClients: () => users.controlClients,
      async endWork() {
        state.ends = true;
      },
      ...{ endConnections: nothing, endControl: nothing, stopListening: async () => {} },
    });
    return { lifecycle, users, seen: state };
  }

  it(verifies("broker.idle", "A broker that no client uses ends after its idle time, and not before"), async () => {
    const { lifecycle, seen: state } = broker();
    mock.timers.tick(minutes(10) - 1);
    assert.equal(state.ends, false);
    mock.timers.tick(watchIntervalMs);
    assert.equal(state.ends, true);
    await lifecycle.ended;
  });

  for (const [user, what] of [
    ["bridges", "a bridge"],
    ["controlClients", "a control client"],
  ] as const) {
    it(verifies("broker.idle", `A broker stays while it has ${what}, and for its idle time after that`), async () => {
      const { lifecycle, users, seen: state } = broker();
      users[user] = 1;
      mock.timers.tick(minutes(60));
      assert.equal(state.ends, false);
      users[user] = 0;
      mock.timers.tick(minutes(10) - watchIntervalMs);
      assert.equal(state.ends, false);
      mock.timers.tick(2 * watchIntervalMs);
      assert.equal(state.ends, true);
      await lifecycle.ended;
    });
  }

  it(verifies("broker.one", "A broker whose endpoint leads elsewhere ends at its next look, also in use"), async () => {
    const { lifecycle, users, seen: state } = broker();
    users.bridges = 1;
    state.held = false;
    mock.timers.tick(watchIntervalMs);
    assert.equal(state.ends, true);
    await lifecycle.ended;
  });
});
