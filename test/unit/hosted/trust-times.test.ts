/** How long each part trusts what it last had from the registry: the table of docs/deployment.md, row by row, with one clock. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { LastKeys } from "@drawbridge/contracts/identity-provider/last-keys";
import { followSignOuts } from "@drawbridge/hosted/followed-sign-outs";
import { providerKeys } from "@drawbridge/hosted/provider-keys";
import { defaultPolicyStaleSeconds } from "@drawbridge/hosted/shared-variables";
import { jwtVerify } from "jose";
import { pino } from "pino";
import { followConfiguration } from "../../../reference-servers/edge/configuration.ts";
import { ApprovalsUnavailable, consume } from "../../../reference-servers/framework/approvals/registry-calls.ts";
import { manifestOf } from "../../../reference-servers/framework/manifest.ts";
import { registryPolicy } from "../../../reference-servers/framework/policy/registry-policy.ts";
import { readSettings } from "../../../reference-servers/framework/settings.ts";
import { until } from "../../support/clocks/until.ts";
import { type FixtureRegistry, startFixtureRegistry } from "../../support/fault-ports/failing-registry.ts";
import { startIssuer } from "../../support/identity/issuer.ts";
import { repository } from "../../support/machine/source-files.ts";
import { workshop } from "../../support/servers/workshop.ts";
import { verifies } from "../../support/verifies.ts";

/** What a part has, after the registry gave it and then went away. */
interface Held {
  trusts(): boolean | Promise<boolean>;
  /** Resolves once no question is under way that the registry may still have answered. */
  settled?(): Promise<unknown>;
  close(): unknown;
}

interface Row {
  /** The first cell of the docs' row. */
  readonly what: string;
  readonly seconds: number;
  /** Resolves once the registry has answered. */
  hold(registry: FixtureRegistry, now: () => number): Promise<Held>;
}

const log = pino({ level: "silent" });
const maxAgeMs = defaultPolicyStaleSeconds * 1000;
const often = 3_600_000;

const rows: readonly Row[] = [
  {
    what: "the edge: servers, their instances, coarse policy",
    seconds: defaultPolicyStaleSeconds,
    async hold(registry, now) {
      registry.failure = { status: 200, body: JSON.stringify(configuration) };
      const access = { url: registry.url, credential: registry.credential };
      const followed = followConfiguration({ registry: access, maxAgeMs, changed: () => {}, now }, log);
      await until("the edge has a configuration", () => followed.current() !== null);
      const settled = () => followed.refresh().then(followed.refresh);
      return { trusts: () => followed.current() !== null, settled, close: () => followed.close() };
    },
  },
  {
    what: "the edge: sign-outs",
    seconds: defaultPolicyStaleSeconds,
    async hold(registry, now) {
      const read = async (after: number) => {
        if (registry.failure !== null) throw new Error("away");
        return { signOuts: [], cursor: after, more: false };
      };
      const signOuts = followSignOuts({ read, intervalMs: often, maxAgeMs, now }, log);
      await until("the edge has the sign-outs", () => signOuts.isCurrent());
      const settled = () => signOuts.refresh().then(signOuts.refresh);
      return { trusts: () => signOuts.isCurrent(), settled, close: () => signOuts.close() };
    },
  },
  {
    what: "a server: coarse policy, tools' policies, sign-outs",
    seconds: readSettings({}).DRAWBRIDGE_POLICY_STALE_SECONDS,
    async hold(registry, now) {
      const manifest = manifestOf(workshop(), "dev");
      const policy = registryPolicy({
        ...{ registry: { url: registry.url, credential: registry.credential }, name: manifest.name, instance: "one" },
        ...{ leaseMs: 10_000, refreshMs: 10, staleMs: maxAgeMs, log, now },
        announcement: async () => ({ manifest, url: "http://127.0.0.1:1/mcp" }),
      });
      await until("the server has a policy", () => policy.current() !== null);
      const settled = () => until("the server was refused an answer", () => registry.policyAnswers.includes(503));
      return { trusts: () => policy.current() !== null, settled, close: () => policy.close() };
    },
  },
  {
    what: "a server: grants and their keys",
    seconds: 0,
    async hold(registry) {
      const at = { url: registry.url, credential: registry.credential, server: "workshop" };
      const body = { grant: "a grant that was good", deadline: new Date().toISOString(), call: "one" };
      const trusts = () =>
        consume(at, "one", body).then(
          () => true,
          (error: unknown) => !(error instanceof ApprovalsUnavailable),
        );
      return { trusts, close: () => {} };
    },
  },
  {
    what: "edge and registry: the identity provider's last keys, where the provider does not answer",
    seconds: 86_400,
    async hold(_registry, now) {
      const issuer = await startIssuer();
      let stored: LastKeys | null = null;
      const last = {
        load: async () => stored,
        keep: async (_: string, keys: LastKeys) => {
          stored = keys;
        },
      };
      const startedAt = Date.now();
      const keys = providerKeys({ issuer: issuer.url }, { last, now: () => startedAt + now() });
      const token = await issuer.mint();
      await jwtVerify(token, keys.find);
      await issuer.stop();
      return {
        trusts: () =>
          keys.subjectTypes().then(
            () => true,
            () => false,
          ),
        close: () => keys.close(),
      };
    },
  },
];

const configuration = {
  ...{ version: "v1", issuer: "https://issuer.example", audience: "urn:drawbridge:edge", environment: "dev" },
  ...{ surfaces: {}, routes: [] },
};

describe("how long a part trusts the registry's last answer", () => {
  for (const { what, seconds, hold } of rows)
    it(verifies("secrets.trust-time", `${what}: ${seconds} seconds, and no longer`), async () => {
      let ms = 0;
      const registry = await startFixtureRegistry();
      const held = await hold(registry, () => ms);
      try {
        registry.failure = { status: 503, body: "{}" };
        await held.settled?.();
        ms = seconds * 1000;
        assert.equal(await held.trusts(), seconds > 0, "at the last moment");
        ms += 1_001;
        assert.equal(await held.trusts(), false, "after it");
      } finally {
        await held.close();
        await registry.close();
      }
    });

  it(verifies("secrets.trust-time", "The documentation's table has these rows, and says the time"), () => {
    const docs = readFileSync(`${repository}docs/deployment.md`, "utf8");
    const [, section = ""] = docs.split("## How long a part trusts the registry's last answer\n");
    const cells = [...(section.split("\n## ")[0]?.matchAll(/^\| (.+?) \| (.+) \|$/gm) ?? [])].slice(1);
    assert.deepEqual(
      cells.map(([, what]) => what),
      rows.map(({ what }) => what),
    );
    assert.match(cells[0]?.[2] ?? "", new RegExp(`\`DRAWBRIDGE_POLICY_STALE_SECONDS\`, ${maxAgeMs / 60_000} minutes`));
    assert.match(cells.at(-1)?.[2] ?? "", /^a day\b/);
  });
});
