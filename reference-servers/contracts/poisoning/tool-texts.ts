/** Every text of a tool that a model or a person may read: names, title, descriptions, both schemas, annotations. Pure. */
import type { CheckedTool, TextRole, ToolText } from "./finding.ts";

const named: Readonly<Record<string, TextRole>> = {
  name: "name",
  title: "title",
  description: "prose",
  $comment: "prose",
};
/** Members whose values are settings of the registry, and not texts. */
const skipped: readonly string[] = ["effect", "policy", "icons"];
/** Members of a schema whose keys are names of parameters. */
const namedByKey: readonly string[] = ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"];
/** Below these, each text is data. */
const holdsValues: readonly string[] = ["enum", "default", "const", "examples", "example"];

/** The texts in the order of the tool's members. */
export function textsOf(tool: CheckedTool): readonly ToolText[] {
  return Object.entries(tool).flatMap(([member, value]) =>
    skipped.includes(member) ? [] : texts(value, `/${escaped(member)}`, named[member] ?? "value", member),
  );
}

function texts(value: unknown, where: string, role: TextRole, parent: string): readonly ToolText[] {
  if (typeof value === "string") return [{ where, role, raw: value }];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((each, index) => texts(each, `${where}/${index}`, role, parent));
  const byName = namedByKey.includes(parent);
  return Object.entries(value).flatMap(([key, each]) => {
    const below = `${where}/${escaped(key)}`;
    const name: ToolText[] = byName || named[key] === undefined ? [{ where: below, role: "name", raw: key }] : [];
    const inside = byName || holdsValues.includes(key) || parent === "values" ? "value" : (named[key] ?? "value");
    return [...name, ...texts(each, below, inside, holdsValues.includes(key) ? "values" : byName ? "" : key)];
  });
}

const escaped = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

/** One parameter of the input schema, at any depth. */
export interface Parameter {
  readonly name: string;
  readonly where: string;
  readonly description: string;
  /** Texts of its enum and its default. */
  readonly values: readonly string[];
}

/** The parameters of a tool's input schema. */
export const parametersOf = ({ inputSchema }: CheckedTool): readonly Parameter[] =>
  parametersIn(inputSchema, "/inputSchema");

function parametersIn(schema: unknown, where: string): readonly Parameter[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([member, value]: [string, unknown]) => {
    if (member !== "properties") return parametersIn(value, `${where}/${escaped(member)}`);
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([name, property]: [string, unknown]) => {
      const at = `${where}/properties/${escaped(name)}`;
      return [{ name, where: at, ...describedBy(property) }, ...parametersIn(property, at)];
    });
  });
}

function describedBy(property: unknown): Pick<Parameter, "description" | "values"> {
  const members =
    typeof property === "object" && property !== null ? new Map<string, unknown>(Object.entries(property)) : new Map();
  const description: unknown = members.get("description");
  const values: unknown[] = [members.get("enum"), members.get("default"), members.get("const")].flat();
  return {
    description: typeof description === "string" ? description : "",
    values: values.filter((value) => typeof value === "string"),
  };
}
