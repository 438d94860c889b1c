/** What the doctor found, as rows for the editor and as a report that the person can send to support. Pure. */
import { oneLine, spelledOut } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import { describeFinding, type Finding, note, ok, problem } from "../../proxy/commands/doctor/finding.ts";
import { commands } from "../contributions.ts";
import { editorMessage } from "../editor-message.ts";
import { hostOf } from "../session/session-messages.ts";

export interface Fix {
  readonly label: string;
  readonly command: string;
}

/** The editor's button in place of the command line's advice. Findings that have no button say themselves what to do. */
const fixes: Readonly<Record<string, () => Fix>> = {
  session: () => ({ label: l10n.t("Sign In"), command: commands.signIn }),
  tokens: () => ({ label: l10n.t("Sign In"), command: commands.signIn }),
  settings: () => ({ label: l10n.t("Sign In or Stay…"), command: commands.signIn }),
  approvals: () => ({ label: l10n.t("Allow This Editor…"), command: commands.pairEditor }),
  registry: () => ({ label: l10n.t("Choose Registry"), command: commands.setRegistry }),
};

/** Whether this editor may decide about approvals. `paired` and `user` are null where there is no such user. */
export function judgeEditor(paired: string | null, user: string | null): Finding {
  if (paired !== null && paired === user) return ok("approvals", l10n.t("you can decide in this editor"));
  const found = l10n.t(
    "this editor cannot decide for you: you have not allowed it in your sign-in, or the permission has ended",
  );
  return note(
    "approvals",
    user === null ? l10n.t("you are not signed in") : found,
    l10n.t("Allow it from the Drawbridge view."),
  );
}

/** Whether the settings name the registry where the user is signed in. `other` is the one that they name instead. */
export function judgeRegistry(registry: string | null, other: string | null): Finding {
  if (other === null)
    return ok(
      "settings",
      registry === null ? l10n.t("no registry is chosen yet") : l10n.t("the registry is {0}", registry),
    );
  const found = l10n.t(
    "your settings name the registry {0}, and you are signed in to {1}",
    hostOf(other),
    hostOf(registry),
  );
  return problem("settings", found, l10n.t("Sign in to the other registry, or stay."));
}

export interface FindingRow {
  readonly label: string;
  readonly description: string;
  /** What to do, as a sentence; empty where there is nothing to do. */
  readonly detail: string;
  readonly fix: Fix | null;
}

const marks = { ok: "pass", note: "info", problem: "error" } as const;

/** Problems come first, because the person is looking for them. */
export function findingRows(findings: readonly Finding[]): readonly FindingRow[] {
  const order = ["problem", "note", "ok"];
  return findings
    .toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
    .map(({ check, state, found, next }) => {
      const fix = state === "ok" ? null : (fixes[check]?.() ?? null);
      return {
        label: `$(${marks[state]}) ${check}`,
        description: oneLine(editorMessage(found)),
        detail: fix?.label ?? oneLine(editorMessage(next ?? "")),
        fix,
      };
    });
}

export interface Versions {
  readonly extension: string;
  readonly editor: string;
  readonly host: string;
}

/** The report has only findings and versions, which hold no token. The user's home folder is shortened to `~`. */
export function reportText(findings: readonly Finding[], versions: Versions, homeFolder: string): string {
  const lines = [
    `Drawbridge ${versions.extension} in ${versions.editor} (${versions.host})`,
    ...findings.map((finding) => spelledOut(describeFinding(finding), "block")),
  ];
  return `${lines.join("\n").replaceAll(homeFolder, "~")}\n`;
}
