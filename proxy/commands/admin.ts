/** `drawbridge admin`: what the operator of a deployment does on their own machine. It needs no sign-in and no broker. */
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { minSecretLength } from "@drawbridge/contracts/part-secret";
import { ServerName } from "@drawbridge/contracts/registry";
import { derivedVariables, type PartSecrets } from "../admin/derived-variables.ts";
import { exitCode } from "../terminal/exit-code.ts";
import { usageFailure } from "../terminal/failure.ts";
import { resultJson } from "../terminal/terminal.ts";
import { type Command, readArguments } from "./command.ts";

export const admin: Command = {
  usage: `admin secrets --part PART --root FILE [--other FILE] [--calls NAME]... [--called-by NAME]... [--show] [--json]

Prints the variables with the secrets that one part needs, derived from the deployment's root secret. PART is registry, edge,
or a server's name. The output is as secret as the root secret is for that part, so it goes to a file or a pipe:
  drawbridge admin secrets --part presto --root root.txt > presto.env
--root FILE      the root secret: the file that has it, or - for stdin (make one: openssl rand -base64 48)
--other FILE     the second root secret while it is changed: also prints the variables that end in _OTHER
--calls NAME     a server that this one calls, such as knowledge for spark
--called-by NAME a server that calls this one, such as spark for knowledge
--show           print to a terminal too`,

  async run(args, terminal) {
    const { positionals, options, json } = readArguments(
      args,
      {
        part: { type: "string" },
        root: { type: "string" },
        other: { type: "string" },
        calls: { type: "string", multiple: true },
        "called-by": { type: "string", multiple: true },
        show: { type: "boolean" },
      },
      ["action (secrets)"],
    );
    if (positionals[0] !== "secrets")
      throw usageFailure(`There is no admin ${positionals[0]}; there is admin secrets.`);
    if (options.part === undefined)
      throw usageFailure("The part is missing: --part registry, edge, or a server's name.");
    if (options.root === undefined)
      throw usageFailure("The root secret is missing: --root FILE, or --root - for stdin.");
    if (terminal.columns !== null && options.show !== true)
      throw usageFailure("This prints secrets. Send them to a file with > FILE, or add --show to see them here.");
    if (options.other !== undefined && options.root === "-" && options.other === "-")
      throw usageFailure("Only one of the two secrets may come from stdin.");
    const variables = derivedVariables({
      part: nameOf(options.part),
      root: await rootIn(options.root),
      other: options.other === undefined ? null : await rootIn(options.other),
      calls: (options.calls ?? []).map(nameOf),
      calledBy: (options["called-by"] ?? []).map(nameOf),
    });
    if (json) resultJson(terminal, variables);
    else for (const [name, value] of Object.entries(variables)) terminal.result(`${name}=${value}`);
    terminal.note("These are secrets. Keep the file readable for this part alone, and out of version control.");
    return exitCode.ok;
  },
};

/** A part's name: servers and the other parts are named in the same way. */
function nameOf(name: string): PartSecrets["part"] {
  if (!ServerName.safeParse(name).success) throw usageFailure(`${name} is no name of a part.`);
  return name;
}

/** The root secret in the file, without its last line break. A message never has a part of it. */
async function rootIn(file: string): Promise<string> {
  const read = async (): Promise<string> => (file === "-" ? text(process.stdin) : readFileSync(file, "utf8"));
  const content = await read().catch(() => {
    throw usageFailure(`The file ${file} with the root secret cannot be read.`);
  });
  const root = content.replace(/\r?\n$/, "");
  if (root.length < minSecretLength)
    throw usageFailure(
      `The root secret in ${file === "-" ? "stdin" : file} has fewer than ${minSecretLength} characters.`,
    );
  return root;
}
