/**
 * What other servers ask of this one, below `/internal/v1`. Each shows the credential that was derived for it and this
 * server (contracts/part-secret.ts, `peerCredential`). People and agents cannot reach these routes, because the edge forwards
 * only `/mcp`.
 */
import { sameSecret } from "@drawbridge/contracts/part-secret";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";

/** Handlers read the caller from the variable `peer`: the proven name of the other server. */
export type PeerRoutes = Hono<{ Variables: { peer: string } }>;

export interface Peers {
  /** The credentials of which a server of each name must show one. Read at each request. */
  credentials(): readonly (readonly [peer: string, credential: string])[];
  readonly routes: PeerRoutes;
  readonly maxBodyBytes: number;
}

/** `routes`, for the peers alone: 401 without one of their credentials, 413 over the limit. */
export function peerRoutes({ credentials, routes, maxBodyBytes }: Peers): PeerRoutes {
  const app: PeerRoutes = new Hono();
  app.use(async (context, next) => {
    const [, credential = ""] = /^Bearer (.+)$/i.exec(context.req.header("authorization") ?? "") ?? [];
    const peer = credentials().find(([, expected]) => sameSecret(credential, expected))?.[0];
    if (peer === undefined) return context.json(unknownPeer, 401, { "www-authenticate": "Bearer" });
    context.set("peer", peer);
    return next();
  });
  app.use(bodyLimit({ maxSize: maxBodyBytes, onError: (context) => context.json(tooLong, 413) }));
  app.route("/", routes);
  return app;
}

const unknownPeer = {
  error: "unauthenticated",
  message: "This address answers only servers that hold a credential for it.",
};
const tooLong = { error: "bad-request", message: "The request is larger than this server accepts." };
