/**
 * One sign-in of this editor: the trip by the chosen flow, then each client's tokens to where they belong, the broker's
 * to the broker and the approver's to SecretStorage. The editor's part (opening, showing, waiting) is passed in.
 */
import type { WellKnown } from "@drawbridge/contracts/registry";
import type { BrokerStatus, HandedTokens } from "../../proxy/contracts/control.ts";
import { type DevicePrompt, signInByDevice } from "../../proxy/identity/device.ts";
import { signInTimedOut } from "../../proxy/identity/errors.ts";
import { connectIssuer } from "../../proxy/identity/issuer.ts";
import {
  type AwaitedGrants,
  type BothIssuers,
  type BothTokens,
  resumeBothByBrowser,
  signInBothByBrowser,
  tripPatienceMs,
} from "../../proxy/identity/loopback.ts";
import { handed, userOf } from "../../proxy/identity/tokens.ts";
import { discoverRegistry } from "../../proxy/identity/well-known.ts";
import type { ApproverSession } from "./approver-session.ts";
import type { AwaitedTrip, AwaitedTrips } from "./awaited-trip.ts";
import { Cancelled, twoPeople } from "./errors.ts";
import type { FlowName } from "./flows.ts";
import { answersFor, awaitReturn, startOf, takeReturn } from "./return-trip.ts";

/** The editor's part of a trip. */
export interface Companion {
  open(url: URL): void;
  /** Shows a device's code; `step` counts the two clients from 1. */
  showCode(prompt: DevicePrompt, step: number): void;
  /** This editor's own address for callbacks. */
  callback(): Promise<string>;
  /** The queries of callbacks as they come, whoever sent them, until `signal` ends. */
  callbacks(signal: AbortSignal): AsyncIterable<string>;
}

export interface SignInParts {
  readonly trips: AwaitedTrips;
  readonly approver: ApproverSession;
  handToBroker(wellKnown: WellKnown, tokens: HandedTokens): Promise<BrokerStatus>;
}

export class SignIn {
  readonly #parts: SignInParts;

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /** Throws Cancelled where `signal` ended it, SignInError or ProxyError. Gives the broker's status that follows. */
  async run(registry: string, flow: FlowName, companion: Companion, signal: AbortSignal): Promise<BrokerStatus> {
    const wellKnown = await discoverRegistry(registry);
    const issuers = await issuersOf(wellKnown);
    return this.#ending(signal, async () => {
      const tokens = await this.#trip(flow, wellKnown, issuers, companion, signal);
      return this.#take(wellKnown, tokens);
    });
  }

  /** Goes on with a trip that a reloaded window left behind. Throws as `run` does. */
  async resume(trip: AwaitedTrip, companion: Companion, signal: AbortSignal): Promise<BrokerStatus> {
    const { flow, wellKnown, grants } = trip;
    const issuers = await issuersOf(wellKnown);
    return this.#ending(signal, async () => {
      const tokens =
        flow === "loopback"
          ? await resumeBothByBrowser(issuers, grants, { signal })
          : await returned(issuers, grants, companion, signal);
      return this.#take(wellKnown, tokens);
    });
  }

  async #trip(
    flow: FlowName,
    wellKnown: WellKnown,
    issuers: BothIssuers,
    companion: Companion,
    signal: AbortSignal,
  ): Promise<BothTokens> {
    const open = (url: URL) => companion.open(url);
    const begun = (grants: AwaitedGrants) =>
      flow === "device" ? Promise.resolve() : this.#parts.trips.keep({ flow, wellKnown, grants });
    switch (flow) {
      case "loopback":
        return signInBothByBrowser(issuers, { open, begun, signal });
      case "return-page": {
        const grants = await awaitReturn(wellKnown, issuers);
        await begun(grants);
        open(startOf(wellKnown, grants, await companion.callback()));
        return returned(issuers, grants, companion, signal);
      }
      case "device":
        return {
          broker: await signInByDevice(issuers.broker, (prompt) => companion.showCode(prompt, 1), signal),
          approver: await signInByDevice(issuers.approver, (prompt) => companion.showCode(prompt, 2), signal),
        };
    }
  }

  async #take(wellKnown: WellKnown, { broker, approver }: BothTokens): Promise<BrokerStatus> {
    if (userOf(broker.accessToken)?.name !== userOf(approver.accessToken)?.name) throw twoPeople();
    await this.#parts.approver.keep(wellKnown, approver);
    return this.#parts.handToBroker(wellKnown, handed(broker));
  }

  /** However a trip ends, nothing waits for it any more; a window that reloads comes to no end. */
  async #ending<T>(signal: AbortSignal, trip: () => Promise<T>): Promise<T> {
    try {
      return await trip();
    } catch (error) {
      throw signal.aborted ? new Cancelled() : error;
    } finally {
      await this.#parts.trips.forget();
    }
  }
}

async function issuersOf(wellKnown: WellKnown): Promise<BothIssuers> {
  const [broker, approver] = await Promise.all([
    connectIssuer(wellKnown, "broker"),
    connectIssuer(wellKnown, "approver"),
  ]);
  return { broker, approver };
}

/** Waits for the callback that answers these grants; others are somebody else's. */
async function returned(
  issuers: BothIssuers,
  grants: AwaitedGrants,
  companion: Companion,
  signal: AbortSignal,
): Promise<BothTokens> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(tripPatienceMs)]);
  for await (const query of companion.callbacks(patience)) {
    const answers = answersFor(query, grants);
    if (answers !== null) return takeReturn(issuers, grants, answers);
  }
  throw signInTimedOut();
}
