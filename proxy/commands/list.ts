/** The commands, by name; each is loaded when it is asked for. */
import type { Command } from "./command.ts";

interface Listed {
  /** One line in the overview; null for what only Drawbridge itself runs. */
  readonly summary: string | null;
  load(): Promise<Command>;
}

export const commands: Readonly<Record<string, Listed>> = {
  login: { summary: "sign in, once for every server", load: async () => (await import("./login.ts")).login },
  logout: { summary: "sign out and forget the session", load: async () => (await import("./logout.ts")).logout },
  status: { summary: "who is signed in, and to what", load: async () => (await import("./status.ts")).status },
  servers: {
    summary: "the servers there are, and which you may use",
    load: async () => (await import("./servers.ts")).servers,
  },
  tools: { summary: "a server's tools", load: async () => (await import("./tools.ts")).tools },
  call: { summary: "call one tool and print its result", load: async () => (await import("./call.ts")).call },
  approvals: {
    summary: "what waits for a person's yes, and where to give it",
    load: async () => (await import("./approvals.ts")).approvals,
  },
  audit: {
    summary: "verify that the registry's audit is whole",
    load: async () => (await import("./audit.ts")).audit,
  },
  agents: {
    summary: "connect the agents on this machine, or see which are",
    load: async () => (await import("./agents.ts")).agents,
  },
  logs: { summary: "each call, in a line", load: async () => (await import("./logs.ts")).logs },
  doctor: {
    summary: "look for what is wrong, and say what to do",
    load: async () => (await import("./doctor.ts")).doctor,
  },
  broker: { summary: null, load: async () => (await import("./broker.ts")).broker },
};
