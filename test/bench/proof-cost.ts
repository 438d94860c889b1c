/**
 * Measures the cost of a DPoP proof: calls one after another from the broker's HTTP channel through a real edge to a
 * server, with a bound token and its proof, and with an unbound token. All parts run in this process, so the difference
 * is the whole cost: the broker's signature and the edge's check of it.
 */
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import type { EdgeConfiguration } from "@drawbridge/contracts/registry";
import { startEdge } from "@drawbridge/edge/start";
import type { AccessToken } from "../../proxy/contracts/session.ts";
import { HeldToken } from "../../proxy/identity/held-token.ts";
import { Secret } from "../../proxy/identity/secret.ts";
import { SenderKey } from "../../proxy/identity/sender-key.ts";
import { HttpChannel } from "../../proxy/network/http-channel.ts";
import { Network } from "../../proxy/network/network.ts";
import { settingsFrom } from "../../proxy/network/settings.ts";
import { until } from "../support/clocks/until.ts";
import { edgeAudience, startIssuer } from "../support/identity/issuer.ts";
import { freePort, listening } from "../support/network/listening.ts";
import { median, quantile, type Samples } from "./measures.ts";

export const proofWays = ["unbound", "bound"] as const;

/** Calls of one round, for each kind of token. */
const calls = 250;

/** Milliseconds (p50 of each round) for a call with each kind of token, in turns. */
export async function measureProof(rounds: number): Promise<Samples> {
  const issuer = await startIssuer();
  const upstream = createServer((_request, response) => response.end("{}"));
  const edgeUrl = `http://127.0.0.1:${await freePort()}`;
  const configuration: EdgeConfiguration = {
    ...{ version: "1", issuer: issuer.url, audience: edgeAudience, environment: "dev" },
    person: { claim: "sub", named: false },
    surfaces: { "drawbridge-broker": "local" },
    routes: [
      {
        ...{ server: "echo", upstream: `${await listening(upstream)}/mcp`, listed: true, ask: "no one" },
        coarse: { groups: ["ads-eng"], surfaces: ["local"], environments: ["dev"] },
      },
    ],
  };
  const registry = createServer((_request, response) => response.end(JSON.stringify(configuration)));
  const edge = await startEdge({
    ...{ port: Number(new URL(edgeUrl).port), url: edgeUrl, registryUrl: await listening(registry) },
    ...{ rootSecret: randomBytes(32).toString("base64url"), logLevel: "silent" },
  });
  await until("the edge is ready", async () => (await fetch(`${edgeUrl}/readyz`)).status === 200);
  const channel = new HttpChannel(new Network(settingsFrom({})));
  const key = SenderKey.make();
  const tokens: Readonly<Record<(typeof proofWays)[number], AccessToken>> = {
    unbound: new HeldToken(new Secret(await issuer.mint()), undefined, Date.now),
    bound: new HeldToken(new Secret(await issuer.mint({ cnf: { jkt: key.thumbprint } })), key, Date.now),
  };
  const url = new URL(`${edgeUrl}/mcp/echo`);
  const p50 = async (token: AccessToken): Promise<number> => {
    const times: number[] = [];
    for (let call = 0; call < calls; call += 1) {
      const began = performance.now();
      const headers = { ...token.headersFor({ method: "POST", url }), "content-type": "application/json" };
      const response = await channel.send({ method: "POST", url, headers, body: Buffer.from("{}") }, () => {});
      const answer = await text(response);
      if (response.statusCode !== 200) throw new Error(`The edge refused the call: ${response.statusCode} ${answer}`);
      times.push(performance.now() - began);
    }
    return quantile(times, 0.5);
  };
  try {
    const samples = new Map<string, number[]>(proofWays.map((contender) => [contender, []]));
    for (const contender of proofWays) await p50(tokens[contender]);
    for (let round = 0; round < rounds; round += 1) {
      for (const contender of round % 2 === 0 ? proofWays : proofWays.toReversed()) {
        samples.get(contender)?.push(await p50(tokens[contender]));
      }
    }
    return samples;
  } finally {
    channel.close();
    await edge.close();
    await issuer.stop();
    for (const server of [upstream, registry]) {
      server.close();
      server.closeAllConnections();
    }
  }
}

/** Milliseconds that a proof adds to one call: the median of the rounds' differences. */
export function proofCost(samples: Samples): number {
  const unbound = samples.get("unbound") ?? [];
  return median((samples.get("bound") ?? []).map((value, round) => value - (unbound[round] ?? Number.NaN)));
}
