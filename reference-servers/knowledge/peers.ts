/** What other servers ask of this one; see contracts/knowledge.ts. Who asks is known by its credential. */
import { RootCause, SimilarAsk } from "@drawbridge/contracts/knowledge";
import { readJson } from "@drawbridge/contracts/storable-text";
import { ToolError } from "@drawbridge/framework/errors";
import type { PeerRoutes } from "@drawbridge/framework/http/peers";
import { createFairQueue } from "@drawbridge/framework/shares/fair-queue";
import { type Context, Hono } from "hono";
import type { z } from "zod";
import { asked } from "./database.ts";
import { KnowledgeError } from "./errors.ts";
import type { KnowledgeServices } from "./services.ts";
import { keepRootCause, similar } from "./store/root-causes.ts";

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
    await inTurn(context, () => keepRootCause(database, context.get("peer"), id, record));
    return context.body(null, 204);
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

async function bodyOf<Schema extends z.ZodType>({ req }: Context, schema: Schema): Promise<z.output<Schema> | null> {
  const read = readJson(await req.text().catch(() => ""));
  return read.kind === "json" ? (schema.safeParse(read.value).data ?? null) : null;
}

const badRequest = { error: "bad-request", message: "That is not what the contract says; see contracts/knowledge.ts." };
