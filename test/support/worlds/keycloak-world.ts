/**
 * A company that has Keycloak: its realm with the two clients that Drawbridge needs under names of the company's own, the
 * real registry, the edge and one server, all connected by settings alone. People use the command line and a browser.
 */

import type { ProviderDescription } from "@drawbridge/contracts/identity-provider/provider";
import type { Part } from "@drawbridge/contracts/part";
import { startEdge } from "@drawbridge/edge/start";
import { CommandLine, type Outcome } from "../agents/command-line.ts";
import { until } from "../clocks/until.ts";
import { createRealm, type KeycloakRealm } from "../identity/keycloak-realm.ts";
import { approverClient, brokerClient } from "../identity/keycloak-setup.ts";
import { tokenShapes } from "../identity/token-shapes.ts";
import { freePort } from "../network/listening.ts";
import { KeycloakPerson } from "../people/keycloak-person.ts";
import { startTestRegistry, type TestRegistry } from "../registry/test-registry.ts";
import { manifestOf } from "../servers/manifest.ts";
import { startModernUpstream, type Upstream } from "../servers/upstream-servers.ts";

export interface KeycloakWorld {
  readonly realm: KeycloakRealm;
  readonly registry: TestRegistry;
  readonly edgeUrl: string;
  /** The server `reports`. Members of `ads-eng` may reach it. */
  readonly upstream: Upstream;
  /** A command line with a home of its own, which the world removes. */
  commandLine(): CommandLine;
  /** A person's command line, after a sign-in by the browser. */
  signedIn(name: string): Promise<CommandLine>;
  close(): Promise<void>;
}

/** A secret of tests, as Keycloak would make one for a confidential client. */
const approverSecret = "acme-approvals-secret-in-tests-alone";

/** `describe` says what the operator writes into DRAWBRIDGE_IDENTITY_PROVIDERS. */
export async function startKeycloakWorld(
  keycloakUrl: string,
  name: string,
  describe: (issuer: string) => ProviderDescription,
  realmSettings: Readonly<Record<string, unknown>> = {},
): Promise<KeycloakWorld> {
  const [port, edgePort] = [await freePort(), await freePort()];
  const [url, edgeUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${edgePort}`];
  const [realm, upstream] = await Promise.all([createRealm(keycloakUrl, name, realmSettings), startModernUpstream()]);
  await realm.addClient(brokerClient(url));
  await realm.addClient({ ...approverClient(url), secret: approverSecret });
  const registry = await startTestRegistry({
    ...{ port, url, edgeUrl, approverSecret, identityProviders: [describe(realm.issuer)] },
  });
  const look = {
    name: "look",
    title: "Look",
    description: "Looks.",
    effect: "read",
    policy: "all",
    minutesSaved: 1,
  } as const;
  const manifest = manifestOf("reports", {
    tools: [look],
    policies: { all: "permit (principal, action, resource);" },
    access: { groups: ["ads-eng"], surfaces: ["local"], environments: ["dev"] },
  });
  await registry.announce(manifest, upstream.url);
  const { rootSecret } = registry.settings;
  const edge: Part = await startEdge({
    ...{ port: edgePort, url: edgeUrl, registryUrl: url, rootSecret, logLevel: "silent" },
  });
  await until("the edge is ready", async () => (await fetch(`${edgeUrl}/readyz`)).status === 200);
  const commandLines: CommandLine[] = [];
  const commandLine = (): CommandLine => {
    const made = new CommandLine();
    commandLines.push(made);
    return made;
  };
  return {
    ...{ realm, registry, edgeUrl, upstream, commandLine },
    async signedIn(person) {
      const user = commandLine();
      const { code, stderr } = await signInByBrowser(user, url, person);
      if (code !== 0) throw new Error(stderr);
      return user;
    },
    async close() {
      for (const each of commandLines) await each.dispose();
      await edge.close();
      await Promise.all([registry.close(), upstream.stop()]);
    },
  };
}

/** The settings that token-shapes.ts has under this title, and the documentation shows, for a realm of the test. */
export function settingsOf(title: string, issuer: string): ProviderDescription {
  const shape = tokenShapes[title];
  if (shape === undefined) throw new Error(`token-shapes.ts has no ${title}.`);
  return { ...shape.settings, issuer };
}

/** `drawbridge login`, and the person in the browser that it opens. */
export const signInByBrowser = (user: CommandLine, registryUrl: string, person: string): Promise<Outcome> =>
  user.converse(["login", "--registry", registryUrl], /Sign in with your browser: (\S+)\n/, ([, url = ""]) =>
    new KeycloakPerson(person).signIn(url),
  );
