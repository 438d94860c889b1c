/** `drawbridge doctor`: looks at everything a call depends on, in the order in which it depends on it. */
import { readConfiguration } from "../identity/configuration.ts";
import { HttpChannel } from "../mcp/http-channel.ts";
import { fetchOver } from "../network/fetch.ts";
import { Network } from "../network/network.ts";
import { networkOf, settingsFrom } from "../network/settings.ts";
import { type Command, readArguments } from "./command.ts";
import { askBroker, judgeBroker, judgeSecretStore, judgeSession } from "./doctor/broker.ts";
import { describeFinding, type Finding, problem } from "./doctor/finding.ts";
import { judgeHome, judgeNode, standingsOf } from "./doctor/machine.ts";
import { lookAround } from "./doctor/network.ts";
import { judgeAuthorities, judgeProxy } from "./doctor/route.ts";
import { exitCode } from "./exit-code.ts";
import { resultJson } from "./terminal.ts";

export const doctor: Command = {
  usage: `doctor [--json] [--home FOLDER]

Exit code 1 where something needs doing.`,

  async run(args, terminal) {
    const { home, json } = readArguments(args, {});
    // Before the broker is asked, which would set a home right that it finds open.
    const standings = await standingsOf(home);
    const findings: Finding[] = [
      judgeNode(process.versions.node),
      judgeHome(home.folder, standings, process.getuid?.() ?? null),
    ];
    const broker = await askBroker(home);
    findings.push(judgeBroker(broker, home));
    const registry = (await readConfiguration(home))?.registry;
    if (registry === undefined) {
      findings.push(
        problem("registry", "none is known yet", "Run `drawbridge login --registry URL` with your company's address."),
      );
    } else {
      const settings = await networkOf(home, process.env);
      const route = [judgeProxy(new URL(registry), settings, settingsFrom(process.env)), judgeAuthorities(settings)];
      const fetch = fetchOver(new HttpChannel(new Network(settings)));
      findings.push(...withoutDoubles(route, await lookAround(registry, fetch, Date.now)));
    }
    if (!(broker instanceof Error)) findings.push(judgeSession(broker), judgeSecretStore(broker, home));

    const well = findings.every(({ state }) => state !== "problem");
    if (json) resultJson(terminal, { ok: well, findings });
    else for (const finding of findings) terminal.result(describeFinding(finding));
    return well ? exitCode.ok : exitCode.failed;
  },
};

/** What was found on the way counts more than what was set for it. */
const withoutDoubles = (set: readonly Finding[], found: readonly Finding[]): readonly Finding[] => [
  ...set.filter(({ check, state }) => state === "problem" || found.every((each) => each.check !== check)),
  ...found.filter(({ check }) => set.every((each) => each.check !== check || each.state !== "problem")),
];
