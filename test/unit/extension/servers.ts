/** Servers and snapshots for the tests of the extension. */
import type { MyServer } from "@drawbridge/contracts/registry";
import type { BrokerView } from "../../../extension/broker/link.ts";
import type { Snapshot } from "../../../extension/state/snapshot.ts";

const allowed = { allowed: true, policy: "presto/groups", reason: "ada is in ads-eng.", ask: null };
const refused = { allowed: false, policy: "presto/groups", reason: "ada is not in infra.", ask: "Data Platform" };

export const serverNamed = (name: string, overrides: Partial<MyServer> = {}): MyServer => ({
  name,
  title: name[0]?.toUpperCase() + name.slice(1),
  description: `All about ${name}.`,
  owner: "Data Platform",
  support: [],
  sensitivity: "internal",
  environment: "prod",
  status: "up",
  url: `https://edge.example.com/mcp/${name}`,
  version: `${name}-1`,
  access: allowed,
  tools: [
    {
      name: "query",
      title: "Query",
      description: "Rows.",
      effect: "read",
      policy: "q",
      minutesSaved: 10,
      access: allowed,
    },
    {
      name: "drop",
      title: "Drop",
      description: "Gone.",
      effect: "destructive",
      policy: "d",
      minutesSaved: 0,
      access: refused,
    },
  ],
  ...overrides,
});

export const closedServer = (name: string): MyServer => serverNamed(name, { access: refused, tools: [] });

export const snapshot = (servers: readonly MyServer[] | null, overrides: Partial<Snapshot> = {}): Snapshot => ({
  phase: "signed-in",
  registry: "https://registry.example.com",
  other: null,
  user: { name: "ada", groups: ["ads-eng"] },
  current: true,
  servers,
  asOf: "2026-11-21T10:00:00.000Z",
  failure: null,
  removedProvider: null,
  needed: null,
  ...overrides,
});

export const brokerView = (overrides: Partial<BrokerView> = {}): BrokerView => ({
  connection: "joined",
  failure: null,
  status: {
    version: "0.1.0",
    pid: 1,
    startedAt: "2026-11-21T10:00:00.000Z",
    registry: "https://registry.example.com",
    session: "signed-in",
    user: { name: "ada", groups: ["ads-eng"] },
    online: true,
    accessUntil: null,
    secretStore: "file",
    bridges: 0,
  },
  catalogue: { servers: [serverNamed("presto")], asOf: "2026-11-21T10:00:00.000Z", stale: false },
  ...overrides,
});
