/** The status bar: the present state, and the one next step. Pure. */
import * as l10n from "@vscode/l10n";
import { userText } from "../../proxy/contracts/user-text.ts";
import { commands } from "../contributions.ts";
import { editorMessage } from "../editor-message.ts";
import { hostOf } from "../session/session-messages.ts";
import type { Snapshot } from "./snapshot.ts";

/** VS Code's own command. */
const checkForUpdates = "workbench.extensions.action.checkForUpdates";

export interface NextStep {
  readonly text: string;
  readonly tooltip: string;
  /** The text for screen readers, without icons. */
  readonly label: string;
  readonly command: string | null;
  readonly attention: boolean;
}

export function nextStep(snapshot: Snapshot): NextStep {
  const { icon, words, tooltip, command, attention = false } = stepOf(snapshot);
  return { text: `$(${icon}) ${words}`, tooltip, label: `${words}. ${tooltip}`, command, attention };
}

interface Step {
  readonly icon: string;
  readonly words: string;
  readonly tooltip: string;
  readonly command: string | null;
  readonly attention?: boolean;
}

function stepOf(snapshot: Snapshot): Step {
  const { phase, user, current, servers, failure, registry, other, needed } = snapshot;
  if (needed !== null)
    return {
      icon: "warning",
      words: l10n.t("Drawbridge: update"),
      tooltip: l10n.t(
        "Your company's registry no longer serves this Drawbridge, only {0} and later. Click to look for updates.",
        needed,
      ),
      command: checkForUpdates,
      attention: true,
    };
  switch (phase) {
    case "starting":
      return { icon: "loading~spin", words: "Drawbridge", tooltip: l10n.t("Drawbridge is starting."), command: null };
    case "trouble":
      return {
        icon: "warning",
        words: l10n.t("Drawbridge: trouble"),
        tooltip: l10n.t("{0} Click to look closer.", editorMessage(failure ?? "")),
        command: commands.diagnose,
        attention: true,
      };
    case "no-registry":
      return {
        icon: "plug",
        words: l10n.t("Drawbridge: set up"),
        tooltip: l10n.t("Click to choose your company's registry."),
        command: commands.setRegistry,
      };
    case "signed-out":
      return {
        icon: "sign-in",
        words: l10n.t("Drawbridge: sign in"),
        tooltip: l10n.t("You are not signed in. Click to sign in to {0}.", hostOf(registry)),
        command: commands.signIn,
      };
    case "expired":
      return {
        icon: "warning",
        words: l10n.t("Drawbridge: sign in again"),
        tooltip: l10n.t("Your session has ended. Click to sign in again."),
        command: commands.signIn,
        attention: true,
      };
    case "signed-in": {
      const name = user === null ? "" : userText(user);
      if (servers === null && failure !== null) {
        return {
          icon: "warning",
          words: l10n.t("Drawbridge: servers not read"),
          tooltip: l10n.t("Your servers could not be read. {0} Click to look closer.", editorMessage(failure)),
          command: commands.diagnose,
          attention: true,
        };
      }
      if (servers === null) {
        return {
          icon: "loading~spin",
          words: "Drawbridge",
          tooltip: l10n.t("Signed in as {0}. Your servers are being read.", name),
          command: commands.showServers,
        };
      }
      if (!current) {
        return {
          icon: "debug-disconnect",
          words: l10n.t("Drawbridge: offline"),
          tooltip: l10n.t(
            "The registry cannot be reached; your servers are shown as last known. Click to look closer.",
          ),
          command: commands.diagnose,
        };
      }
      if (other !== null) {
        return {
          icon: "warning",
          words: l10n.t("Drawbridge: other registry"),
          tooltip: l10n.t(
            "You are signed in to {0}, and your settings name {1}. Click to choose.",
            hostOf(registry),
            hostOf(other),
          ),
          command: commands.signIn,
          attention: true,
        };
      }
      const usable = servers.filter(({ access }) => access.allowed).length;
      return {
        icon: "plug",
        words: "Drawbridge",
        tooltip: l10n.t(
          "Signed in as {0}. You may use {1} of {2} servers. Click to see them.",
          name,
          usable,
          servers.length,
        ),
        command: commands.showServers,
      };
    }
  }
}
