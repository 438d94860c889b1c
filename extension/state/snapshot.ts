/** Everything that the extension's views show, from what the broker says and what is configured. Pure. */
import type { MyServer } from "@drawbridge/contracts/registry";
import { isNewer } from "@drawbridge/contracts/version-order";
import type { BrokerStatus } from "../../proxy/contracts/control.ts";
import { version } from "../../proxy/kernel/version.ts";
import type { BrokerView } from "../broker/link.ts";

/** `trouble`: no broker could be reached, so nothing is known. */
export type Phase = "starting" | "trouble" | "no-registry" | "signed-out" | "expired" | "signed-in";

export interface Snapshot {
  readonly phase: Phase;
  /** The registry in use, or the one that a sign-in would go to. */
  readonly registry: string | null;
  /** The registry of the settings, where the session is at another one. */
  readonly other: string | null;
  readonly user: BrokerStatus["user"];
  /** Whether `servers` is what the registry says at present. */
  readonly current: boolean;
  /** Null before the servers were first read, so that no view takes that for an empty list. */
  readonly servers: readonly MyServer[] | null;
  /** When the servers were read; ISO 8601. */
  readonly asOf: string | null;
  /** Why the broker cannot be reached, or else why the servers could not be read just now. */
  readonly failure: string | null;
  /** The title of the identity provider whose removal by the company ended the session; null if none did. */
  readonly removedProvider: string | null;
  /** The oldest release that the registry serves, where this editor or its broker has an earlier one; else null. */
  readonly needed: string | null;
}

/**
 * `configured` is the registry of the settings, or the one that this home knows from an earlier sign-in; `other` is the one
 * of the settings where it is not the session's.
 */
export function snapshotOf(view: BrokerView, configured: string | null, other: string | null = null): Snapshot {
  const { status, catalogue, connection, failure } = view;
  const phase = phaseOf(view, configured);
  const signedIn = phase === "signed-in" || phase === "expired";
  return {
    phase,
    registry: (signedIn ? status?.registry : null) ?? configured,
    other: signedIn ? other : null,
    user: signedIn ? (status?.user ?? null) : null,
    current: connection === "joined" && status?.online === true && catalogue?.stale === false,
    servers: signedIn && catalogue !== null && catalogue.asOf !== null ? catalogue.servers : null,
    asOf: signedIn ? (catalogue?.asOf ?? null) : null,
    removedProvider: phase === "expired" ? (status?.removedProvider ?? null) : null,
    needed: signedIn && status !== null ? laterReleaseNeeded(status) : null,
    failure: failure ?? (signedIn ? (catalogue?.failure ?? null) : null),
  };
}

/** The extension and its broker are one release. An older broker may still run, and then gives way to this one. */
function laterReleaseNeeded({ oldest, version: broker }: BrokerStatus): string | null {
  if (oldest === undefined) return null;
  if (isNewer(oldest.extension, version)) return oldest.extension;
  return isNewer(oldest.broker, broker) ? oldest.broker : null;
}

function phaseOf({ connection, status }: BrokerView, configured: string | null): Phase {
  if (status === null && connection === "failed") return "trouble";
  if (status === null && connection !== "absent") return "starting";
  if (status?.session === "signed-in" || status?.session === "expired") return status.session;
  return configured === null ? "no-registry" : "signed-out";
}
