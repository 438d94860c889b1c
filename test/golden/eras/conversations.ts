/**
 * The conversations of the golden transcripts beside this file: one for each feature, between a host of each era and a
 * server of each era. `UPDATE_GOLDEN=1` writes the transcripts again; a reviewer then reads the differences.
 */
import type { JsonObject } from "../../../proxy/kernel/json.ts";
import type { Host, HostEra } from "../../support/transcript/host.ts";
import type { FeatureServer } from "../../support/transcript/server.ts";

export interface Stage {
  readonly host: Host;
  readonly serverEra: HostEra;
  /** What happens at the server by itself, by the name that the transcript gives it. */
  readonly server: Omit<FeatureServer, "serve">;
}

export interface Conversation {
  /** Capabilities that the host declares. */
  readonly capabilities?: JsonObject;
  /** Whether the transcript includes the handshake. */
  readonly fromTheStart?: boolean;
  play(stage: Stage): Promise<void>;
}

const trace = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", tracestate: "acme=1" };
const call = (host: Host, name: string, args: JsonObject = {}, answers = {}, _meta?: JsonObject) =>
  host.request("tools/call", { name, arguments: args, ...(_meta && { _meta }) }, answers);

/** The answer to resources/subscribe and resources/unsubscribe. */
const emptyResult = '"result":{}';
const accepted = { action: "accept", content: { sure: true } };
const elicited = (answer: JsonObject) => ({ "elicitation/create": answer });
const forms = { elicitation: { form: {} } };
const both = { elicitation: { form: {}, url: {} } };

/** Subscribes to changes, by the method of the host's era. */
async function listen({ host, serverEra }: Stage, notifications: JsonObject): Promise<number | null> {
  if (host.era === "legacy") return null;
  const id = host.start("subscriptions/listen", { notifications });
  await host.until("bridge → host", "subscriptions/acknowledged");
  if (serverEra === "modern") await host.until("server → bridge", "subscriptions/acknowledged");
  return id;
}

