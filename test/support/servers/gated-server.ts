/** Starts a server with the real registry, and gives tests the people who decide its requests. */
import { registryCredential } from "@drawbridge/contracts/part-secret";
import type { ServerDefinition } from "@drawbridge/framework";
import { startForTest, type TestKit, type TestOptions } from "@drawbridge/framework/testing";
import type { Client } from "@modelcontextprotocol/client";
import type { TestRegistryOptions } from "../registry/test-registry.ts";
import { type ApprovalsWorld, startApprovals } from "../worlds/approvals-world.ts";
import { codeOf, textOf } from "./workshop.ts";

export interface GatedServer {
  readonly registry: ApprovalsWorld;
  readonly kit: TestKit;
  /** The id of the only pending request. */
  pending(user?: string): Promise<string>;
  state(id: string, user?: string): Promise<string>;
  approve(id: string, by?: string): Promise<void>;
  reject(id: string, reason: string, by?: string): Promise<void>;
  close(): Promise<void>;
}

/** Groups of the people in these tests. */
export const groupsOf: Readonly<Record<string, string[]>> = {
  ada: ["ads-eng"],
  finn: ["finance"],
  ines: ["infra", "owners", "data-owners"],
};

export async function startGated<Services>(
  definition: ServerDefinition<Services>,
  {
    settings,
    registrySettings,
  }: {
    readonly settings?: TestOptions<Services>["settings"];
    readonly registrySettings?: TestRegistryOptions;
  } = {},
): Promise<GatedServer> {
  const registry = await startApprovals(registrySettings);
  // The registry keeps the policy of a server's first announcement, so the operator changes it.
  await registry.asPart("operator", "/servers/presto/access", {
    method: "PUT",
    body: JSON.stringify({ groups: ["ads-eng", "infra"], surfaces: ["local"], environments: ["dev", "prod"] }),
  });
  const access = { url: registry.url, credential: registryCredential(registry.settings.rootSecret, definition.name) };
  const kit = await startForTest(definition, { registry: access, ...(settings === undefined ? {} : { settings }) });
  const as = (user: string) => ({ sub: user, groups: groupsOf[user] ?? [] });

  return {
    registry,
    kit,
    async pending(user = "ada") {
      const { approvals } = await registry.list("?state=pending", as(user));
      const ids = approvals.map(({ view }) => view.id);
      if (ids.length !== 1 || ids[0] === undefined) throw new Error(`there are ${ids.length} pending requests`);
      return ids[0];
    },
    state: async (id, user = "ada") => (await registry.approval(id, as(user))).state,
    async approve(id, by = "ada") {
      const result = await registry.approve(id, as(by));
      if (!result.ok) throw new Error(result.message);
    },
    async reject(id, reason, by = "ada") {
      const { shown } = await registry.approval(id, as(by));
      const [result] = await registry.decide([{ id, shown, decision: "reject", reason }], as(by));
      if (result?.ok !== true) throw new Error(result?.message ?? "no result");
    },
    async close() {
      await kit.close();
      await registry.close();
    },
  };
}

export interface ToolAnswer {
  readonly isError: boolean;
  readonly code: string | undefined;
  readonly text: string;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** The final answer to a call. */
export async function toolAnswer(client: Client, name: string, args: Record<string, unknown>): Promise<ToolAnswer> {
  const result = await client.callTool({ name, arguments: args });
  return { isError: result.isError === true, code: codeOf(result), text: textOf(result), meta: { ...result._meta } };
}
