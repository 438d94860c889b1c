/** A tool's own questions, to the person at an agent of either era, and the answers back to the tool. */
import assert from "node:assert/strict";
import { startServer } from "@drawbridge/framework";
import { isObject, type JsonObject, objectAt } from "../../../proxy/kernel/json.ts";
import { bundledCli } from "../../support/agents/proxy-bundle.ts";
import { modernMeta, RawAgent } from "../../support/agents/raw-agent.ts";
import { contentOf, resultOf } from "../../support/agents/response.ts";
import { newOrders, type Orders, orderServer } from "../../support/servers/orders.ts";
import { verifies } from "../../support/verifies.ts";
import { ApprovingStack } from "../../support/worlds/approving-stack.ts";

const forms = { elicitation: { form: {} } };
const small: JsonObject = { action: "accept", content: { box: "small" } };
const three: JsonObject = { action: "accept", content: { count: 3 } };

describe("a tool that asks its caller, behind broker and edge", function () {
  this.timeout(60_000);
  let services: Orders;
  let stack: ApprovingStack;
  let open: () => Promise<RawAgent>;
  before(async () => {
    services = newOrders();
    const server = {
      name: "orders",
      start: (variables: NodeJS.ProcessEnv) => startServer(orderServer(services), variables),
    };
    stack = await ApprovingStack.start({ server });
    const { folder } = await stack.home("ada");
    const { cli } = await bundledCli();
    open = async () => new RawAgent(cli, folder, ["orders"]);
  });
  after(() => stack.close());
  beforeEach(() => services.ran.splice(0));

  /** Calls `pack_order` from an agent of the legacy era. Its person gives these answers in order. */
  const fromLegacy = async (capabilities: JsonObject, ...answers: JsonObject[]): Promise<JsonObject> => {
    const agent = await open();
    agent.onRequest = ({ method }) => (method === "elicitation/create" ? (answers.shift() ?? null) : null);
    await agent.initialize(capabilities);
    const answer = await agent.call("pack_order", { what: "chairs" });
    await agent.close();
    return answer;
  };

  /** The same from an agent of the modern era, which answers by calling again with the state that it got. */
  const fromModern = async (capabilities: JsonObject, ...answers: JsonObject[]): Promise<JsonObject> => {
    const agent = await open();
    const call = (more: JsonObject = {}) =>
      agent.request("tools/call", {
        ...{ name: "pack_order", arguments: { what: "chairs" }, _meta: modernMeta(capabilities) },
        ...more,
      });
    let answer = await call();
    while (resultOf(answer).resultType === "input_required") {
      const { requestState, inputRequests } = resultOf(answer);
      assert.ok(isObject(inputRequests) && typeof requestState === "string");
      const inputResponses = Object.fromEntries(Object.keys(inputRequests).map((key) => [key, answers.shift() ?? {}]));
      answer = await call({ requestState, inputResponses });
    }
    await agent.close();
    return answer;
  };

  const echoOf = (answer: JsonObject): unknown => objectAt(resultOf(answer), "structuredContent").said;

  for (const [era, cast] of [
    ["legacy", fromLegacy],
    ["modern", fromModern],
  ] as const) {
    it(verifies("gate.elicit", `A tool gets the answers of a ${era} agent, and runs once with them`), async () => {
      const answer = await cast(forms, small, three);
      assert.deepEqual(echoOf(answer), ["small", "3"], contentOf(answer));
      assert.deepEqual(services.ran, ["pack_order"]);
    });

    it(
      verifies(
        "gate.elicit",
        `A tool learns what a ${era} agent's person refused, and that another agent cannot be asked`,
      ),
      async () => {
        assert.deepEqual(echoOf(await cast(forms, small, { action: "decline" })), ["small", "declined"]);
        assert.deepEqual(echoOf(await cast(forms, { action: "cancel" })), ["cancelled"]);
        assert.deepEqual(echoOf(await cast({})), ["unsupported"]);
        assert.deepEqual(services.ran, []);
      },
    );
  }
});
