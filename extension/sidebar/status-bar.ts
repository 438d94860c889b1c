/** Drawbridge's item in the status bar. */
import { spelledOut } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import { nextStep } from "../state/next-step.ts";
import type { Snapshot } from "../state/snapshot.ts";
import type { State } from "../state/state.ts";

export function showStatus(state: State): Disposable {
  const disposables = new Disposables();
  const item = disposables.add(vscode.window.createStatusBarItem("drawbridge.status", vscode.StatusBarAlignment.Left));
  item.name = "Drawbridge";
  const show = (snapshot: Snapshot): void => {
    const { text, tooltip, label, command, attention } = nextStep(snapshot);
    item.text = spelledOut(text);
    item.tooltip = tooltipOf(spelledOut(tooltip, "block"), snapshot);
    item.accessibilityInformation = { label, role: command === null ? "status" : "button" };
    item.command = command ?? undefined;
    item.backgroundColor = attention ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
  };
  show(state.current);
  item.show();
  disposables.add(state.onChange(show));
  return disposables;
}

/** The present state, and below it the account's commands, as other extensions have them in their status item. */
function tooltipOf(text: string, { phase }: Snapshot): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  tooltip.isTrusted = { enabledCommands: statusCommands(phase).map(([, command]) => command) };
  tooltip.appendText(text);
  tooltip.appendMarkdown(
    `\n\n---\n\n${statusCommands(phase)
      .map(([label, command]) => `[${label}](command:${command})`)
      .join(" &nbsp;·&nbsp; ")}`,
  );
  return tooltip;
}

const statusCommands = (phase: Snapshot["phase"]): readonly (readonly [label: string, command: string])[] => [
  ...(phase === "signed-in" || phase === "expired"
    ? ([
        [l10n.t("Switch Account"), commands.switchAccount],
        [l10n.t("Sign Out"), commands.signOut],
      ] as const)
    : ([[l10n.t("Sign In"), commands.signIn]] as const)),
  [l10n.t("Choose Registry"), commands.setRegistry],
  [l10n.t("Diagnose"), commands.diagnose],
];
