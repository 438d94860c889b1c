/** `drawbridge doctor`: what is wrong, and what to do about it. */

import { exitCode } from "../terminal/exit-code.ts";
import { resultJson } from "../terminal/terminal.ts";
import { type Command, readArguments } from "./command.ts";
import { askBroker } from "./doctor/broker.ts";
import { examine } from "./doctor/examine.ts";
import { describeFinding } from "./doctor/finding.ts";
import { askToken } from "./doctor/token.ts";

export const doctor: Command = {
  usage: `doctor [--json] [--home FOLDER]

Exit code 1 where something needs doing.`,

  async run(args, terminal) {
    const { home, json } = readArguments(args, {});
    const findings = await examine({
      home,
      askBroker: () => askBroker(home),
      askToken: () => askToken(home),
      registry: null,
    });
    const well = findings.every(({ state }) => state !== "problem");
    if (json) resultJson(terminal, { ok: well, findings });
    else for (const finding of findings) terminal.result(describeFinding(finding));
    return well ? exitCode.ok : exitCode.failed;
  },
};
