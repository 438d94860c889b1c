/** `drawbridge why`: what the client's list, the registry, the edge and the server each say of a server or tool. */
import { placeWords, type WhyAnswer } from "@drawbridge/contracts/governance/why";
import { Surface } from "@drawbridge/contracts/identity";
import { ServerName } from "@drawbridge/contracts/registry";
import { withBroker } from "../client/with-broker.ts";
import { exitCode } from "../terminal/exit-code.ts";
import { usageFailure } from "../terminal/failure.ts";
import { resultJson } from "../terminal/terminal.ts";
import { type Command, readArguments } from "./command.ts";

export const why: Command = {
  usage: `why SERVER [TOOL] [--user USER] [--surface SURFACE] [--should-work NOTE | --request NOTE] [--json] [--home FOLDER]

Says for each place that decides whether you may use the server or tool, by which rule, whose rule it is, and what would
change it.
--user USER         another person, if you are an operator
--should-work NOTE  tells the owner that the denial surprises you, with this answer; once a day
--request NOTE      asks the owner for access, in the same way
--surface SURFACE   as from another kind of application: ${Surface.options.join(", ")}`,

  async run(args, terminal) {
    const { positionals, options, home, json } = readArguments(
      args,
      {
        user: { type: "string" },
        surface: { type: "string" },
        "should-work": { type: "string" },
        request: { type: "string" },
      },
      ["server"],
      true,
    );
    const [server, tool, ...rest] = positionals;
    if (rest.length > 0) throw usageFailure(`Unexpected argument: ${rest[0]}`);
    const name = ServerName.safeParse(server).data;
    if (name === undefined) throw usageFailure(`${server} is no name of a server.`);
    const surface = Surface.optional().safeParse(options.surface);
    if (!surface.success)
      throw usageFailure(`There is no surface ${options.surface}; there are ${Surface.options.join(", ")}.`);
    const question = {
      server: name,
      ...(tool !== undefined && { tool }),
      ...(options.user !== undefined && { user: options.user }),
      ...(surface.data !== undefined && { surface: surface.data }),
    };
    const note = options.request ?? options["should-work"];
    if (note !== undefined) {
      if (options.user !== undefined || options.surface !== undefined)
        throw usageFailure("You tell the owner in your own name: leave out --user and --surface.");
      if (options.request !== undefined && options["should-work"] !== undefined)
        throw usageFailure("Use either --request or --should-work.");
      const kind = options.request === undefined ? "this-should-work" : "access";
      const { server: about, tool: part } = question;
      const report = { kind, server: about, note, ...(part !== undefined && { tool: part }) } as const;
      const receipt = await withBroker(home, (broker) => broker.request("reportAccess", report));
      if (json) resultJson(terminal, receipt);
      else terminal.result(receipt.message);
      return exitCode.ok;
    }
    const answer = await withBroker(home, (broker) => broker.request("why", question));
    if (json) resultJson(terminal, answer);
    else terminal.result(describeWhy(answer));
    return exitCode.ok;
  },
};

/** The verdict, then each place with its sentence, its rule and what would change it. It says equal sentences once. */
export function describeWhy({ user, surface, server, tool, groupsSeen, allowed, places }: WhyAnswer): string {
  const subject = tool === null ? server : `${tool} of ${server}`;
  const sight = groupsSeen === null ? "" : ` The registry last saw this person's groups at ${groupsSeen}.`;
  const lines = places.flatMap((place, at) => {
    const before = places.slice(0, at);
    const change = place.change !== null && before.every(({ change }) => change !== place.change) ? place.change : null;
    return [
      `${placeWords[place.place]}: ${place.allowed ? "yes" : "no"}`,
      ...(before.every(({ reason }) => reason !== place.reason) ? [`  ${place.reason}`] : []),
      `  Rule ${place.rule} (${place.version}), of ${place.owner}.`,
      ...(change === null ? [] : [`  What would change it: ${change}`]),
    ];
  });
  return [`${user} may ${allowed ? "" : "not "}use ${subject} from ${surface}.${sight}`, ...lines].join("\n");
}
