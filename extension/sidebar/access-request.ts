/** The message by which a person asks a server's owner for access, and where it goes. Pure. */
import type { MyServer } from "@drawbridge/contracts/registry";
import { oneLine, spelledOut } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import { userText } from "../../proxy/contracts/user-text.ts";
import type { Snapshot } from "../state/snapshot.ts";

/** How much of what the person typed the owner reads. */
export const maxReasonLength = 500;

/** `why` is what the person typed; it may be empty. */
export function accessRequest({ user, registry }: Snapshot, server: MyServer, why: string): string {
  const { owner, title, name, environment, access } = server;
  const groups = user === null || user.groups.length === 0 ? l10n.t("none") : user.groups.join(", ");
  return [
    l10n.t("Hello {0}, please give me access to {1} in Drawbridge.", oneLine(owner), oneLine(title)),
    "",
    l10n.t("Who: {0} (groups: {1})", user === null ? "" : userText(user), oneLine(groups)),
    l10n.t("Server: {0}, environment {1}, registry {2}", name, environment, registry ?? ""),
    l10n.t("Why it is closed: {0} (policy {1})", oneLine(access.reason), oneLine(access.policy)),
    l10n.t("Why I need it: {0}", spelledOut(why.trim().slice(0, maxReasonLength), "block") || "…"),
  ].join("\n");
}

export interface Channel {
  readonly label: string;
  /** Null where the owner gave no address that an editor may open. */
  readonly url: string | null;
}

/** Where the owner can be reached. A server wrote the addresses: only pages and mails are opened. */
export const channelsOf = ({ support }: Pick<MyServer, "support">): readonly Channel[] =>
  support.map(({ label, url }) => ({
    label: oneLine(label, 80),
    url: url !== undefined && /^(https?:\/\/|mailto:)/i.test(url) ? url : null,
  }));

/** A mail's address gets the message as its text; in a channel the person pastes it. */
export function addressFor(url: string, message: string): string {
  if (!/^mailto:/i.test(url)) return url;
  const [subject = ""] = message.split("\n");
  return `${url}${url.includes("?") ? "&" : "?"}subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(message)}`;
}
