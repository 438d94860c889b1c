/** Asks the person for a registry: one that was used before, or another address. It is loaded at the first question. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { hostOf } from "../session/session-messages.ts";
import { checkAddress, wrongAddress } from "./address-check.ts";
import { AddressQuestion } from "./address-question.ts";

/** How long (ms) a person stops typing before the address is asked. */
const pauseMs = 600;

type Item = vscode.QuickPickItem & { readonly registry: string | null };

/** `current` is the registry in use. Null where the person closed the question. */
export async function askRegistry(current: string | null, recent: readonly string[]): Promise<string | null> {
  if (recent.length === 0) return askAddress(current ?? "");
  const chosen = await pickRegistry(current, recent);
  if (chosen === null || chosen.registry !== null) return chosen?.registry ?? null;
  return askAddress(chosen.typed);
}

/** `registry` is null where the person wants another address; `typed` is what they began to type. */
async function pickRegistry(
  current: string | null,
  recent: readonly string[],
): Promise<{ readonly registry: string | null; readonly typed: string } | null> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = l10n.t("Your Company's Registry");
  pick.placeholder = l10n.t("A registry used before, or another address");
  pick.ignoreFocusOut = true;
  pick.items = [
    ...recent.map((registry) => ({
      label: hostOf(registry),
      description: registry === current ? l10n.t("in use") : registry,
      registry,
    })),
    { label: `$(add) ${l10n.t("Enter another address…")}`, alwaysShow: true, registry: null },
  ];
  const chosen = await new Promise<Item | null>((done) => {
    pick.onDidAccept(() => done(pick.selectedItems[0] ?? null));
    pick.onDidHide(() => done(null));
    pick.show();
  });
  const typed = pick.value;
  pick.dispose();
  return chosen === null ? null : { registry: chosen.registry, typed };
}

async function askAddress(value: string): Promise<string | null> {
  const input = vscode.window.createInputBox();
  input.title = l10n.t("Your Company's Registry");
  input.prompt = l10n.t("The one address of Drawbridge at your company. The operator of Drawbridge there knows it.");
  input.placeholder = "https://drawbridge.example.com";
  input.value = value;
  input.ignoreFocusOut = true;
  const anyway: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon("debug-disconnect"),
    tooltip: l10n.t("Use This Address Anyway"),
  };
  const question = new AddressQuestion({
    wrong: wrongAddress,
    check: checkAddress,
    pauseMs,
    show: ({ busy, problem, usableAnyway }) => {
      input.busy = busy;
      input.validationMessage =
        problem !== null && usableAnyway
          ? l10n.t("{0} If you are offline, use it anyway: the button at the top right.", problem)
          : (problem ?? undefined);
      input.buttons = usableAnyway ? [anyway] : [];
    },
  });
  const registry = await new Promise<string | null>((done) => {
    const finish = (chosen: string | null): void => {
      if (chosen !== null) done(chosen);
    };
    input.onDidChangeValue((typed) => question.typed(typed));
    input.onDidAccept(() => void question.accept().then(finish));
    input.onDidTriggerButton(() => finish(question.anyway()));
    input.onDidHide(() => done(null));
    question.typed(value);
    input.show();
  });
  question.close();
  input.dispose();
  return registry;
}
