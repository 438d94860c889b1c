import assert from "node:assert/strict";
import { defaultApprovalSeconds } from "@drawbridge/registry/settings";
import { MovedClock } from "../../../support/clocks/moved-clock.ts";
import { type GatedServer, startGated, toolAnswer } from "../../../support/servers/gated-server.ts";
import { type ModernCall, modernCall } from "../../../support/servers/modern-call.ts";
import { newOrders, type Orders, orderServer } from "../../../support/servers/orders.ts";
import { ada, eras, finn } from "../../../support/servers/workshop.ts";
import { verifies } from "../../../support/verifies.ts";

const accept = { approval: { action: "accept" } };
const url = { url: {} };

describe("the state of a call that waits", function () {
  this.timeout(30_000);
  let services: Orders;
  let gated: GatedServer;
  let state: string;
  let id: string;
  before(async () => {
    services = newOrders();
    gated = await startGated(orderServer(services));
    const { result } = await modernCall(gated.kit, ada, {
      name: "ship_order",
      args: { what: "chairs" },
      elicitation: url,
    });
    state = result.requestState ?? "";
    id = await gated.pending();
    await gated.approve(id);
  });
  after(() => gated.close());

  const attempts: readonly (readonly [string, typeof ada, () => Partial<ModernCall>])[] = [
    ["tampered with", ada, () => ({ state: `${state.slice(0, -2)}${state.endsWith("AA") ? "BB" : "AA"}` })],
    ["made up", ada, () => ({ state: "r1" })],
    ["empty", ada, () => ({ state: "" })],
    ["for other arguments", ada, () => ({ state, args: { what: "desks" } })],
    ["for another tool", ada, () => ({ state, name: "ship_order_tracked" })],
    ["for a tool that asks", ada, () => ({ state, name: "pack_order" })],
    ["of another user", finn, () => ({ state })],
  ];
  for (const [which, who, wish] of attempts) {
    it(verifies("gate.state-sealed", `A state (${which}) is refused, and nothing runs`), async () => {
      const { code, text } = await modernCall(gated.kit, who, {
        ...{ name: "ship_order", args: { what: "chairs" }, elicitation: url, responses: accept },
        ...wish(),
      });
      assert.equal(code, "invalid-state");
      assert.match(text, /Nothing was run\. next: Call again without it/);
      assert.deepEqual([services.ran, await gated.state(id)], [[], "approved"]);
    });
  }

  it(
    verifies("gate.state-sealed", "A state is no approval and no grant, because it only names the request"),
    async () => {
      const { result } = await modernCall(gated.kit, ada, {
        name: "ship_order_quickly",
        args: { what: "lamps" },
        elicitation: url,
      });
      const again = await modernCall(gated.kit, ada, {
        ...{ name: "ship_order_quickly", args: { what: "lamps" }, elicitation: url, responses: accept },
        state: result.requestState ?? "",
      });
      assert.equal(again.code, "approval-pending");
      assert.deepEqual(services.ran, []);
    },
  );
});

describe("an approved call that does not begin in time", function () {
  this.timeout(30_000);
  it(
    verifies("gate.begins-in-time", "A call whose plan takes too long stays approved, and the next call runs it"),
    async () => {
      const services = newOrders();
      const gated = await startGated(orderServer(services));
      try {
        const asking = (state?: string) =>
          modernCall(gated.kit, ada, {
            ...{ name: "ship_order_quickly", args: { what: "beds" }, elicitation: url },
            ...(state === undefined ? {} : { state, responses: accept }),
          });
        const { result } = await asking();
        const id = await gated.pending();
        await gated.approve(id);
        const approvals: boolean[] = [];
        services.planning = ({ approved, signal }) => {
          approvals.push(approved);
          return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
        };
        const answer = await asking(result.requestState ?? "");
        assert.equal(answer.code, "approval-pending");
        assert.match(
          answer.text,
          /Ship beds .* is approved .*Nothing was run\. next: Call again with the same arguments/,
        );
        assert.deepEqual([approvals, services.ran, await gated.state(id)], [[true], [], "approved"]);

        services.planning = async () => {};
        assert.equal((await asking()).code, undefined);
        assert.deepEqual([services.ran, await gated.state(id)], [["beds"], "succeeded"]);
      } finally {
        await gated.close();
      }
    },
  );
});

