/** The inputs of a tool as rows of plain text, from its JSON Schema. Pure. A server wrote the schema: it may be anything. */
import * as l10n from "@vscode/l10n";
import { z } from "zod";

export interface InputField {
  readonly name: string;
  readonly kind: string;
  readonly required: boolean;
  readonly description: string;
}

const Field = z
  .object({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    enum: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
    description: z.string().optional(),
  })
  .catch({});
const Schema = z
  .object({ properties: z.record(z.string(), Field).default({}), required: z.array(z.string()).default([]) })
  .catch({ properties: {}, required: [] });

/** How many values of an enum are shown. A longer list is cut. */
const maxValues = 12;

export function inputFields(schema: unknown): readonly InputField[] {
  const { properties, required } = Schema.parse(schema);
  return Object.entries(properties).map(([name, field]) => ({
    name,
    kind: kindOf(field),
    required: required.includes(name),
    description: field.description ?? "",
  }));
}

function kindOf({ type, enum: values }: z.infer<typeof Field>): string {
  if (values !== undefined) {
    const text = values.slice(0, maxValues).map(String).join(" | ");
    return values.length > maxValues ? `${text} | …` : text;
  }
  if (type === undefined) return l10n.t("any");
  return typeof type === "string" ? type : type.join(" | ");
}
