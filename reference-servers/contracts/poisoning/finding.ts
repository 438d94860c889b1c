/** What a check found in a tool's texts, and what each check reads. */
import type { DescribedTool, ListedTool } from "../tool-versions/described-tool.ts";
import { oneLine } from "../visible-text.ts";

/** What is wrong, as the reviewer reads it. */
export type FindingKind =
  | "hidden-text"
  | "look-alike"
  | "foreign-tool"
  | "clone"
  | "instruction"
  | "secret"
  | "encoded"
  | "understated"
  | "contradiction";

export interface Finding {
  /** `hard` blocks a version; `soft` is shown to the person who reviews it. */
  readonly tier: "hard" | "soft";
  readonly kind: FindingKind;
  readonly tool: string;
  /** A JSON Pointer (RFC 6901) into the tool: "/inputSchema/properties/note/description". */
  readonly where: string;
  /** One sentence. */
  readonly what: string;
  /** The part of the text, with every character visible. Empty where the text is a secret. */
  readonly excerpt: string;
}

/** A tool to check; an entry of tools/list has no effect. */
export type CheckedTool = ListedTool & Partial<Pick<DescribedTool, "effect">>;

export interface CheckedServer {
  readonly name: string;
  readonly tools: readonly CheckedTool[];
}

/** One text of a tool. `raw` is as it was received. */
export interface ToolText {
  readonly where: string;
  readonly role: TextRole;
  readonly raw: string;
}

/**
 * What a text is for: a `name` is an identifier, a `title` is a short label, `prose` describes, and a `value` is an enum value,
 * a default or an example, or anything else in a schema.
 */
export type TextRole = "name" | "title" | "prose" | "value";

/** What one check says of one text; the caller adds the tool and the place. */
export type TextFinding = Omit<Finding, "tool" | "where">;

const maxExcerptLength = 160;

export const excerptOf = (text: string): string => oneLine(text.trim(), maxExcerptLength);
