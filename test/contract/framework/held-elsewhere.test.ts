import assert from "node:assert/strict";
import { identityHeaders } from "@drawbridge/contracts/identity";
import { identityHeadersOf } from "@drawbridge/contracts/identity-headers";
import type { Part } from "@drawbridge/contracts/part";
import { edgeProof, registryCredential } from "@drawbridge/contracts/part-secret";
import { type Context, defineServer, defineTool, ToolError } from "@drawbridge/framework";
import { z } from "zod";
import { serve } from "../../../reference-servers/framework/serve.ts";
import { until } from "../../support/clocks/until.ts";
import { freePort } from "../../support/network/listening.ts";
import { startTestRegistry, type TestRegistry } from "../../support/registry/test-registry.ts";
import { modernCall } from "../../support/servers/modern-call.ts";
import { verifies } from "../../support/verifies.ts";

interface Kept {
  readonly tag: string;
  readonly notes: Map<string, string>;
}

const about = { title: "A tool", description: "Does what its name says.", minutesSaved: 1, authorize: "everybody" };
const keep = defineTool({
  ...about,
  name: "keep",
  effect: "read",
  input: z.object({ note: z.string() }),
  output: z.object({ id: z.string() }),
  run: async ({ note }, { services }: Context<Kept>) => {
    const id = `${services.tag}.${services.notes.size}`;
    services.notes.set(id, note);
    return { id };
  },
});
const read = defineTool({
  ...about,
  name: "read_kept",
  effect: "read",
  input: z.object({ id: z.string() }),
  output: z.object({ note: z.string(), user: z.string() }),
  heldBy: ({ id }) => id.split(".")[0] ?? null,
  run: async ({ id }, { services, principal }: Context<Kept>) => {
    const note = services.notes.get(id);
    if (note === undefined)
      throw new ToolError("not-kept", "This note is at another instance, which is gone.", "Keep it again.");
    return { note, user: principal.user };
  },
});
const keeper = defineServer<Kept>({
  ...{ name: "keeper", title: "Keeper", description: "Keeps notes in memory.", owner: "Tests", support: [] },
  ...{ sensitivity: "internal", environment: "dev", listed: true, approvers: [], groups: () => [] },
  access: { groups: ["ads-eng"], surfaces: ["local"], environments: ["dev"] },
  policies: { everybody: "permit (principal, action, resource);" },
  tools: [keep, read],
  open: async (_, __, { instanceTag }) => ({ tag: instanceTag, notes: new Map() }),
  ready: async () => {},
  close: async () => {},
});

describe("what one instance holds in its memory", () => {
  let registry: TestRegistry;
  const instances: Part[] = [];
  before(async () => {
    registry = await startTestRegistry();
    for (const port of [await freePort(), await freePort()]) instances.push(await start(port));
  });
  after(async () => {
    await Promise.all(instances.map((each) => each.close()));
    await registry.close();
  });

  const start = async (port: number, url?: string): Promise<Part> => {
    const { rootSecret } = registry.settings;
    const part = await serve(keeper, {
      ...{ port, ...(url === undefined ? {} : { url }) },
      registry: { url: registry.url, credential: registryCredential(rootSecret, "keeper") },
      edgeProof: edgeProof(rootSecret, "keeper"),
      settings: { DRAWBRIDGE_LOG_LEVEL: "silent", DRAWBRIDGE_POLICY_REFRESH_SECONDS: "0.2" },
    });
    await until("it serves", async () => (await fetch(`${part.url}/readyz`)).ok);
    return part;
  };
  const headers = (caller: { readonly user: string }): Record<string, string> => ({
    ...identityHeadersOf({ user: caller.user, groups: ["ads-eng"], surface: "local" }),
    [identityHeaders.proof]: edgeProof(registry.settings.rootSecret, "keeper"),
  });
  const call = (at: Part | undefined, name: string, args: Record<string, unknown>) =>
    modernCall({ url: at?.url ?? "", headers }, { user: "ada" }, { name, args });
  const keepAt = async (at: Part | undefined, note: string): Promise<string> =>
    z.object({ id: z.string() }).parse((await call(at, "keep", { note })).result.structuredContent).id;

  it(
    verifies("instances.held", "A call that lands on another instance is answered by the one that holds what it names"),
    async () => {
      const [a, b] = instances;
      const id = await keepAt(a, "hello");
      for (const at of [a, b])
        assert.deepEqual((await call(at, "read_kept", { id })).result.structuredContent, {
          note: "hello",
          user: "ada",
        });
      const guessed = await call(b, "read_kept", { id: "AAAAAAAAAAAA.0" });
      assert.match(guessed.text, /at another instance, which is gone/);
    },
  );

  it(
    verifies(
      "instances.held",
      "When the instance that held it is gone, a call gets one clear error and is passed on nowhere",
    ),
    async () => {
      const [, b] = instances;
      const third = await start(await freePort());
      const id = await keepAt(third, "bye");
      await third.close();
      assert.match((await call(b, "read_kept", { id })).text, /at another instance, which is gone/);
    },
  );
});
