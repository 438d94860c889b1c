/** `Drawbridge: Diagnose`: runs the doctor, offers fixes, and offers a report that the person can send to support. */
import { homedir } from "node:os";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { type Examined, examine } from "../../proxy/commands/doctor/examine.ts";
import type { Finding } from "../../proxy/commands/doctor/finding.ts";
import { type FindingRow, findingRows, reportText } from "./report.ts";

type Item = vscode.QuickPickItem & { readonly fix?: FindingRow["fix"]; readonly copies?: true };

/** `own` gives what the extension itself found, besides the doctor's findings. */
export async function diagnose(
  examined: Examined,
  own: () => Promise<readonly Finding[]>,
  version: string,
): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, title: l10n.t("Looking at Drawbridge…") };
  const findings = await vscode.window.withProgress(options, async () => [
    ...(await examine(examined)),
    ...(await own()),
  ]);
  const chosen = await vscode.window.showQuickPick(itemsFor(findings), {
    title: l10n.t("Drawbridge: Diagnose"),
    placeHolder: summary(findings),
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  if (chosen?.copies) await copyReport(findings, version);
  else if (chosen?.fix) await vscode.commands.executeCommand(chosen.fix.command);
}

/** The report comes before the checks that found no problem, so that it is in sight even after many checks. */
function itemsFor(findings: readonly Finding[]): readonly Item[] {
  const problems = findings.filter(({ state }) => state === "problem");
  const others = findings.filter(({ state }) => state !== "problem");
  const separator = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    ...findingRows(problems),
    separator(l10n.t("report")),
    { label: `$(copy) ${l10n.t("Copy Report")}`, description: l10n.t("it holds no secret"), copies: true },
    separator(l10n.t("also checked")),
    ...findingRows(others),
  ];
}

function summary(findings: readonly Finding[]): string {
  const problems = findings.filter(({ state }) => state === "problem").length;
  return problems === 0 ? l10n.t("No problem found.") : l10n.t("{0} to fix. Choose one.", problems);
}

async function copyReport(findings: readonly Finding[], extension: string): Promise<void> {
  const editor = `${vscode.env.appName} ${vscode.version}`;
  const host = [process.platform, process.arch, vscode.env.remoteName ?? "local"].join(" ");
  await vscode.env.clipboard.writeText(reportText(findings, { extension, editor, host }, homedir()));
  vscode.window.setStatusBarMessage(l10n.t("Drawbridge's report is on the clipboard."), 5_000);
}
