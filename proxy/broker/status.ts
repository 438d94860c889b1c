/** The broker's status, as the control channel returns it. */
import type { BrokerStatus } from "../contracts/control.ts";
import type { Session } from "../contracts/session.ts";
import { version } from "../kernel/version.ts";
import type { Bridges } from "./bridges.ts";

export const statusOf = (
  session: Session,
  broker: {
    readonly startedAt: string;
    readonly online: boolean;
    readonly bridges: Pick<Bridges, "count" | "refusedStreams">;
  },
): BrokerStatus => ({
  version,
  pid: process.pid,
  startedAt: broker.startedAt,
  registry: session.wellKnown?.registry ?? null,
  session: session.state,
  user: session.user,
  online: broker.online,
  accessUntil: session.accessUntil,
  secretStore: session.secretStore,
  bound: session.bound,
  ...(session.issuer !== null && { issuer: session.issuer }),
  ...(session.removedProvider !== null && { removedProvider: session.removedProvider }),
  ...(session.wellKnown?.oldest !== undefined && { oldest: session.wellKnown.oldest }),
  bridges: broker.bridges.count,
  ...refusedIn(broker.bridges),
});

const refusedIn = ({ refusedStreams }: Pick<Bridges, "refusedStreams">): Pick<BrokerStatus, "refusedStreams"> =>
  refusedStreams.length === 0
    ? {}
    : { refusedStreams: refusedStreams.map((stream) => ({ ...stream, since: stream.since.toISOString() })) };
