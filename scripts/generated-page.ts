/** Pages of docs/ that scripts write from tables in the code, and that tests compare with it. */
import { fileURLToPath } from "node:url";

/** The path of a file of this repository. */
export const pathOf = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url));

/** For the opening of a page: who writes it, and what to change in its place. */
export const writtenBy = (script: string, source: string, change: string): string =>
  `\`node scripts/${script}\` writes this page from ${source}, and a test compares the two: change the ${change}, not the page.`;

export interface PageSection {
  readonly title: string;
  readonly about: string;
  readonly columns: readonly string[];
  /** The cells of each row, in the order of the columns. */
  readonly rows: readonly (readonly string[])[];
}

const lineOf = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

export const sectionOf = ({ title, about, columns, rows }: PageSection): string =>
  `## ${title}\n\n${about}\n\n${[lineOf(columns), `|${"---|".repeat(columns.length)}`, ...rows.map(lineOf)].join("\n")}\n`;
