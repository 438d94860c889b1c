/** Secrets that the identity provider gave to a client of its own. Both sides change at times of their own. */
import assert from "node:assert/strict";
import type { ProviderDescription } from "@drawbridge/contracts/identity-provider/provider";
import { startEdge } from "@drawbridge/edge/start";
import { startIdentity } from "@drawbridge/identity/start";
import { keptMs } from "../../../reference-servers/hosted/changing-secret.ts";
import { startWorld } from "../../support/edge-suite/world.ts";
import { startDirectory } from "../../support/identity/directory.ts";
import { startIssuer } from "../../support/identity/issuer.ts";
import { freePort } from "../../support/network/listening.ts";
import { InboxVisitor } from "../../support/people/inbox-visitor.ts";
import { startTestRegistry } from "../../support/registry/test-registry.ts";
import { SecretFiles } from "../../support/secrets/secret-files.ts";
import { callsUnderWay } from "../../support/secrets/under-way.ts";
import { verifies } from "../../support/verifies.ts";

const [before, next] = ["the secret before, in tests alone!", "the next secret, in tests alone!!!"] as const;
const last = "the last secret, in tests alone!!!!";

describe("a change of a client's secret", function () {
  this.timeout(120_000);

  it(verifies("secrets.client", "People sign in at the inbox through the included provider all the time"), async () => {
    const files = new SecretFiles<"provider" | "registry">();
    files.write("provider", before);
    files.write("registry", before);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const identity = await startIdentity({
      ...{ port: 0, accessTokenSeconds: 600, logLevel: "warn" },
      approver: { secret: files.secret("provider"), registryUrl: url },
    });
    const approverSecret = files.secret("registry");
    const registry = await startTestRegistry({ port, url, issuer: identity.url, approverSecret });
    const signIns = callsUnderWay(async () => {
      const { status } = await new InboxVisitor(url).signIn("ada");
      if (status !== 200) throw new Error(`a sign-in: ${status}`);
    });
    try {
      await signIns.some();
      for (const change of [
        () => files.write("provider", before, next),
        () => files.write("registry", next, before),
        () => files.write("provider", next),
        () => files.write("registry", next),
        // As a provider that keeps one secret: the registry has both before it changes.
        () => files.write("registry", next, last),
        () => files.write("provider", last),
        () => files.write("registry", last),
      ]) {
        change();
        await signIns.some();
        files.moveClock(keptMs);
        await signIns.some();
      }
      assert.deepEqual(signIns.failures, []);
      files.write("registry", before, next);
      assert.equal((await new InboxVisitor(url).signIn("ada")).status, 200, "what left the file counts a minute more");
      files.moveClock(keptMs);
      assert.equal((await new InboxVisitor(url).signIn("ada")).status, 403, "what left the provider counts no more");
    } finally {
      await signIns.close();
      await registry.close();
      await identity.close();
      files.remove();
    }
  });

  it(verifies("secrets.client", "The edge asks the provider and the directory about users all the time"), async () => {
    const files = new SecretFiles<"introspection" | "groups">();
    files.write("introspection", before);
    files.write("groups", before);
    const [issuer, directory] = await Promise.all([startIssuer(), startDirectory()]);
    directory.answers.set("/users/ada/groups", { value: [{ id: "ads-eng" }] });
    const identityProviders: ProviderDescription[] = [
      {
        ...{ issuer: issuer.url, claims: { userPrefix: "" } },
        introspection: { clientId: "asker", maxAgeSeconds: 1 },
        groupLookup: { kind: "directory", url: `${directory.url}/users/{user}/groups`, maxAgeSeconds: 1 },
      },
    ];
    const secrets = () => ({
      introspectionSecret: files.secret("introspection"),
      groupsSecret: files.secret("groups"),
    });
    const world = await startWorld(startEdge, secrets(), { identityProviders, ...secrets() });
    let count = 0;
    const calls = callsUnderWay(async () => {
      count += 1;
      // A new token each time, about which nothing is remembered, of a user about whom nothing is, either.
      const user = `ada-${count}`;
      issuer.introspected.set(`opaque-${count}`, {
        sub: user,
        aud: "urn:drawbridge:edge",
        client_id: "drawbridge-broker",
      });
      directory.answers.set(`/users/${user}/groups`, { value: [{ id: "ads-eng" }] });
      const { status, body } = await world.call("presto", `opaque-${count}`);
      if (status !== 200) throw new Error(`a call: ${status} ${body}`);
    });
    const accepts = (...values: string[]): void => {
      issuer.askers = values.map((value) => `Basic ${Buffer.from(`asker:${encoded(value)}`).toString("base64")}`);
      directory.readers = values.map((value) => `Bearer ${value}`);
    };
    try {
      accepts(before);
      await calls.some();
      for (const change of [
        () => accepts(before, next),
        () => files.write("introspection", before, next),
        () => files.write("groups", before, next),
        () => accepts(next),
        () => files.write("introspection", next),
        () => files.write("groups", next),
      ]) {
        change();
        await calls.some();
        files.moveClock(keptMs);
        await calls.some();
      }
      assert.deepEqual(calls.failures, []);
      accepts(last);
      await calls.some();
      assert.match(calls.failures.join(), /a call: 503/, "a secret that neither takes is an error");
    } finally {
      await calls.close();
      await world.close();
      await Promise.all([issuer.stop(), directory.close()]);
      files.remove();
    }
  });
});

const encoded = (text: string): string => new URLSearchParams({ "": text }).toString().slice(1);
