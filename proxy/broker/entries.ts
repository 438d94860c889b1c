/**
 * A server as a bridge names it, resolved by the catalogue and the sign-in: where its requests go, or why they cannot.
 */
import type { Decision } from "@drawbridge/contracts/access";
import type { MyServer } from "@drawbridge/contracts/registry";
import type { BridgeHello } from "../contracts/bridge.ts";
import type { Session } from "../contracts/session.ts";
import { laterBrokerNeeded } from "../identity/oldest-served.ts";
import { notSignedIn, type ProxyError, sessionExpired, tooOld } from "../kernel/errors.ts";
import type { Failure } from "../kernel/failure.ts";
import { failed, type Result, valued } from "../kernel/result.ts";
import type { Described, ServerEntry, Target } from "../mcp/delivery/target.ts";
import type { CatalogueSource } from "./catalogue.ts";

type EntrySession = Pick<Session, "state" | "removedProvider" | "wellKnown" | "accessToken" | "renewed">;
type EntryCatalogue = Pick<CatalogueSource, "server" | "known" | "failure" | "away" | "refreshIfDue">;

/** A server of the registry. */
export function registryEntry(name: string, session: EntrySession, catalogue: EntryCatalogue): ServerEntry {
  return {
    name,
    target: () => targetOf(name, catalogue.server(name), session, catalogue),
    reconsider: () => (session.state === "signed-in" ? catalogue.refreshIfDue() : Promise.resolve()),
    described: () => describedAs(catalogue.server(name)),
    reads(tool) {
      const entry = catalogue.server(name)?.tools.find((each) => each.name === tool);
      return entry ? entry.effect === "read" : null;
    },
    timeLimit(tool) {
      const seconds = catalogue.server(name)?.tools.find((each) => each.name === tool)?.timeLimitSeconds;
      return seconds === undefined ? null : seconds * 1000;
    },
  };
}

/** An endpoint outside the registry that the user named. It gets its own headers, never the user's token. */
export function directEntry(
  name: string,
  { url, headers }: NonNullable<BridgeHello["direct"]>,
  session: Session,
): ServerEntry {
  const target = valued<Target>({ url: new URL(url), headers, token: null });
  const refused = () => session.wellKnown?.policy?.directBridges === false;
  return {
    name,
    target: () => (refused() ? failed(noDirectBridges) : target),
    reconsider: async () => {},
    described: () => null,
    reads: () => null,
    timeLimit: () => null,
  };
}

function targetOf(
  name: string,
  server: MyServer | null,
  session: EntrySession,
  catalogue: EntryCatalogue,
): Result<Target> {
  if (session.state === "signed-out") return failed(failureOf(notSignedIn()));
  if (session.state === "expired") return failed(failureOf(sessionExpired(session.removedProvider)));
  const needed = session.wellKnown === null ? null : laterBrokerNeeded(session.wellKnown);
  if (needed !== null) return failed(failureOf(tooOld(needed)));
  if (server === null) {
    if (!catalogue.known) return failed(catalogue.failure ? failureOf(catalogue.failure) : notYet);
    const message = `There is no server ${name}. \`drawbridge servers\` lists those you can see.`;
    return failed({ code: "unknown-server", message });
  }
  if (!server.access.allowed) return failed({ code: "not-allowed", message: denial(server.access) });
  const url = new URL(server.url);
  if (session.wellKnown === null || !isBelow(url, new URL(session.wellKnown.edge))) {
    const message = `The catalogue places ${name} outside your company's edge, so no token goes there. Tell the operator of the registry.`;
    return failed({ code: "bad-upstream", message });
  }
  const target: Target = { url, headers: {}, token: session };
  return valued(catalogue.away ? { ...target, connectTimeoutMs: awayConnectTimeoutMs } : target);
}

/** Whether it is at the edge: other applications may share its host name. */
const isBelow = (url: URL, edge: URL): boolean =>
  url.origin === edge.origin && url.pathname.startsWith(`${edge.pathname.replace(/\/+$/, "")}/`);

/** How long (ms) a connection may take while the registry does not answer: a call is then refused within a second. */
const awayConnectTimeoutMs = 500;

const noDirectBridges: Failure = {
  code: "not-allowed",
  message:
    "Your company's registry allows no endpoints outside it (`drawbridge bridge --url`). Nothing ran. `drawbridge servers` lists what there is; ask the operator of the registry to add what you need.",
};

const notYet: Failure = {
  code: "unreachable",
  message: "The registry has not answered yet. Nothing ran. Try again in a moment.",
};

const failureOf = ({ code, message }: ProxyError): Failure => ({ code, message });

/** The registry's reason and whom to ask, in the same words that every other part uses. */
const denial = ({ reason, ask }: Decision): string => (ask === null ? reason : `${reason} Ask ${ask}.`);

/** Null for a server that the user may not use, so that nothing about it is disclosed. */
function describedAs(server: MyServer | null): Described | null {
  if (!server?.access.allowed) return null;
  const { title, description, tools } = server;
  return { title, description, tools: tools.filter((tool) => tool.access.allowed) };
}
