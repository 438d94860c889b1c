/** All checks over the tools of one server, beside the tools of the others. Pure: no I/O, no clock, equal input equal findings. */
import { clonedTool, foreignTools } from "./clones.ts";
import { contradictions } from "./contradictions.ts";
import { encodedIn } from "./encoded.ts";
import type { CheckedServer, CheckedTool, Finding, TextFinding, ToolText } from "./finding.ts";
import { hiddenText } from "./hidden-text.ts";
import { commandIn } from "./instructions.ts";
import { mixedScripts, resemblingNames } from "./look-alikes.ts";
import { secretIn } from "./secrets.ts";
import { textsOf } from "./tool-texts.ts";
import { understatedParameters } from "./understated.ts";

/**
 * What is suspicious in the texts of `server`'s tools: hard findings first, in the order of the tools. `others` are the servers
 * that the same agents see; the server itself is left out of them by its name. Every text of a tool is read: names, title,
 * description, both schemas with their values, annotations. The texts are data, and nothing in them is run or fetched.
 */
export function poisoningFindings(server: CheckedServer, others: readonly CheckedServer[]): readonly Finding[] {
  const foreign = others.filter(({ name }) => name !== server.name);
  const found = server.tools.flatMap((tool) => [
    ...textsOf(tool).flatMap((text) => ofText(tool, text)),
    ...resemblingNames(tool, foreign),
    ...clonedTool(tool, foreign),
    ...foreignTools(tool, server.tools, foreign),
    ...understatedParameters(tool),
    ...contradictions(tool),
  ]);
  return [...found.filter(({ tier }) => tier === "hard"), ...found.filter(({ tier }) => tier === "soft")];
}

function ofText({ name }: CheckedTool, { where, role, raw }: ToolText): readonly Finding[] {
  const found: readonly (TextFinding | null)[] = [
    ...hiddenText(raw),
    ...mixedScripts(raw, role),
    commandIn(raw, role),
    secretIn(raw),
    encodedIn(raw),
  ];
  return found.flatMap((each) => (each === null ? [] : [{ ...each, tool: name, where }]));
}
