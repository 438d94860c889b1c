/** The messages of a window's session: what each says, and where each of its buttons leads. Pure. */
import * as l10n from "@vscode/l10n";
import { commands } from "../contributions.ts";
import type { Click, SessionFacts, SignInFailure } from "./session-state.ts";
import type { Notice } from "./session-transitions.ts";

export type NextStep =
  | { readonly label: string; readonly click: Click; readonly command?: undefined }
  | { readonly label: string; readonly command: string };

export interface Message {
  readonly kind: "information" | "warning" | "error";
  readonly text: string;
  readonly ways: readonly NextStep[];
}

/** The editor's own command: it opens the page on which the person trusts the folder. */
export const manageTrust = "workbench.trust.manage";

const signIn = (): NextStep => ({ label: l10n.t("Sign In"), click: "sign-in" });
const switchAccount = (): NextStep => ({ label: l10n.t("Switch Account"), click: "switch-account" });
const chooseRegistry = (): NextStep => ({ label: l10n.t("Choose Registry"), click: "choose-registry" });
const diagnose = (): NextStep => ({ label: l10n.t("Diagnose"), command: commands.diagnose });
const refresh = (): NextStep => ({ label: l10n.t("Refresh"), command: commands.refresh });

export function noticeMessage(notice: Notice, { registry, userText }: SessionFacts): Message {
  const inform = (text: string, ...ways: NextStep[]): Message => ({ kind: "information", text, ways });
  const warn = (text: string, ...ways: NextStep[]): Message => ({ kind: "warning", text, ways });
  switch (notice) {
    case "starting":
      return inform(l10n.t("Drawbridge is starting. It goes on with this in a moment."), diagnose());
    case "signed-in":
      return inform(
        l10n.t("You are signed in to {0} as {1}.", hostOf(registry), userText),
        switchAccount(),
        chooseRegistry(),
      );
    case "signed-out":
      return inform(l10n.t("No user is signed in to Drawbridge."), signIn());
    case "sign-in-first":
      return warn(l10n.t("Sign in to Drawbridge first: its servers are for signed-in users."), signIn());
    case "restricted":
      return warn(
        l10n.t(
          "This folder is in Restricted Mode, so agents in this window get no server of Drawbridge. Trust the folder if you know what is in it.",
        ),
        { label: l10n.t("Manage Trust"), command: manageTrust },
      );
    case "unread":
      return warn(l10n.t("Your servers were not read yet, so there is nothing to ask."), refresh(), diagnose());
    case "no-servers":
      return inform(l10n.t("No server is open to you yet. The side bar says whom to ask."), {
        label: l10n.t("Show Servers"),
        command: commands.showServers,
      });
    case "offline":
      return warn(
        l10n.t("The registry cannot be reached, so a query would be refused. Check your network or VPN."),
        refresh(),
        diagnose(),
      );
  }
}

/** The next steps after a failed sign-in: another registry helps only where the registry was the cause. */
export function failureMessage({ problem, text }: SignInFailure): Message {
  const again: NextStep = { label: l10n.t("Try Again"), click: "sign-in" };
  const ways = problem === "other" ? [again, diagnose()] : [again, chooseRegistry(), diagnose()];
  return { kind: "error", text: l10n.t("Signing in to Drawbridge did not work. {0}", text), ways };
}

export interface SwitchQuestion {
  readonly text: string;
  readonly move: string;
  readonly stay: string;
}

export const switchQuestion = (from: string, user: string, to: string): SwitchQuestion => ({
  text: l10n.t("Sign in to {0}? You are signed in to {1} as {2}.", hostOf(to), hostOf(from), user),
  move: l10n.t("Sign In to {0}", hostOf(to)),
  stay: l10n.t("Stay with {0}", hostOf(from)),
});

/** A registry as people name it: its host and port, and its path where it has one. */
export function hostOf(registry: string | null): string {
  if (registry === null || !URL.canParse(registry)) return registry ?? "";
  const { host, pathname } = new URL(registry);
  return host + pathname.replace(/\/+$/, "");
}
