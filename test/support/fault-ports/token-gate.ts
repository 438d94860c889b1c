/**
 * A proxy between a broker and the real identity provider. It counts the refreshes, remembers which refresh tokens were
 * sent, and lets a test act before the provider gets a request and before the broker gets its answer.
 */
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { publicProvidersOf, type WellKnown } from "@drawbridge/contracts/registry";
import { startTestRegistry, type TestRegistry } from "../identity/sign-in.ts";
import { listening } from "../network/listening.ts";
import { startUpstream, type Upstreams, type UpstreamWorld } from "../worlds/upstream-world.ts";

export interface TokenGate {
  /** The world's well-known document, with this gate as the address of the provider. */
  readonly wellKnown: WellKnown;
  /** The refresh tokens that the broker sent, in order. */
  readonly sent: string[];
  /** Called with a request for new tokens; "drop" neither answers the request nor forwards it. */
  asked: () => "drop" | undefined;
  /** Called when the provider has answered; "drop" never passes the answer on to the broker. */
  answered: () => Promise<"drop" | undefined>;
  /** Called when the answer has been written to the broker. */
  delivered: () => void;
  /** Answers in the provider's place with this OAuth error (RFC 6749 §5.2). */
  refusal: string | null;
  reset(): void;
  close(): Promise<void>;
}

export async function gateBefore(world: UpstreamWorld): Promise<TokenGate> {
  const { issuer } = world.wellKnown;
  const harmless = {
    asked: () => undefined,
    answered: async () => undefined,
    delivered: () => {},
    refusal: null,
  } as const;
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const refreshing = request.url === "/token" && body.includes("grant_type=refresh_token");
    if (refreshing) {
      gate.sent.push(new URLSearchParams(body.toString()).get("refresh_token") ?? "");
      if (gate.asked() === "drop") return;
      if (gate.refusal !== null) {
        response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify({ error: gate.refusal }));
        return;
      }
    }
    const answer = await fetch(`${issuer}${request.url}`, {
      method: request.method ?? "GET",
      headers: { "content-type": request.headers["content-type"] ?? "" },
      ...(request.method === "POST" && { body: new Uint8Array(body) }),
    });
    const text = (await answer.text()).replaceAll(issuer, url);
    if (refreshing && (await gate.answered()) === "drop") return;
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
    response.end(text, () => refreshing && gate.delivered());
  });
  const url = await listening(server);
  const registry: TestRegistry = await startTestRegistry(url);
  const identityProviders = publicProvidersOf(world.wellKnown).map((provider) => ({ ...provider, issuer: url }));
  const wellKnown = { ...world.wellKnown, registry: registry.url, issuer: url, identityProviders };
  registry.answer = wellKnown;
  const gate: TokenGate = {
    wellKnown,
    sent: [],
    ...harmless,
    reset() {
      gate.sent.length = 0;
      Object.assign(gate, harmless);
    },
    async close() {
      server.closeAllConnections();
      await Promise.all([new Promise((done) => server.close(done)), registry.close()]);
    },
  };
  return gate;
}

/** The world, its bundled command line, and a gate before its provider's token endpoint. */
export interface GatedUpstreams extends Upstreams {
  readonly gate: TokenGate;
}

export async function startBehindTokenGate(): Promise<GatedUpstreams> {
  const started = await startUpstream();
  const gate = await gateBefore(started.world);
  return {
    ...started,
    gate,
    async close() {
      await started.close();
      await gate.close();
    },
  };
}
