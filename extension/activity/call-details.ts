/** All that is known of one call, as names and values. Pure. It has nothing of what was asked or answered. */
import type { MyServer } from "@drawbridge/contracts/registry";
import * as l10n from "@vscode/l10n";
import type { EndedCall } from "../../proxy/contracts/control.ts";
import { durationText } from "../format-measures.ts";
import { outcomeOf } from "./call-outcome.ts";
import type { Clock } from "./call-rows.ts";

export interface CallDetails {
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** The server whose page can be opened; null where the registry does not list it. */
  readonly server: string | null;
  /** The request for approval that the call was about; null where it was about none. */
  readonly request: string | null;
}

export function callDetails(call: EndedCall, servers: readonly MyServer[], clock: Clock): CallDetails {
  const { at, server: name, tool, ms, agent, outcome, folder, request } = call;
  const server = servers.find((each) => each.name === name);
  const title = server?.tools.find((each) => each.name === tool)?.title ?? tool;
  const unknown = l10n.t("not known");
  return {
    title: l10n.t("{0} on {1}", title, server?.title ?? name),
    facts: [
      [l10n.t("Outcome"), outcomeOf(outcome).text ?? l10n.t("answered")],
      [l10n.t("Agent"), agent],
      [l10n.t("Folder"), folder ?? unknown],
      [l10n.t("Tool"), tool],
      [l10n.t("Server"), name],
      [l10n.t("Ended"), `${clock.day(at)} ${clock.time(at)}`],
      [l10n.t("Duration"), durationText(ms, clock.language)],
      ...(outcome === "ok" ? [] : [[l10n.t("Code"), outcome] as const]),
      ...(request === undefined ? [] : [[l10n.t("Request for approval"), request] as const]),
    ],
    server: server === undefined ? null : name,
    request: request ?? null,
  };
}

/** The details as lines of text, to be pasted into a question to the server's owner. */
export const detailsText = ({ title, facts }: CallDetails): string =>
  [title, ...facts.map(([name, value]) => `${name}: ${value}`)].join("\n");