export const conversations: Readonly<Record<string, Conversation>> = {
  handshake: {
    fromTheStart: true,
    capabilities: forms,
    play: async ({ host, serverEra }) => {
      await host.begin(serverEra);
      await host.request("tools/list");
    },
  },
  "unsupported-version": {
    play: async ({ host }) => {
      const clientInfo = { name: "golden", version: "1" };
      if (host.era === "legacy") {
        await host.request("initialize", { protocolVersion: "2099-01-01", capabilities: {}, clientInfo });
      } else {
        const _meta = { "io.modelcontextprotocol/protocolVersion": "2099-01-01" };
        await host.request("server/discover", { _meta });
        await call(host, "look", { text: "hello" }, {}, _meta);
      }
    },
  },
  "tools-list": {
    play: async ({ host, serverEra }) => {
      await host.request("tools/list");
      // The list that the broker knows is answered before the one that it reads again, which a busy server sends late.
      if (host.era === "modern" || serverEra === "modern") await host.until("server → bridge", "drawbridge-tools");
    },
  },
  "tools-call": {
    play: async ({ host }) => {
      await call(host, "look", { text: "grüß dich" });
      await call(host, "fail");
      await call(host, "nothing");
    },
  },
  "header-parameters": { play: async ({ host }) => void (await call(host, "route", { region: "eu-west" })) },
  prompts: {
    play: async ({ host }) => {
      await host.request("prompts/list");
      await host.request("prompts/get", { name: "greet", arguments: { name: "Ada" } });
    },
  },
  resources: {
    play: async ({ host }) => {
      await host.request("resources/list");
      await host.request("resources/templates/list");
      await host.request("resources/read", { uri: "memo://one" });
      await host.request("resources/read", { uri: "nowhere://two" });
    },
  },
  "resource-updates": {
    // The answers of a busy server come late, so the next turn waits for them: a subscription's is an empty result.
    play: async (stage) => {
      const { host, serverEra, server } = stage;
      const modern = serverEra === "modern";
      const id = await listen(stage, { resourceSubscriptions: ["memo://one"] });
      if (id === null) await host.request("resources/subscribe", { uri: "memo://one" });
      if (modern) await host.until("server → bridge", '"resourceSubscriptions":["memo://one"]');
      else await host.until("server → bridge", emptyResult);
      // The stream of a legacy host's start, which a wider one replaces.
      const streams = modern && id === null ? 1 : 0;
      if (streams > 0) await host.until("bridge → server ends", "drawbridge-listen");
      server.resourceUpdated("memo://one");
      await host.until("bridge → host", "notifications/resources/updated");
      if (id === null) await host.request("resources/unsubscribe", { uri: "memo://one" });
      else host.notify("notifications/cancelled", { requestId: id });
      if (modern) await host.until("bridge → server ends", "drawbridge-listen", streams + 1);
      else await host.until("server → bridge", emptyResult, 2);
    },
  },
  completion: {
    play: async ({ host }) => {
      const ref = { type: "ref/prompt", name: "greet" };
      await host.request("completion/complete", { ref, argument: { name: "name", value: "Ad" } });
    },
  },
  progress: { play: async ({ host }) => void (await call(host, "walk", { steps: 2 }, {}, { progressToken: "p1" })) },
  cancellation: {
    play: async ({ host, serverEra }) => {
      const id = host.start("tools/call", { name: "wait", arguments: {} });
      await host.until("bridge → server", "tools/call");
      host.notify("notifications/cancelled", { requestId: id, reason: "no longer needed" });
      if (serverEra === "legacy") await host.until("bridge → server", "notifications/cancelled");
      await host.until("bridge → server ends", `${id}`);
    },
  },
  logging: {
    play: async ({ host }) => {
      await call(host, "tell");
      if (host.era === "legacy") await host.request("logging/setLevel", { level: "debug" });
      await call(host, "tell", {}, {}, { "io.modelcontextprotocol/logLevel": "debug" });
    },
  },
  "list-changed": {
    play: async (stage) => {
      const { host, server } = stage;
      await listen(stage, { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true });
      server.toolsChanged();
      await host.until("bridge → host", "notifications/tools/list_changed");
      server.promptsChanged();
      await host.until("bridge → host", "notifications/prompts/list_changed");
      server.resourcesChanged();
      await host.until("bridge → host", "notifications/resources/list_changed");
      await host.request("tools/list");
      // A bridge answers with the last known list if the server is slow, as on a busy machine.
      await host.until("server → bridge", "drawbridge-tools");
    },
  },
  "elicitation-form": {
    capabilities: forms,
    play: async ({ host }) => {
      for (const answer of [accepted, { action: "decline" }, { action: "cancel" }]) {
        await call(host, "confirm", {}, elicited(answer));
      }
    },
  },
  "elicitation-apart": {
    capabilities: forms,
    play: async ({ host }) => void (await call(host, "confirm", { apart: true }, elicited(accepted))),
  },
  "elicitation-in-a-prompt": {
    capabilities: forms,
    play: async ({ host }) => void (await host.request("prompts/get", { name: "brief" }, elicited(accepted))),
  },
  "elicitation-url": {
    capabilities: both,
    play: async ({ host }) => {
      for (const action of ["accept", "decline"]) await call(host, "visit", {}, elicited({ action }));
    },
  },
  "elicitation-url-before": {
    capabilities: both,
    play: async ({ host }) => void (await call(host, "visit", { before: true }, elicited({ action: "decline" }))),
  },
  "elicitation-url-undeclared": {
    capabilities: forms,
    play: async ({ host }) => void (await call(host, "visit")),
  },
  "elicitation-undeclared": { play: async ({ host }) => void (await call(host, "confirm")) },
  sampling: {
    capabilities: { sampling: {} },
    play: async ({ host }) => {
      const result = { role: "assistant", content: { type: "text", text: "Four." }, model: "m" };
      await call(host, "think", {}, { "sampling/createMessage": result });
    },
  },
  roots: {
    capabilities: { roots: { listChanged: true } },
    play: async ({ host, serverEra }) => {
      await call(host, "roots", {}, { "roots/list": { roots: [{ uri: "file:///work", name: "work" }] } });
      if (host.era === "modern") return;
      host.notify("notifications/roots/list_changed");
      if (serverEra === "legacy") await host.until("bridge → server", "notifications/roots/list_changed");
    },
  },
  ping: { play: async ({ host }) => void (await host.request("ping")) },
  "unknown-method": {
    play: async ({ host }) => {
      await host.request("acme/custom", { word: "w" });
      await host.request("acme/nothing");
      host.notify("notifications/acme", { word: "w" });
      await host.until("bridge → server", "notifications/acme");
    },
  },
  "unknown-members": {
    play: async ({ host }) => {
      const _meta = { ...trace, "com.example/x": [1], progressToken: 9 };
      await host.request("acme/custom", { word: "w", "acme:extra": { deep: true }, _meta });
    },
  },
};
