/** The manifest of a small server. */
import type { ServerManifest } from "@drawbridge/contracts/registry";

/** A server's manifest with two tools: `look`, open to all who reach the server, and `figures`, only for ads-eng. */
export const manifestOf = (name: string, overrides: Partial<ServerManifest> = {}): ServerManifest => ({
  name,
  title: `The ${name} server`,
  description: `Answers questions about ${name}.`,
  owner: "Data Platform",
  support: [{ label: `#${name}-help`, url: "https://chat.example.com/help" }],
  sensitivity: "internal",
  environment: "dev",
  listed: true,
  approvers: [],
  access: { groups: ["ads-eng", "infra"], surfaces: ["local"], environments: ["dev"] },
  tools: [
    { name: "look", title: "Look", description: "Looks.", effect: "read", policy: "everybody", minutesSaved: 5 },
    { name: "figures", title: "Figures", description: "Counts.", effect: "read", policy: "figures", minutesSaved: 15 },
  ],
  policies: {
    everybody: "permit (principal, action, resource);",
    figures:
      '@reason("it shows revenue, which only ads-eng may see")\npermit (principal in Group::"ads-eng", action, resource);',
  },
  ...overrides,
});
