import assert from "node:assert/strict";
import { mock } from "node:test";
import { WindowPresence } from "../../../../../extension/approvals/decide/window-presence.ts";
import { PairingState } from "../../../../../extension/signin/pairing-state.ts";
import type { ApprovalStore } from "../../../../../proxy/approvals/approval-store.ts";
import { verifies } from "../../../../support/verifies.ts";
import { local, noon, request, storeOf, view } from "../requests.ts";

/** The requests of a window, which the test changes. */
class Requests {
  store: ApprovalStore = storeOf([]);
  readonly #listeners = new Set<() => void>();

  onChange(listener: () => void) {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  become(store: ApprovalStore): void {
    this.store = store;
    for (const listener of this.#listeners) listener();
  }
}

/** A request that this editor may decide for a minute after the person authenticated. */
const forOneMinute = request(view("a"), "pending", {
  mayDecide: { allowed: true, reason: "It is your own call.", editorSeconds: 60 },
});
const paired = { user: "ada", authenticatedAt: noon, until: noon + 8 * 3_600_000 };

describe("who may decide in a window", () => {
  let pairing: PairingState;
  let requests: Requests;
  let presence: WindowPresence;
  let changes = 0;
  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: noon });
    [pairing, requests, changes] = [new PairingState(), new Requests(), 0];
    presence = new WindowPresence(pairing, requests);
    presence.onChange(() => (changes += 1));
  });
  afterEach(() => {
    presence.dispose();
    mock.timers.reset();
  });
  const pair = () => pairing.become(paired);

  it(verifies("vscode.approval-browser", "A window does not say who may decide before the pairing was read"), () => {
    assert.equal(presence.known, null);
    pairing.become(null);
    assert.deepEqual([presence.known, changes], [{ paired: null, now: noon }, 1]);
  });

  it(
    verifies("vscode.approval-browser", "The buttons are drawn again when this editor may decide a request no more"),
    () => {
      pair();
      requests.become(storeOf([local(forOneMinute)]));
      mock.timers.tick(59_900);
      assert.equal(changes, 1);
      mock.timers.tick(200);
      assert.equal(changes, 2);
    },
  );

  it(verifies("vscode.approval-browser", "A request that no longer waits draws no button again"), () => {
    pair();
    requests.become(storeOf([local(forOneMinute)]));
    requests.become(storeOf([]));
    mock.timers.tick(120_000);
    assert.equal(changes, 1);
  });
});
