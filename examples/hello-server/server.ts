/** A complete server: `greet` reads, and `set_greeting` changes something, so a person approves each call of it. */
import { argumentsAlone, type Context, defineServer, defineTool } from "@drawbridge/framework";
import { z } from "zod";

type HelloContext = Context<{ greeting: string }>;
const common = { minutesSaved: 1, authorize: "hello-users" };

const greet = defineTool({
  ...common,
  name: "greet",
  title: "Greet",
  description: "Greets a person by name.",
  effect: "read",
  input: z.object({ name: z.string() }),
  output: z.object({ text: z.string() }),
  run: async ({ name }, { services }: HelloContext) => ({ text: `${services.greeting}, ${name}!` }),
});

const setGreeting = defineTool({
  ...common,
  name: "set_greeting",
  title: "Set the greeting",
  description: "Changes the word with which this server greets.",
  effect: "write",
  input: z.object({ greeting: z.string() }),
  output: z.object({ before: z.string(), now: z.string() }),
  plan: async (_, { services }: HelloContext) => ({
    plan: {
      summary: "Change the greeting",
      verb: "SET GREETING",
      text: null, // The person then sees the arguments.
      target: "the hello server",
      effect: "write",
      objects: ["the greeting"],
      cost: { rows: 1, bytes: "unknown" },
      reversible: "yes",
      similar: null, // Each call needs its own approval.
      basis: argumentsAlone,
    },
    prepared: services.greeting,
  }),
  approve: () => "caller",
  async run({ greeting }, { services }, before) {
    services.greeting = greeting;
    return { before, now: greeting };
  },
});

export const helloServer = defineServer({
  name: "hello",
  title: "Hello",
  description: "Greets people.",
  owner: "Data Platform",
  support: [{ label: "#hello-help" }],
  sensitivity: "internal",
  environment: "dev",
  listed: true,
  access: { groups: ["ads-eng"], surfaces: ["local"], environments: ["dev", "prod"] },
  policies: { "hello-users": 'permit (principal, action == Action::"call", resource in Server::"hello");' },
  groups: () => [], // No tool looks at the caller's groups.
  tools: [greet, setGreeting],
  open: async () => ({ greeting: "Hello" }),
  ready: async () => {},
  close: async () => {},
});
