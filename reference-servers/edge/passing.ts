/** Passes one admitted request to an instance of its server, under identity headers of the edge's own. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { identityHeaders } from "@drawbridge/contracts/identity";
import { identityHeadersOf, signInHeaderOf } from "@drawbridge/contracts/identity-headers";
import { edgeProof } from "@drawbridge/contracts/part-secret";
import { currentOf } from "@drawbridge/contracts/secret";
import type { FollowedSignOuts } from "@drawbridge/hosted/followed-sign-outs";
import { maxHeaderBytes } from "@drawbridge/hosted/listener";
import { createTurns } from "@drawbridge/hosted/turns";
import type { Judgement } from "./access-decision.ts";
import type { Balancer } from "./balancer.ts";
import { type Destination, destinationOf } from "./destination.ts";
import { type Exchanges, onlyListens } from "./exchanges.ts";
import type { Forwarder, Handover } from "./forward.ts";
import { requestHeaders, sessionHeader } from "./headers.ts";
import { headersTooLarge, type Refused, signedOutMidway, tooMany } from "./refusal.ts";
import { type SessionOwner, sessionTags } from "./session-tag.ts";
import { defaultMaxBodyBytes, defaultMaxRequestsPerUser, type EdgeSettings } from "./settings.ts";
import { toolGuard } from "./tool-guard.ts";

/** A server reads twice as much (hosted/http/listener.ts): the rest is for the client's own headers. */
const maxIdentityBytes = maxHeaderBytes / 2;

export interface PassingParts {
  readonly balance: Balancer;
  readonly exchanges: Exchanges;
  readonly signOuts: Pick<FollowedSignOuts, "watch">;
  readonly forward: Forwarder["forward"];
}

/** A request that may pass, and where to. */
export interface Admitted {
  readonly server: string;
  /** With the question mark, or empty. */
  readonly query: string;
  readonly judgement: Extract<Judgement, { readonly passes: true }>;
}

/** Passes the request on, or calls `refuse` where the user has too many or no instance may get it. */
export type Pass = (
  from: IncomingMessage,
  to: ServerResponse,
  admitted: Admitted,
  refuse: (refused: Refused) => void,
) => void;

export function passing(settings: EdgeSettings, { balance, exchanges, signOuts, forward }: PassingParts): Pass {
  const sessions = sessionTags(settings.rootSecret);
  const maxRequestsPerUser = settings.maxRequestsPerUser ?? defaultMaxRequestsPerUser;
  const maxBodyBytes = settings.maxBodyBytes ?? defaultMaxBodyBytes;
  const underWay = createTurns<ServerResponse>({
    maxRunning: Number.POSITIVE_INFINITY,
    maxRunningPerUser: maxRequestsPerUser,
    maxWaitingPerUser: 0,
  });

  const handoverOf = (
    owner: SessionOwner,
    { query, destination, headers }: { query: string; destination: Destination; headers: string[] },
    guard: Handover["guard"],
  ): Handover => {
    const untried = [...destination.targets];
    return {
      ...{ server: owner.server, query, maxBodyBytes, headers, guard, unreachable: destination.unreachable },
      next() {
        const attempt = balance.begin(owner.server, untried);
        if (attempt !== null)
          untried.splice(
            untried.findIndex(({ url }) => url === attempt.url),
            1,
          );
        return attempt;
      },
      answerHeader: (name, value, url) => (name === sessionHeader ? sessions.seal(value, url, owner) : value),
    };
  };

  return (from, to, { server, query, judgement: { principal, signIn, targets, tools } }, refuse) => {
    const { user } = principal;
    if (underWay.enter(user, to) === "full") return refuse(tooMany(maxRequestsPerUser));
    const atEnd = [(): void => void underWay.leave(user)];
    to.once("close", () => {
      for (const end of atEnd) end();
    });
    const identity = {
      ...identityHeadersOf(principal),
      ...signInHeaderOf(signIn),
      [identityHeaders.proof]: edgeProof(currentOf(settings.rootSecret), server),
    };
    if (bytesOf(identity) > maxIdentityBytes) return refuse(headersTooLarge(server));
    const destination = destinationOf(from, { server, user }, targets, sessions);
    if (destination.kind === "none") return refuse(destination.refused);
    const headers = requestHeaders(from.rawHeaders, { ...identity, ...destination.headers });
    const guard = tools === undefined || from.method !== "POST" ? null : toolGuard(tools, user, from.headersDistinct);
    const handover = handoverOf({ server, user }, { query, destination, headers }, guard);
    const exchange = forward(from, to, handover, refuse);
    atEnd.push(
      signOuts.watch(signIn, () => exchange.end(signedOutMidway(server))),
      exchanges.add({ server, exchange, onlyListens: onlyListens(from) }),
    );
  };
}

const bytesOf = (headers: Readonly<Record<string, string>>): number =>
  Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
