/**
 * What Drawbridge promises, as data: each id with its sentence and its source. A test cites an id with `verifies(id,
 * title)`. `test/unit/workspace/promises.test.ts` fails on an id that no test cites, and the type checker on an id that
 * is not here.
 */

import { agentsPromises } from "./promises/agents.ts";
import { apiPromises } from "./promises/api.ts";
import { authorityPromises } from "./promises/authority.ts";
import { bridgePromises } from "./promises/bridge.ts";
import { chainPromises } from "./promises/chain.ts";
import { cliPromises } from "./promises/cli.ts";
import { containersPromises } from "./promises/containers.ts";
import { displayNamePromises } from "./promises/display-name.ts";
import { edgePromises } from "./promises/edge.ts";
import { frameworkPromises } from "./promises/framework.ts";
import { gatePromises } from "./promises/gate.ts";
import { governancePromises } from "./promises/governance.ts";
import { groupsPromises } from "./promises/groups.ts";
import { hostedPromises } from "./promises/hosted.ts";
import { identityPromises } from "./promises/identity.ts";
import { identityProviderPromises } from "./promises/identity-providers.ts";
import { inboxPromises } from "./promises/inbox.ts";
import { instancesPromises } from "./promises/instances.ts";
import { keycloakPromises } from "./promises/keycloak.ts";
import { knowledgePromises } from "./promises/knowledge.ts";
import { measuredAgentsPromises } from "./promises/measured-agents.ts";
import { personPromises } from "./promises/person.ts";
import { platformsPromises } from "./promises/platforms.ts";
import { presencePromises } from "./promises/presence.ts";
import { prestoPromises } from "./promises/presto.ts";
import { proxiesPromises } from "./promises/proxies.ts";
import { registryPromises } from "./promises/registry.ts";
import { routingPromises } from "./promises/routing.ts";
import { secretsPromises } from "./promises/secrets.ts";
import { sharesPromises } from "./promises/shares.ts";
import { signInPromises } from "./promises/sign-in.ts";
import { signOutPromises } from "./promises/sign-out.ts";
import { sparkPromises } from "./promises/spark.ts";
import { stackPromises } from "./promises/stack.ts";
import { textPromises } from "./promises/text.ts";
import { tlsPromises } from "./promises/tls.ts";
import { uninstallPromises } from "./promises/uninstall.ts";
import { upgradePromises } from "./promises/upgrade.ts";
import { usagePromises } from "./promises/usage.ts";
import { vscodePromises } from "./promises/vscode.ts";
import { whyPromises } from "./promises/why.ts";
import { workspacePromises } from "./promises/workspace.ts";

/**
 * Where a promise comes from: a standard, a page of a specification or of another product's documentation, the rows of
 * SECURITY.md, the issue that asked for it, or a rule of this repository alone ("house").
 */
export type PromiseSource =
  | `RFC ${number}`
  | `MCP ${string}`
  | "W3C Trace Context"
  | "WebAuthn Level 3"
  | "OpenID Connect Back-Channel Logout 1.0"
  | "TPC-H"
  | "Presto client protocol"
  | "OpenAI deep research connectors"
  | "SECURITY"
  | `issue ${number}`
  | "house";

export type PromiseEntry = readonly [sentence: string, source: PromiseSource, ...sources: PromiseSource[]];

export const promises = {
  ...workspacePromises,
  ...hostedPromises,
  ...groupsPromises,
  ...governancePromises,
  ...whyPromises,
  ...identityPromises,
  ...identityProviderPromises,
  ...signInPromises,
  ...signOutPromises,
  ...proxiesPromises,
  ...registryPromises,
  ...apiPromises,
  ...authorityPromises,
  ...personPromises,
  ...displayNamePromises,
  ...inboxPromises,
  ...instancesPromises,
  ...platformsPromises,
  ...presencePromises,
  ...edgePromises,
  ...frameworkPromises,
  ...secretsPromises,
  ...sharesPromises,
  ...gatePromises,
  ...prestoPromises,
  ...bridgePromises,
  ...routingPromises,
  ...vscodePromises,
  ...sparkPromises,
  ...keycloakPromises,
  ...knowledgePromises,
  ...tlsPromises,
  ...uninstallPromises,
  ...usagePromises,
  ...textPromises,
  ...cliPromises,
  ...agentsPromises,
  ...measuredAgentsPromises,
  ...chainPromises,
  ...containersPromises,
  ...stackPromises,
  ...upgradePromises,
} as const satisfies Record<string, PromiseEntry>;

export type PromiseId = keyof typeof promises;
