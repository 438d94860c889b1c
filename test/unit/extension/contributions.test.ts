import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { z } from "zod";
import * as ids from "../../../extension/contributions.ts";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

const WithId = z.array(z.object({ id: z.string() }));
const Manifest = z.object({
  name: z.string(),
  publisher: z.string(),
  engines: z.object({ vscode: z.string() }),
  devDependencies: z.record(z.string(), z.string()),
  contributes: z.object({
    commands: z.array(z.object({ command: z.string(), enablement: z.string().optional() })),
    views: z.record(z.string(), WithId),
    viewsContainers: z.object({ activitybar: WithId }),
    walkthroughs: z.array(
      z.object({ id: z.string(), steps: z.array(z.object({ id: z.string(), completionEvents: z.array(z.string()) })) }),
    ),
    authentication: WithId,
    mcpServerDefinitionProviders: WithId,
    configuration: z.object({ properties: z.record(z.string(), z.object({ scope: z.string() })) }),
  }),
});

const text = readFileSync(`${repository}extension/package.json`, "utf8");
const manifest = Manifest.parse(JSON.parse(text));
const { contributes } = manifest;
const idsOf = (list: z.infer<typeof WithId>): string[] => list.map(({ id }) => id);

describe("what the extension contributes", () => {
  const pairs: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ["commands", Object.values(ids.commands), contributes.commands.map(({ command }) => command)],
    ["views", Object.values(ids.views), idsOf(Object.values(contributes.views).flat())],
    ["containers", [ids.container], idsOf(contributes.viewsContainers.activitybar)],
    ["walkthroughs", [ids.walkthrough], idsOf(contributes.walkthroughs)],
    ["accounts", [ids.authenticationProvider], idsOf(contributes.authentication)],
    ["MCP providers", [ids.serverDefinitionProvider], idsOf(contributes.mcpServerDefinitionProviders)],
    ["settings", Object.values(ids.settings), Object.keys(contributes.configuration.properties)],
  ];
  for (const [what, inCode, inManifest] of pairs) {
    it(verifies("vscode.contributions", `The ids of ${what} are the same in the code and in package.json`), () =>
      assert.deepEqual([...inCode].sort(), [...inManifest].sort()),
    );
  }

  it(
    verifies(
      "vscode.contributions",
      "The conditions in package.json use only context keys that the code sets, and use all of them",
    ),
    () => {
      const contextKeys: readonly string[] = [...Object.values(ids.contextKeys), ...inManifest()];
      const conditions = [...text.matchAll(/"(?:when|enablement)": "([^"]+)"|onContext:([\w.]+)/g)].map(
        ([, when, key]) => when ?? key ?? "",
      );
      const used = new Set(conditions.flatMap((condition) => condition.match(/drawbridge\.\w+/g) ?? []));
      assert.deepEqual(
        [...used].filter((key) => !contextKeys.includes(key)),
        [],
      );
      assert.deepEqual(
        Object.values(ids.contextKeys).filter((key) => !used.has(key)),
        [],
      );
    },
  );

  it("The manifest has the same extension id as the sign-in's callbacks", () => {
    assert.equal(`${manifest.publisher}.${manifest.name}`, ids.extensionId);
  });

  it("The extension is type-checked against the API of the oldest editor that it supports", () => {
    assert.equal(manifest.engines.vscode, `^${manifest.devDependencies["@types/vscode"]}`);
  });

  it(verifies("vscode.workspace-settings", "A folder's settings cannot choose the registry"), () => {
    for (const { scope } of Object.values(contributes.configuration.properties)) assert.equal(scope, "application");
  });

  it(
    verifies(
      "vscode.walkthrough",
      "The walkthrough names the product, and has a step for the registry, approvals and agents",
    ),
    () => {
      const texts = z
        .record(z.string(), z.string())
        .parse(JSON.parse(readFileSync(`${repository}extension/package.nls.json`, "utf8")));
      assert.match(texts["walkthrough.title"] ?? "", /Drawbridge/);
      const [{ steps } = { steps: [] }] = contributes.walkthroughs;
      assert.deepEqual(idsOf(steps), ["registry", "signIn", "query", "approvals", "agents"]);
    },
  );

  it("Every translatable name in the manifest has a text, and every text has a name", () => {
    const texts = Object.keys(JSON.parse(readFileSync(`${repository}extension/package.nls.json`, "utf8")));
    const named = [...text.matchAll(/"%([\w.]+)%"/g)].map(([, name]) => name ?? "");
    assert.deepEqual([...new Set(named)].sort(), texts.sort());
  });
});

/** Ids in conditions that are ours but are not context keys: views and commands. */
const inManifest = (): readonly string[] => [...Object.values(ids.views), ...Object.values(ids.commands)];
