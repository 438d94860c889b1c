import assert from "node:assert/strict";
import { createServer, type ServerResponse } from "node:http";
import type { Approval } from "@drawbridge/contracts/approvals";
import { find } from "../../../../proxy/approvals/approval-store.ts";
import { ApprovalStream } from "../../../../proxy/approvals/approval-stream.ts";
import { CurrentApprovals } from "../../../../proxy/approvals/current-approvals.ts";
import { RegistryReads } from "../../../../proxy/approvals/registry-reads.ts";
import type { Session } from "../../../../proxy/contracts/session.ts";
import { HttpChannel } from "../../../../proxy/network/http-channel.ts";
import { Network } from "../../../../proxy/network/network.ts";
import { settingsFrom } from "../../../../proxy/network/settings.ts";
import { until } from "../../../support/clocks/until.ts";
import { wellKnownFor } from "../../../support/identity/sign-in.ts";
import { listening } from "../../../support/network/listening.ts";
import { verifies } from "../../../support/verifies.ts";
import { sampleApproval } from "./sample-approval.ts";

/** A registry with only its list and its stream, so that each of them can fail. */
async function startListAndStream() {
  const state = {
    approvals: [sampleApproval()] as Approval[],
    streams: new Set<ServerResponse>(),
    opened: 0,
    /** HTTP status of the stream's answer. */
    streamStatus: 200,
    tokens: [] as string[],
    validToken: "first",
  };
  const server = createServer((request, response) => {
    const token = request.headers.authorization?.slice("Bearer ".length) ?? "";
    state.tokens.push(token);
    const url = new URL(request.url ?? "", "http://registry");
    if (token !== state.validToken) return response.writeHead(401).end();
    if (url.pathname.endsWith("/events")) {
      if (state.streamStatus !== 200) return response.writeHead(state.streamStatus).end();
      state.opened += 1;
      state.streams.add(response);
      response.on("close", () => state.streams.delete(response));
      response.writeHead(200, { "content-type": "text/event-stream" });
      return response.write("event: ready\ndata: {}\n\n");
    }
    const id = /\/approvals\/([^/]+)$/.exec(url.pathname)?.[1];
    if (id !== undefined) {
      const found = state.approvals.find(({ view }) => view.id === id);
      return response.writeHead(found ? 200 : 404).end(JSON.stringify(found ?? {}));
    }
    const pending = url.searchParams.get("state") === "pending";
    const approvals = state.approvals.filter((each) => (each.state === "pending") === pending);
    return response.writeHead(200).end(JSON.stringify({ approvals, scopes: [], next: null }));
  });
  const url = await listening(server);
  return {
    ...{ state, url },
    tell(approval: Approval) {
      for (const stream of state.streams) stream.write(`event: approval\ndata: ${JSON.stringify(approval)}\n\n`);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function sessionOf(registry: string): Session {
  let token = "first";
  const held = () => ({ reveal: () => token, headersFor: () => ({ authorization: `Bearer ${token}` }) });
  return {
    ...{ state: "signed-in", user: { name: "ada", groups: [] }, accessUntil: null, secretStore: "file", bound: false },
    ...{ issuer: "http://127.0.0.1:9", removedProvider: null },
    wellKnown: wellKnownFor("http://127.0.0.1:9", registry),
    reread: () => {},
    accessToken: async () => held(),
    renewed: async () => {
      token = "second";
      return held();
    },
    signIn: async () => {},
    signOut: async () => {},
    onChange: () => () => {},
    close: async () => {},
  };
}

describe("the stream of approvals", () => {
  let registry: Awaited<ReturnType<typeof startListAndStream>>;
  let channel: HttpChannel;
  let approvals: CurrentApprovals;
  let stream: ApprovalStream;
  beforeEach(async () => {
    registry = await startListAndStream();
    channel = new HttpChannel(new Network(settingsFrom({})));
    approvals = new CurrentApprovals();
    stream = new ApprovalStream(new RegistryReads(sessionOf(registry.url), channel), approvals);
  });
  afterEach(async () => {
    channel.close();
    await registry.stop();
  });
  const stateNow = () => find(approvals.store, "req-1")?.approval.state;
  const decide = (approval: Approval) => {
    registry.state.approvals = [approval];
  };

  it(
    verifies(
      "routing.no-connection",
      "The approval stream opens one connection for all holders, and none without a holder",
    ),
    async () => {
      assert.equal(registry.state.tokens.length, 0);
      const releases = [stream.hold(), stream.hold(), stream.hold()];
      await until("the list is read", () => stateNow() === "pending");
      assert.equal(registry.state.streams.size, 1);
      for (const release of releases.slice(1)) release();
      registry.tell(sampleApproval({ state: "approved" }));
      await until("the decision arrives", () => stateNow() === "approved");
      releases[0]?.();
      await until("the stream is closed", () => registry.state.streams.size === 0);
      assert.equal(registry.state.opened, 1);
    },
  );

  it(
    verifies("routing.everywhere", "The approval stream reads the list again after the connection broke"),
    async () => {
      const release = stream.hold();
      await until("the stream is open", () => stateNow() === "pending");
      decide(sampleApproval({ state: "approved" }));
      for (const stream of registry.state.streams) stream.destroy();
      await until("it is known", () => stateNow() === "approved", 2_000);
      await until("the stream is open again", () => registry.state.opened === 2);
      release();
    },
  );

  it(
    verifies("routing.everywhere", "The approval stream reports a decision even if no stream gets through"),
    async () => {
      registry.state.streamStatus = 502;
      const release = stream.hold();
      await until("the list is read", () => stateNow() === "pending");
      decide(sampleApproval({ state: "rejected" }));
      await until("it is known", () => stateNow() === "rejected", 3_000);
      release();
    },
  );

  it("The approval stream renews the token once after a 401", async () => {
    registry.state.validToken = "second";
    const release = stream.hold();
    await until("the list is read", () => stateNow() === "pending");
    // The first page is known before the read is over, and a released stream ends its read.
    await until("the read is over", () => !stream.stale);
    release();
    assert.deepEqual([...new Set(registry.state.tokens)], ["first", "second"]);
  });

  it("The approval stream skips an event that it cannot read", async () => {
    const release = stream.hold();
    await until("the stream is open", () => stateNow() === "pending");
    for (const stream of registry.state.streams)
      stream.write("event: approval\ndata: {\n\nevent: approval\ndata: {}\n\nevent: new\ndata: 1\n\n");
    registry.tell(sampleApproval({ state: "approved" }));
    await until("the next decision arrives", () => stateNow() === "approved");
    assert.equal(registry.state.opened, 1);
    release();
  });

  it("The approval stream starts again for another user", async () => {
    const release = stream.hold();
    await until("the stream is open", () => stateNow() === "pending");
    approvals.forget();
    stream.restart();
    await until("it is read again", () => stateNow() === "pending");
    await until("the first stream is closed", () => registry.state.streams.size === 1 && registry.state.opened === 2);
    release();
  });
});
