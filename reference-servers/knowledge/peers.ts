/** What other servers ask of this one; see contracts/knowledge.ts. Who asks is known by its credential. */
import { type KeptRootCause, RootCause, SimilarAsk } from "@drawbridge/contracts/knowledge";
import { readJson } from "@drawbridge/contracts/storable-text";
import { ToolError } from "@drawbridge/framework/errors";
import type { PeerRoutes } from "@drawbridge/framework/http/peers";
import { createFairQueue } from "@drawbridge/framework/shares/fair-queue";
import { type Context, Hono } from "hono";
import type { z } from "zod";
import { asked } from "./database.ts";
import { KnowledgeError } from "./errors.ts";
import type { KnowledgeServices } from "./services.ts";
import { keepRootCause, keptRootCause, similar } from "./store/root-causes.ts";

/** Of the database's connections. A server that asks for more than its line holds gets 503 and may ask again. */
const limits = { maxRunning: 2, maxRunningPerUser: 1, maxWaitingPerUser: 64 };

export function knowledgePeers({ database }: KnowledgeServices): PeerRoutes {
  const app: PeerRoutes = new Hono();
  const queue = createFairQueue("requests of this server", limits);
  const inTurn = <Result>(context: PeerContext, work: () => Promise<Result>): Promise<Result> =>
    queue.use(context.get("peer"), context.req.raw.signal, () => asked(work()));
  app.put("/root-causes/:id", async (context) => {
    const id = context.req.param("id");
    const record = await bodyOf(context, RootCause);
    if (record === null || !/^[\w-]{1,100}$/.test(id)) return context.json(badRequest, 400);
    const before = beforeOf(context.req.header("if-match"), context.req.header("if-none-match"));
    if (before === undefined) return context.json(badRequest, 400);
    const kept = await inTurn(context, () =>
      keepRootCause(database, { peer: context.get("peer"), id, before }, record),
    );
    return kept ? context.body(null, 204) : context.json(anotherVersion, 412);
  });
  app.get("/root-causes/:id", async (context) => {
    const id = context.req.param("id");
    if (!/^[\w-]{1,100}$/.test(id)) return context.json(badRequest, 400);
    const kept = await inTurn(context, () => keptRootCause(database, context.get("peer"), id));
    return kept === null ? context.json(nothingThere, 404) : context.json(kept satisfies KeptRootCause);
  });
  app.post("/similar", async (context) => {
    const ask = await bodyOf(context, SimilarAsk);
    if (ask === null) return context.json(badRequest, 400);
    return context.json({ hits: await inTurn(context, () => similar(database, ask)) });
  });
  app.onError((error, context) => {
    if (!(error instanceof KnowledgeError || error instanceof ToolError)) throw error;
    return context.json({ error: error.code, message: error.message }, 503);
  });
  return app;
}

type PeerContext = Context<{ Variables: { peer: string } }>;
/** The version that may be replaced, by the headers of RFC 9110 §13.1; undefined for headers of another form. */
function beforeOf(match: string | undefined, noneMatch: string | undefined): string | null | "any" | undefined {
  if (match === undefined && noneMatch === undefined) return "any";
  if (match === undefined) return noneMatch === "*" ? null : undefined;
  return noneMatch === undefined ? /^"([\w-]{1,100})"$/.exec(match)?.[1] : undefined;
}

async function bodyOf<Schema extends z.ZodType>({ req }: Context, schema: Schema): Promise<z.output<Schema> | null> {
  const read = readJson(await req.text().catch(() => ""));
  return read.kind === "json" ? (schema.safeParse(read.value).data ?? null) : null;
}

const badRequest = { error: "bad-request", message: "That is not what the contract says; see contracts/knowledge.ts." };
const anotherVersion = { error: "another-version", message: "Something else is kept under this id by now." };
const nothingThere = { error: "nothing-there", message: "Nothing is kept under this id." };
