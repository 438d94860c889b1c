/** The world of the tests of reviews: a registry where groups have roles, a server that announces itself, and people at its pages. */
import assert from "node:assert/strict";
import { AccessAnswer, AccessPolicy, type Effect } from "@drawbridge/contracts/access";
import type { ReviewKind } from "@drawbridge/contracts/governance/reviews";
import { EdgeConfiguration, MyServers, type ServerManifest, type ToolManifest } from "@drawbridge/contracts/registry";
import type { ListedTool } from "@drawbridge/contracts/tool-versions";
import { pointsOf } from "../../../reference-servers/registry/governance/review-rules.ts";
import type { Claims } from "../identity/issuer.ts";
import { InboxVisitor, type Visited } from "../people/inbox-visitor.ts";
import { startTestRegistry, type TestRegistry, type TestRegistryOptions } from "../registry/test-registry.ts";
import { manifestOf } from "../servers/manifest.ts";

/** A reviewer of each kind, an operator, an owner of the server, and a user of it. */
export const people = {
  security: { sub: "sven", groups: ["security"] },
  "legal-privacy": { sub: "lea", groups: ["legal"] },
  genai: { sub: "gil", groups: ["genai"] },
  operator: { sub: "ines", groups: ["infra"] },
  owner: { sub: "olga", groups: ["data-platform", "security"] },
  user: { sub: "ada", groups: ["ads-eng"] },
} as const satisfies Record<string, Claims>;

export const serverUrl = "http://127.0.0.1:9/mcp";

export interface ReviewWorld extends TestRegistry {
  /** Announces the server `presto` with these tools, at `serverUrl` where no address is given. */
  announcePresto(
    tools?: readonly Partial<ToolManifest & ListedTool>[],
    overrides?: Partial<ServerManifest>,
    url?: string,
  ): Promise<void>;
  visitor(claims: Claims): Promise<InboxVisitor>;
  /** Sends the form of a review as the page of the version has it, with these fields in place of the form's. */
  review(kind: ReviewKind, version: number, fields?: Record<string, string>, claims?: Claims): Promise<Visited>;
  /** All reviews that the version needs, each by its reviewer. */
  approve(version: number, fields?: Partial<Record<ReviewKind, Record<string, string>>>): Promise<void>;
  /** What the server enforces. */
  policy(): Promise<AccessPolicy>;
  edge(): Promise<EdgeConfiguration>;
  /** The names of the tools of presto that the person may call. */
  toolsOf(claims: Claims): Promise<string[]>;
  explain(tool: string, claims: Claims): Promise<AccessAnswer>;
}

export async function startReviews(options: TestRegistryOptions = {}): Promise<ReviewWorld> {
  const registry = await startTestRegistry({
    roles: {
      operators: ["infra"],
      reviewers: { security: ["security"], "legal-privacy": ["legal"], genai: ["genai"] },
    },
    person: { claim: "sub", named: true },
    ...options,
  });
  const visitors = new Map<string, Promise<InboxVisitor>>();
  const visitor = (claims: Claims): Promise<InboxVisitor> => {
    const key = JSON.stringify(claims);
    const begun = visitors.get(key) ?? signedIn(registry, claims);
    visitors.set(key, begun);
    return begun;
  };
  const page = (version: number): string => `/reviews/presto/versions/${version}`;
  const review: ReviewWorld["review"] = async (kind, version, fields = {}, claims = people[kind]) => {
    const reviewer = await visitor(claims);
    const { html } = await reviewer.ask(page(version));
    const tools = manifestTools(html);
    const form = {
      digest: /has the digest <code>([^<]+)/.exec(html)?.[1] ?? "",
      verdict: "approved",
      expires: new Date(Date.now() + 90 * 24 * 60 * 60_000).toISOString().slice(0, 10),
      ...Object.fromEntries(pointsOf(kind).map(({ id }) => [`point.${id}`, "yes"])),
      ...fields,
    };
    return reviewer.post(`${page(version)}/reviews/${kind}`, form, {}, tools);
  };
  return {
    ...registry,
    ...{ visitor, review },
    async announcePresto(tools = [], overrides = {}, url = serverUrl) {
      const manifest = manifestOf("presto", { owners: ["data-platform"], sensitivity: "confidential", ...overrides });
      const all = manifest.tools.map((tool) => ({ ...tool, ...tools.find(({ name }) => name === tool.name) }));
      const added = tools.filter(({ name }) => all.every((tool) => tool.name !== name));
      const whole = [...all, ...added.map((tool) => ({ ...manifestOf("presto").tools[0], ...tool }))];
      const body = {
        ...{ manifest: { ...manifest, tools: whole }, url },
        listed: whole.map(({ name, title, description, effect, ...more }) => ({
          ...{ name, title, description, inputSchema: { type: "object" }, annotations: annotationsOf(effect) },
          ...("inputSchema" in more && { inputSchema: more.inputSchema }),
        })),
      };
      const answer = await registry.asPart("presto", "/servers/presto", { method: "PUT", body: JSON.stringify(body) });
      assert.equal(answer.status, 204, await answer.text());
    },
    async approve(version, fields = {}) {
      for (const kind of ["security", "legal-privacy", "genai"] as const) {
        const { status, html } = await review(kind, version, fields[kind]);
        assert.equal(status, 303, html);
      }
    },
    policy: async () => AccessPolicy.parse(await (await registry.asPart("presto", "/servers/presto/policy")).json()),
    edge: async () => EdgeConfiguration.parse(await (await registry.asPart("edge", "/edge")).json()),
    async toolsOf(claims) {
      const { servers } = MyServers.parse(await (await registry.asUser("/me/servers", claims)).json());
      const tools = servers.find(({ name }) => name === "presto")?.tools ?? [];
      return tools.filter(({ access }) => access.allowed).map(({ name }) => name);
    },
    explain: async (tool, claims) =>
      AccessAnswer.parse(await (await registry.asUser(`/access?server=presto&tool=${tool}`, claims)).json()),
  };
}

/** As the framework marks its tools. */
const annotationsOf = (effect: Effect | undefined) =>
  effect === "read" ? { readOnlyHint: true } : { readOnlyHint: false, destructiveHint: effect === "destructive" };

async function signedIn({ url, issuer }: TestRegistry, claims: Claims): Promise<InboxVisitor> {
  const visitor = new InboxVisitor(url);
  await visitor.signInAt(issuer, claims, "/approvals", new Date());
  return visitor;
}

/** The tools that the form leaves in, as the browser sends them: one field for each. */
function manifestTools(html: string): [string, string][] {
  const names = [...html.matchAll(/name="tools" value="([^"]+)"/g)].map(([, name = ""]) => name);
  return [...new Set(names)].map((name) => ["tools", name]);
}