describe("an approval that was not given, or not used, in time", function () {
  this.timeout(30_000);
  it(
    verifies("gate.expired", "An expired approval is refused with the reason, and the next call asks again"),
    async () => {
      const services = newOrders();
      const clock = new MovedClock();
      const gated = await startGated(orderServer(services), { registrySettings: { now: clock.now } });
      try {
        const asking = (what: string, state?: string) =>
          modernCall(gated.kit, ada, {
            ...{ name: "ship_order", args: { what }, elicitation: url },
            ...(state === undefined ? {} : { state, responses: { approval: { action: "cancel" } } }),
          });
        const undecided = (await asking("chairs")).result.requestState ?? "";
        const first = await gated.pending();
        clock.pass(defaultApprovalSeconds.pending + 1);
        assert.equal(await gated.state(first), "expired");
        const lateAnswer = await asking("chairs", undecided);
        assert.equal(lateAnswer.code, "approval-expired");
        assert.match(lateAnswer.text, /Ship chairs on the order system .*It expired before a person decided/);

        const unused = (await asking("lamps")).result.requestState ?? "";
        const second = await gated.pending();
        await gated.approve(second);
        clock.pass(defaultApprovalSeconds.grant + 1);
        assert.equal(await gated.state(second), "expired");
        const tooLate = await asking("lamps", unused);
        assert.equal(tooLate.code, "approval-expired");
        assert.match(tooLate.text, /ada approved it\. The agent.s call did not come back in time/);
        assert.deepEqual(services.ran, []);

        assert.equal((await asking("lamps")).result.resultType, "input_required");
        assert.notEqual(await gated.pending(), second);
      } finally {
        await gated.close();
      }
    },
  );
});

describe("a tool that asks questions of its own", function () {
  this.timeout(30_000);
  const services = newOrders();
  let gated: GatedServer;
  before(async () => {
    gated = await startGated(orderServer(services));
  });
  after(() => gated.close());
  beforeEach(() => services.ran.splice(0));

  it(
    verifies("gate.elicit", "A tool gets the answers of a client that can be asked, in order, and runs once with them"),
    async () => {
      const questions: string[] = [];
      const client = await gated.kit.connect({
        ...ada,
        elicitation: { form: {} },
        answer: ({ message }) => {
          questions.push(message);
          return { action: "accept", content: message.startsWith("Which") ? { box: "small" } : { count: 3 } };
        },
      });
      assert.equal(
        (await toolAnswer(client, "pack_order", { what: "chairs" })).text,
        JSON.stringify({ said: ["small", "3"] }),
      );
      assert.deepEqual([questions, services.ran], [["Which box for chairs?", "How many?"], ["pack_order"]]);
    },
  );

  for (const [action, reply] of [
    ["decline", "declined"],
    ["cancel", "cancelled"],
  ] as const) {
    it(verifies("gate.elicit", `A tool that asks learns that the person ${reply}`), async () => {
      const client = await gated.kit.connect({ ...ada, elicitation: { form: {} }, answer: () => ({ action }) });
      assert.equal(
        (await toolAnswer(client, "pack_order", { what: "chairs" })).text,
        JSON.stringify({ said: [reply] }),
      );
      assert.deepEqual(services.ran, []);
    });
  }

  for (const era of eras) {
    it(verifies("gate.elicit", `A tool learns that it cannot ask a ${era} client without forms`), async () => {
      const plain = await gated.kit.connect({ ...ada, era, ...(era === "modern" ? { elicitation: url } : {}) });
      assert.equal(
        (await toolAnswer(plain, "pack_order", { what: "chairs" })).text,
        JSON.stringify({ said: ["unsupported"] }),
      );
    });
  }

  it(
    verifies(
      "gate.elicit",
      "A tool asks again where an answer breaks the schema, and accepts no answer that it did not ask for",
    ),
    async () => {
      const base = { name: "pack_order", args: { what: "chairs" }, elicitation: { form: {} } };
      const first = await modernCall(gated.kit, ada, base);
      assert.deepEqual(Object.keys(first.result.inputRequests ?? {}), ["box"]);
      const state = first.result.requestState ?? "";
      const wrong = await modernCall(gated.kit, ada, {
        ...base,
        state,
        responses: {
          box: { action: "accept", content: { box: "x" } },
          many: { action: "accept", content: { count: 9 } },
        },
      });
      assert.deepEqual(Object.keys(wrong.result.inputRequests ?? {}), ["box"]);
      const early = await modernCall(gated.kit, ada, {
        ...base,
        state,
        responses: {
          box: { action: "accept", content: { box: "small" } },
          many: { action: "accept", content: { count: 9 } },
        },
      });
      assert.deepEqual(Object.keys(early.result.inputRequests ?? {}), ["many"]);
      const without = await modernCall(gated.kit, ada, {
        ...base,
        responses: { box: { action: "accept", content: { box: "small" } } },
      });
      assert.deepEqual(Object.keys(without.result.inputRequests ?? {}), ["box"]);
      assert.deepEqual(services.ran, []);
    },
  );
});
