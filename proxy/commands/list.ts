/** The commands, by name and in the order of the overview. Each is loaded only when it is called. */
import type { Command } from "./command.ts";

/** What a person wants from a command: the headings of the overview, in their order. */
export const groups = ["Use servers", "Decide", "Set up", "Look into"] as const;

interface Listed {
  /** Its heading and its line in the overview; null for commands that only Drawbridge itself runs. */
  readonly overview: { readonly group: (typeof groups)[number]; readonly summary: string } | null;
  load(): Promise<Command>;
}

export const commands: Readonly<Record<string, Listed>> = {
  servers: {
    overview: { group: "Use servers", summary: "list the servers, and which of them you may use" },
    load: async () => (await import("./servers.ts")).servers,
  },
  tools: {
    overview: { group: "Use servers", summary: "list a server's tools" },
    load: async () => (await import("./tools.ts")).tools,
  },
  call: {
    overview: { group: "Use servers", summary: "call one tool and print its result" },
    load: async () => (await import("./call.ts")).call,
  },
  why: {
    overview: {
      group: "Use servers",
      summary: "say why you may or may not use a server or tool, and what would change it",
    },
    load: async () => (await import("./why.ts")).why,
  },
  approvals: {
    overview: { group: "Decide", summary: "list what waits for a person's approval, and open it in the browser" },
    load: async () => (await import("./approvals.ts")).approvals,
  },
  login: {
    overview: { group: "Set up", summary: "sign in, once for every server" },
    load: async () => (await import("./login.ts")).login,
  },
  logout: {
    overview: { group: "Set up", summary: "sign out and delete the session" },
    load: async () => (await import("./logout.ts")).logout,
  },
  agents: {
    overview: { group: "Set up", summary: "connect the agents on this machine, or list them" },
    load: async () => (await import("./agents.ts")).agents,
  },
  uninstall: {
    overview: { group: "Set up", summary: "remove everything that Drawbridge put on this machine" },
    load: async () => (await import("./uninstall.ts")).uninstall,
  },
  status: {
    overview: { group: "Look into", summary: "show who is signed in, and to which registry" },
    load: async () => (await import("./status.ts")).status,
  },
  doctor: {
    overview: { group: "Look into", summary: "find what is wrong, and say what to do" },
    load: async () => (await import("./doctor.ts")).doctor,
  },
  logs: {
    overview: { group: "Look into", summary: "show each call in one line" },
    load: async () => (await import("./logs.ts")).logs,
  },
  audit: {
    overview: { group: "Look into", summary: "verify that the registry's audit is whole" },
    load: async () => (await import("./audit.ts")).audit,
  },
  admin: {
    overview: { group: "Look into", summary: "print the secrets that each part of a deployment needs" },
    load: async () => (await import("./admin.ts")).admin,
  },
  broker: { overview: null, load: async () => (await import("./broker.ts")).broker },
};
