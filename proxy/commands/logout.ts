/** `drawbridge logout`: forgets the session here and ends it at the identity provider. */

import { withBroker } from "../client/with-broker.ts";
import { userText } from "../contracts/user-text.ts";
import { exitCode } from "../terminal/exit-code.ts";
import { resultJson } from "../terminal/terminal.ts";
import { type Command, readArguments } from "./command.ts";

export const logout: Command = {
  usage: `logout [--json] [--home FOLDER]

Agents that are running keep their bridges; their calls then say that you are not signed in.`,

  async run(args, terminal) {
    const { home, json } = readArguments(args, {});
    return withBroker(home, async (broker) => {
      const before = await broker.request("status");
      const after = await broker.request("signOut");
      if (json) resultJson(terminal, after);
      else if (before.session === "signed-out") terminal.result("You were not signed in.");
      else
        terminal.result(
          `Signed out${before.user === null ? "" : `, ${userText(before.user)}`}. Sign in again with \`drawbridge login\`.`,
        );
      return exitCode.ok;
    });
  },
};
