/** What the servers of the golden transcripts offer in both eras: one of each feature, with fixed texts. */

export const instructions = "Look before you ask.";

const object = (properties: Record<string, object> = {}) => ({ type: "object" as const, properties });
const tool = (name: string, description: string, inputSchema = object()) => ({ name, description, inputSchema });

/** In the order of `tools/list`. */
export const tools = [
  {
    ...tool("look", "Says what it was given.", object({ text: { type: "string" } })),
    annotations: { readOnlyHint: true },
    _meta: { "acme/kept": true },
  },
  tool("walk", "Reports each step.", object({ steps: { type: "integer" } })),
  tool("wait", "Waits until it is cancelled."),
  tool("tell", "Logs as it goes."),
  tool("fail", "Fails, as tools do."),
  tool("confirm", "Asks by a form."),
  tool("visit", "Asks to open a page."),
  tool("think", "Asks the host's model."),
  tool("roots", "Asks for the host's roots."),
  tool("route", "Is routed by an argument.", object({ region: { type: "string", "x-mcp-header": "Region" } })),
];

export const grownTool = tool("grown", "Was not there before.");

export const prompts = [
  { name: "greet", description: "Greets.", arguments: [{ name: "name", required: true }] },
  { name: "brief", description: "Asks first." },
];
export const greeting = (name: unknown) => ({
  description: "A greeting.",
  messages: [{ role: "user" as const, content: { type: "text" as const, text: `Greet ${String(name)}.` } }],
});

export const resources = [{ uri: "memo://one", name: "one", mimeType: "text/plain" }];
export const templates = [{ uriTemplate: "memo://{name}", name: "memo" }];
export const memo = (uri: string) => ({ contents: [{ uri, mimeType: "text/plain", text: `This is ${uri}.` }] });

export const completions = { completion: { values: ["Ada", "Adele"], total: 2, hasMore: false } };

/** The question of each tool that asks. It is the same in both eras. */
export const questions = {
  confirm: {
    method: "elicitation/create",
    params: {
      mode: "form",
      message: "Really?",
      requestedSchema: { ...object({ sure: { type: "boolean", title: "Sure" } }), required: ["sure"] },
    },
  },
  visit: {
    method: "elicitation/create",
    params: { mode: "url", message: "Open the page.", url: "https://example.com/approve" },
  },
  think: {
    method: "sampling/createMessage",
    params: { messages: [{ role: "user", content: { type: "text", text: "Two and two?" } }], maxTokens: 10 },
  },
  roots: { method: "roots/list" },
} as const;

export const isQuestion = (name: string): name is keyof typeof questions => Object.hasOwn(questions, name);

export const text = (content: string) => ({ content: [{ type: "text" as const, text: content }] });

/** The result of a tool that asked: it repeats the answer. */
export const heard = (answer: unknown) => text(`Heard ${JSON.stringify(answer)}.`);

export const failed = { ...text("It failed, and this is why."), isError: true };

/** The answer of a tool that answers at once, in both eras; null for every other tool. */
export function answerAtOnce(name: string, args: Readonly<Record<string, unknown>>) {
  if (name === "look") return text(String(args.text));
  if (name === "route") return text(`Routed to ${String(args.region)}.`);
  return name === "fail" ? failed : null;
}

/** The result of the method that is in no specification: it repeats what came. */
export const custom = (params: unknown, meta: unknown) => ({
  got: params,
  meta: meta ?? null,
  _meta: { "acme/kept": 1 },
});
