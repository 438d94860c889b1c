/**
 * What must not compile. The type checker runs this file with the sources, and reports an expected error that is missing.
 */
import assert from "node:assert/strict";
import { ApiClient } from "@drawbridge/contracts/http-api/client";
import { bearer } from "@drawbridge/contracts/http-api/credentials";
import { route } from "@drawbridge/contracts/http-api/route";
import { findApproval } from "@drawbridge/contracts/registry-api/approvals";
import { readEdgeConfiguration } from "@drawbridge/contracts/registry-api/edge";
import { decideServerApprovers } from "@drawbridge/contracts/registry-api/operator";
import { announceServer, readServerPolicy } from "@drawbridge/contracts/registry-api/servers";
import { Routes } from "../../../../reference-servers/registry/routes/routes.ts";
import { verifies } from "../../../support/verifies.ts";

const client = new ApiClient({
  area: "internal",
  address: () => "http://registry.example",
  credentials: bearer("credential"),
  fetch: async () => new Response(null, { status: 204 }),
  timeoutMs: 1_000,
});
const groups = { groups: ["ads-eng"] };

/** The same route with another name for its parameter. */
const renamed = route({ ...decideServerApprovers, path: "/servers/:server/approvers" });

/** Never called: only its types count. */
const calls = {
  right: () => client.call(decideServerApprovers, { parameters: { name: "presto" }, body: groups }),
  // @ts-expect-error The route's parameter has another name now.
  renamedParameter: () => client.call(renamed, { parameters: { name: "presto" }, body: groups }),
  // @ts-expect-error The parameter is missing.
  withoutParameter: () => client.call(decideServerApprovers, { body: groups }),
  // @ts-expect-error The body is missing.
  withoutBody: () => client.call(decideServerApprovers, { parameters: { name: "presto" } }),
  // @ts-expect-error The body is not the route's.
  wrongBody: () => client.call(decideServerApprovers, { parameters: { name: "presto" }, body: { groups: "ads-eng" } }),
  // @ts-expect-error The route takes no body.
  needlessBody: () => client.call(readServerPolicy, { parameters: { name: "presto" }, version: null, body: groups }),
  // @ts-expect-error The route belongs to another area: another credential opens it.
  wrongArea: () => client.call(findApproval, { parameters: { id: "1" } }),
  // @ts-expect-error The route's answer has a version, so the caller says which it has.
  withoutVersion: () => client.call(readEdgeConfiguration, {}),
  async wrongAnswer() {
    const answer = await client.call(readEdgeConfiguration, { version: null });
    if (answer.kind !== "answer") return null;
    // @ts-expect-error The route's answer has no such field.
    return answer.body.route;
  },
};

/** Never called: only its types count. */
const handlers = {
  right: () => new Routes().serve(announceServer, ({ answer }) => answer(204, null)),
  // @ts-expect-error The route has no such parameter.
  wrongParameter: () => new Routes().serve(announceServer, ({ parameters, answer }) => answer(204, parameters.id)),
  renamedParameter: () =>
    new Routes().serve({ ...renamed, area: "internal" }, ({ parameters, answer }) => {
      // @ts-expect-error The route's parameter has another name now.
      assert.ok(parameters.name);
      return answer(204, null);
    }),
  // @ts-expect-error The route declares no such answer.
  wrongStatus: () => new Routes().serve(announceServer, ({ answer }) => answer(201, null)),
  // @ts-expect-error The answer is not the route's.
  wrongAnswer: () => new Routes().serve(readEdgeConfiguration, ({ answer }) => answer(200, { version: "1" })),
  // @ts-expect-error The route's answer has no version.
  needlessVersion: () => new Routes().serve(findApproval, ({ answerVersion }) => answerVersion({ version: "1" })),
  // @ts-expect-error The route's answer is no stream.
  needlessStream: () => new Routes().serve(findApproval, ({ stream }) => stream(new Response())),
  // @ts-expect-error The route belongs to no area of the registry.
  wrongArea: () => new Routes().serve(route({ ...announceServer, area: "peers" }), ({ answer }) => answer(204, null)),
};

describe("a call and a handler of a route", () => {
  it(verifies("api.typed", "A call and a handler of a route compile only as the route declares them"), async () => {
    // The expectations above are the test: the type checker reports one that is not met. This part runs what must
    // compile.
    assert.equal((await calls.right()).kind, "answer");
    assert.equal(handlers.right().app.routes.length, 1);
  });
});
