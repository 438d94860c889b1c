/** Asks the person with which of the company's identity providers they sign in. It is loaded at the first question. */
import { nameOf, titleOf } from "@drawbridge/contracts/identity-provider/provider-names";
import type { PublicProvider } from "@drawbridge/contracts/identity-provider/public-part";
import { oneLine } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";

type Item = vscode.QuickPickItem & { readonly issuer: string };

/** The issuer that the person chose. Null where they closed the question, or `signal` aborted. */
export async function askProvider(
  providers: readonly PublicProvider[],
  lastIssuer: string | null,
  signal: AbortSignal,
): Promise<string | null> {
  const source = new vscode.CancellationTokenSource();
  const cancel = () => source.cancel();
  signal.addEventListener("abort", cancel);
  try {
    const options = {
      title: l10n.t("Your Company's Identity Providers"),
      placeHolder: l10n.t("Choose the one where you have your account"),
      ignoreFocusOut: true,
      matchOnDescription: true,
    };
    const chosen = await vscode.window.showQuickPick(itemsOf(providers, lastIssuer), options, source.token);
    return chosen?.issuer ?? null;
  } finally {
    signal.removeEventListener("abort", cancel);
    source.dispose();
  }
}

/** The last choice comes first, so that Enter takes it. */
function itemsOf(providers: readonly PublicProvider[], lastIssuer: string | null): readonly Item[] {
  const isLast = ({ issuer }: PublicProvider): boolean => issuer === lastIssuer;
  return [...providers.filter(isLast), ...providers.filter((each) => !isLast(each))].map((provider) => ({
    label: oneLine(titleOf(provider)),
    description: isLast(provider) ? l10n.t("used last") : oneLine(nameOf(provider)),
    issuer: provider.issuer,
  }));
}
