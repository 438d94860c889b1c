import assert from "node:assert/strict";
import type { AccessPolicy } from "@drawbridge/contracts/access";
import type { ServerManifest } from "@drawbridge/contracts/registry";
import { policyOf, versioned } from "@drawbridge/hosted/access-policy";
import { pino } from "pino";
import { manifestOf } from "../../../../reference-servers/framework/manifest.ts";
import type { PolicySource } from "../../../../reference-servers/framework/policy/policy-source.ts";
import { registryPolicy } from "../../../../reference-servers/framework/policy/registry-policy.ts";
import { until } from "../../../support/clocks/until.ts";
import { type FixtureRegistry, startFixtureRegistry } from "../../../support/fault-ports/failing-registry.ts";
import { freePort } from "../../../support/network/listening.ts";
import { workshop } from "../../../support/servers/workshop.ts";
import { verifies } from "../../../support/verifies.ts";

const manifest = manifestOf(workshop(), "dev");
const own = policyOf(manifest);
const { version: _, ...content } = own;
const narrower = versioned({ ...content, coarse: { ...content.coarse, groups: ["ads-eng"] } });
const staleMs = 60_000;
/** What an announcement says of the process beside its manifest. */
const here = {
  url: "http://127.0.0.1:1/mcp",
  instance: { id: "one", leaseSeconds: 10, draining: false },
};

describe("a server's policy, kept in step with the registry", () => {
  let registry: FixtureRegistry;
  let source: PolicySource;
  let now: number;
  let logged: string[];
  let announced: ServerManifest;
  let unreadable: boolean;

  const follow = (url = registry.url, credential = registry.credential): void => {
    source = registryPolicy({
      registry: { url, credential },
      name: manifest.name,
      instance: "one",
      leaseMs: 10_000,
      announcement: async () => {
        if (unreadable) throw new Error("the database is away");
        return { manifest: announced, url: "http://127.0.0.1:1/mcp" };
      },
      refreshMs: 10,
      staleMs,
      log: pino({}, { write: (line: string) => void logged.push(line) }),
      now: () => now,
    });
  };
  const version = (): string | undefined => source.current()?.policy.version;
  const inForce = (policy: AccessPolicy) => until("the policy is in force", () => version() === policy.version);
  const untilAsked = async (times: number): Promise<void> => {
    const before = registry.policyAnswers.length;
    await until("the registry was asked again", () => registry.policyAnswers.length >= before + times);
  };

  beforeEach(async () => {
    now = 0;
    logged = [];
    announced = manifest;
    unreadable = false;
    registry = await startFixtureRegistry();
  });
  afterEach(async () => {
    await source.close();
    await registry.close();
  });

  it(
    verifies(
      "framework.policy-first",
      "A server has no policy until the registry has answered, or while the registry refuses",
    ),
    async () => {
      registry.failure = { status: 503, body: "{}" };
      follow();
      assert.equal(source.current(), null);
      await untilAsked(0);
      registry.failure = null;
      await inForce(own);
      assert.deepEqual(registry.announcements[0], { manifest, ...here });
    },
  );

  it(
    verifies("groups.deciding", "A server announces itself again when the groups that it decides by have changed"),
    async () => {
      follow();
      await inForce(own);
      await untilAsked(2);
      assert.equal(registry.announcements.length, 1);
      announced = { ...manifest, groups: ["new-readers"] };
      await until("it is announced again", () => registry.announcements.length === 2);
      await untilAsked(2);
      assert.deepEqual(registry.announcements.slice(1), [{ manifest: announced, ...here }]);
    },
  );

  it(
    verifies(
      "groups.deciding",
      "A server keeps its policy where the groups that it decides by cannot be read just now",
    ),
    async () => {
      follow();
      await inForce(own);
      unreadable = true;
      await untilAsked(2);
      assert.match(logged.join(), /the last ones are valid/);
      assert.equal(version(), own.version);
      assert.equal(registry.announcements.length, 1);
    },
  );

  it(
    verifies("framework.policy-first", "A server has no policy where the registry does not accept its credential"),
    async () => {
      follow(registry.url, "another's");
      await until("the refusal is logged", () => logged.join().includes("answered 401"));
      assert.equal(source.current(), null);
      assert.equal(registry.announcements.length, 0);
    },
  );

  it(verifies("framework.policy-first", "A server has no policy where there is no registry at all"), async () => {
    follow(`http://127.0.0.1:${await freePort()}`);
    await until("the failure is logged", () => logged.join().includes("the registry gives no policy"));
    assert.equal(source.current(), null);
    assert.ok(!logged.join().includes(registry.credential));
  });

  it(
    verifies(
      "framework.policy-follows",
      "A server's policy follows a change, reports it once, and asks with the version that it has",
    ),
    async () => {
      follow();
      await inForce(own);
      let changes = 0;
      source.onChange(() => {
        changes += 1;
      });
      await untilAsked(3);
      assert.equal(registry.policyAnswers.at(-1), 304);
      assert.equal(changes, 0);
      registry.policy = narrower;
      await inForce(narrower);
      await untilAsked(2);
      assert.equal(changes, 1);
    },
  );

  it(
    verifies("framework.re-announce", "A server announces itself again when the registry has forgotten it"),
    async () => {
      follow();
      await inForce(own);
      registry.forget();
      await until("it announced itself again", () => registry.announcements.length === 2);
      await untilAsked(1);
      assert.equal(version(), own.version);
    },
  );

  it(
    verifies(
      "framework.policy-last-known",
      "A server's policy is valid while the registry is away, up to its maximum age",
    ),
    async () => {
      follow();
      await inForce(own);
      for (const failure of [
        { status: 500, body: "{}" },
        { status: 200, body: "not JSON" },
        { status: 401, body: "{}" },
      ]) {
        registry.failure = failure;
        await untilAsked(2);
        const confirmed = now;
        now = confirmed + staleMs;
        assert.equal(version(), own.version, "it holds as long as it may");
        now = confirmed + staleMs + 1;
        assert.equal(source.current(), null, "and then no more");
        registry.failure = null;
        await inForce(own);
      }
    },
  );

  it(
    verifies("framework.policy-last-known", "A server's policy is trusted again when the registry confirms it"),
    async () => {
      follow();
      await inForce(own);
      now += staleMs + 1;
      await until("the registry confirmed it", () => source.current() !== null);
      assert.equal(version(), own.version);
    },
  );

  it(
    verifies(
      "framework.policy-follows",
      "A server's policy source ends when it is closed, in the middle of a question or between two",
    ),
    async () => {
      follow();
      await inForce(own);
      await source.close();
      const answers = registry.policyAnswers.length;
      await source.close();
      assert.equal(registry.policyAnswers.length, answers);
    },
  );
});
