/** Which instances a request may go to: any of the server, or the one that has the request's session. */
import type { IncomingMessage } from "node:http";
import { sessionHeader } from "./headers.ts";
import type { Target } from "./instances.ts";
import { badRequest, type Refused, unknownSession, unreachable, withoutInstance } from "./refusal.ts";
import type { SessionOwner, SessionTags } from "./session-tag.ts";

export interface Destination {
  readonly kind: "some";
  readonly targets: readonly Target[];
  /** What the server gets besides: the session's id as the server knows it. */
  readonly headers: Readonly<Record<string, string>>;
  /** The answer where none of the targets can be reached. */
  readonly unreachable: Refused;
}

export interface NoDestination {
  readonly kind: "none";
  readonly refused: Refused;
}

/** Of the request, or why there is none: no instance runs, or none has the session. */
export function destinationOf(
  { headersDistinct }: Pick<IncomingMessage, "headersDistinct">,
  owner: SessionOwner,
  targets: readonly Target[],
  sessions: SessionTags,
): Destination | NoDestination {
  const { server } = owner;
  const [shown, ...others] = headersDistinct[sessionHeader] ?? [];
  if (others.length > 0) return none(badRequest(400, "A request belongs to one session. Send one Mcp-Session-Id."));
  if (targets.length === 0) return none(withoutInstance(server));
  if (shown === undefined) return { kind: "some", targets, headers: {}, unreachable: unreachable(server) };
  const urls = targets.map(({ url }) => url);
  const session = sessions.open(shown, urls, owner);
  if (session === null) return none(unknownSession(server));
  return {
    kind: "some",
    targets: targets.filter(({ url }) => url === session.url),
    headers: { [sessionHeader]: session.sessionId },
    // Another instance can take a new session. The only one may be back in a moment, and then says itself what it knows.
    unreachable: targets.length > 1 ? unknownSession(server) : unreachable(server),
  };
}

const none = (refused: Refused): NoDestination => ({ kind: "none", refused });
