/** Drawbridge in the editor's Accounts menu. The broker holds the session, so all windows share it. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { userText } from "../../proxy/contracts/user-text.ts";
import { authenticationProvider } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import type { Snapshot } from "../state/snapshot.ts";
import type { State } from "../state/state.ts";

/** Not a token, because other extensions can read the session and must not act as the user. */
const accessToken = "held-by-drawbridge";

export interface AccountActions {
  /** Throws where the person did not sign in. */
  signIn(): Promise<void>;
  signOut(): Promise<void>;
}

export function registerAccount(state: State, actions: AccountActions): Disposable {
  const disposables = new Disposables();
  const changed = disposables.add(
    new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>(),
  );
  disposables.add(
    state.onChange((now, before) => {
      const [added, removed] = [sessionsOf(now), sessionsOf(before)];
      if (added[0]?.id !== removed[0]?.id) changed.fire({ added, removed, changed: [] });
      else if (added[0]?.account.label !== removed[0]?.account.label)
        changed.fire({ added: [], removed: [], changed: added });
    }),
  );
  disposables.add(
    vscode.authentication.registerAuthenticationProvider(
      authenticationProvider,
      "Drawbridge",
      {
        onDidChangeSessions: changed.event,
        getSessions: async () => sessionsOf(state.current),
        createSession: async () => {
          await actions.signIn();
          const [session] = sessionsOf(state.current);
          if (session === undefined) throw new Error(l10n.t("No user is signed in to Drawbridge."));
          return session;
        },
        removeSession: () => actions.signOut(),
      },
      { supportsMultipleAccounts: false },
    ),
  );
  return disposables;
}

function sessionsOf({ phase, user, registry }: Snapshot): vscode.AuthenticationSession[] {
  if (phase !== "signed-in" || user === null) return [];
  const account = { id: user.name, label: userText(user) };
  return [{ id: `${user.name} at ${registry}`, accessToken, account, scopes: [] }];
}
