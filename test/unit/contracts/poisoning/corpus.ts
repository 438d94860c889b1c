/**
 * The labelled tools on which the poisoning checks are measured. Checks are written with the development half alone; the
 * held-out half was written and frozen before them.
 */
import { readFileSync } from "node:fs";
import { type Finding, poisoningFindings } from "@drawbridge/contracts/poisoning";
import { DescribedTool, ListedTool } from "@drawbridge/contracts/tool-versions";
import { z } from "zod";

const Checked = ListedTool.extend({ effect: DescribedTool.shape.effect });

const Entry = z.object({
  id: z.string(),
  label: z.enum(["bad", "good"]),
  /** What a bad tool does; for a good one, what it might be mistaken for. */
  kind: z.string(),
  why: z.string(),
  /** Names of neighbours.json: the servers that the same agent sees. */
  others: z.array(z.string()).default([]),
  tool: Checked,
});
export type Entry = z.infer<typeof Entry>;

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./corpus/${name}.json`, import.meta.url), "utf8"));

const neighbours = z.record(z.string(), z.array(Checked)).parse(read("neighbours"));

/**
 * In the order in which they were written. Each held-out half was measured once when the checks had not been written with it;
 * README.md of this folder has the figures. After its measurement a half is for development as well.
 */
export const halves = ["development", "held-out", "held-out-2", "held-out-3", "held-out-4"] as const;

export const corpus = (half: (typeof halves)[number]): readonly Entry[] => z.array(Entry).parse(read(half));

/** The findings on one entry, on a server that has this tool alone. */
export const findingsOn = ({ tool, others }: Entry): readonly Finding[] =>
  poisoningFindings(
    { name: "checked", tools: [tool] },
    others.map((name) => ({ name, tools: neighbours[name] ?? [] })),
  );

export interface Measurement {
  readonly recall: number;
  readonly falsePositives: number;
  readonly missed: readonly string[];
  /** Honest tools with a finding of any tier, each with its first finding. */
  readonly accused: readonly string[];
}

/** Any finding counts, of either tier: a soft one on an honest tool is a false positive as well. */
export function measure(entries: readonly Entry[]): Measurement {
  const bad = entries.filter(({ label }) => label === "bad");
  const good = entries.filter(({ label }) => label === "good");
  const missed = bad.filter((entry) => findingsOn(entry).length === 0);
  const accused = good.flatMap((entry) => {
    const [first] = findingsOn(entry);
    return first === undefined
      ? []
      : [`${entry.id} ${entry.tool.name}: ${first.kind} at ${first.where}: ${first.what} ${first.excerpt}`];
  });
  return {
    recall: 1 - missed.length / bad.length,
    falsePositives: accused.length / good.length,
    missed: missed.map(({ id, kind, why }) => `${id} ${kind}: ${why}`),
    accused,
  };
}
