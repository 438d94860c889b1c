/** One request as text for a terminal: what a person reads before they decide in the browser or in the editor. Pure. */
import type { Approval, Plan } from "@drawbridge/contracts/approvals";
import { formatAct } from "@drawbridge/contracts/approvals/act-text";
import { beforeLines } from "@drawbridge/contracts/approvals/before";
import { definitionDiff, marks } from "@drawbridge/contracts/approvals/definition-diff";
import { formatCost, formatFate, formatReversible } from "@drawbridge/contracts/approvals/format";
import { sampleText } from "@drawbridge/contracts/approvals/sample-text";
import { plainText } from "@drawbridge/contracts/approvals/surface";
import type { TableSample } from "@drawbridge/contracts/approvals/table-sample";
import { personText } from "@drawbridge/contracts/display-name";
import { oneLine, spelledOut } from "@drawbridge/contracts/visible-text";
import { grid } from "../results/grid.ts";

/** The columns of what is no terminal. */
const wide = 200;

/** Every text of others is on lines of its own, with its invisible characters spelled out. `width`: null for no terminal. */
export function describeRequest(approval: Approval, width: number | null): string {
  const { view, link, sample, names } = approval;
  const { plan, agent, server } = view;
  const user = plainText.person(personText(view.user, names));
  return [
    `${formatAct(plan, plainText)} on ${server}`,
    formatFate(approval, plainText),
    `Who: ${agent === null ? user : `${user}, by the agent ${oneLine(agent)}`}`,
    `Cost: ${formatCost(plan.cost, plainText)}. Reversible: ${formatReversible(plan.reversible, plainText)}.`,
    ...beforeLines(plan, plainText).map(({ object, says }) => `Now: ${object}: ${says}`),
    ...(plan.text === null ? [] : ["", spelledOut(plan.text.content, "block")]),
    ...definitionLines(plan),
    ...sampleLines(sample, width ?? wide),
    "",
    `Decide: ${link}`,
  ].join("\n");
}

/** A unified diff of the whole definition. */
function definitionLines({ definition }: Plan): readonly string[] {
  if (definition === undefined) return [];
  const { object, now, why } = definition;
  const heading = `Definition of ${oneLine(object)}, now and after:`;
  const lines = definitionDiff(definition);
  if (lines === null)
    return ["", heading, ...(now === null ? [] : [spelledOut(now, "block")]), ...(why === null ? [] : [oneLine(why)])];
  if (lines.every(({ kind }) => kind === "same")) return ["", heading, "It stays the same."];
  return ["", heading, ...lines.map(({ kind, text }) => `${marks[kind]} ${spelledOut(text, "block")}`.trimEnd())];
}

function sampleLines(sample: TableSample | undefined, width: number): readonly string[] {
  if (sample === undefined) return [];
  const { columns, rows, notes } = sampleText(sample, plainText);
  const headings = columns.map((heading) => ({ heading, align: "left" as const }));
  return ["", ...(rows.length === 0 ? [] : [grid(headings, rows, width).text]), ...notes];
}
