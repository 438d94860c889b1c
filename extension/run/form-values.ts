/** The arguments of a call from what the person typed into the form, or what is wrong with it. Pure. */
import * as l10n from "@vscode/l10n";
import type { Control, Field, ToolForm } from "./tool-form.ts";

/** What the page's controls hold, by the field's id. A checkbox and a yes/no list hold "true", "false" or "". */
export type FormValues = Readonly<Record<string, string>>;

export type Arguments = Readonly<Record<string, unknown>>;

/** `errors` are sentences by the field's id. */
export type Checked =
  | { readonly ok: true; readonly arguments: Arguments }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** An optional input that is left empty is left out, so that the server's default applies. */
export function checkedArguments(form: ToolForm, values: FormValues): Checked {
  const errors: Record<string, string> = {};
  const report = (id: string, error: string): undefined => {
    errors[id] = error;
  };
  const result = form.kind === "whole" ? readField(form.field, values, report) : groupOf(form.fields, values, report);
  const entries = typeof result === "object" && result !== null ? Object.entries(result) : [];
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, arguments: Object.fromEntries(entries) };
}

type Report = (id: string, error: string) => undefined;

const groupOf = (fields: readonly Field[], values: FormValues, report: Report): Arguments =>
  Object.fromEntries(
    fields.flatMap((field): [string, unknown][] => {
      const value = readField(field, values, report);
      return value === undefined ? [] : [[field.name, value]];
    }),
  );

/** Undefined if the field is left out, or if its error was reported. */
function readField({ id, control, required }: Field, values: FormValues, report: Report): unknown {
  if (control.kind === "group") {
    if (!required && control.fields.every((field) => isEmpty(field, values))) return undefined;
    return groupOf(control.fields, values, report);
  }
  const typed = values[id] ?? "";
  const blank = control.kind === "text" || control.kind === "lines" ? typed === "" : typed.trim() === "";
  if (blank) return required ? report(id, missing(control)) : undefined;
  const read = readControl(control, typed);
  return read.error === undefined ? read.value : report(id, read.error);
}

const isEmpty = ({ id, control }: Field, values: FormValues): boolean =>
  control.kind === "group" ? control.fields.every((field) => isEmpty(field, values)) : (values[id] ?? "") === "";

const missing = ({ kind }: Control): string =>
  kind === "choice" || kind === "boolean" ? l10n.t("Choose a value.") : l10n.t("Enter a value.");

interface Read {
  readonly value?: unknown;
  readonly error?: string;
}

function readControl(control: Exclude<Control, { kind: "group" }>, typed: string): Read {
  switch (control.kind) {
    case "text":
    case "lines":
      if (typed.length < control.minLength)
        return { error: l10n.t("Enter at least {0} characters.", control.minLength) };
      if (control.maxLength !== null && typed.length > control.maxLength)
        return { error: l10n.t("Enter at most {0} characters; there are {1}.", control.maxLength, typed.length) };
      return { value: typed };
    case "number":
    case "integer":
      return readNumber(control, typed);
    case "boolean":
      return { value: typed === "true" };
    case "choice": {
      const value = /^\d+$/.test(typed) ? control.values[Number(typed)] : undefined;
      return value === undefined ? { error: missing(control) } : { value };
    }
    case "list":
      return readList(control, typed);
    case "json":
      return readJson(control.types, typed);
  }
}

function readNumber({ kind, min, max }: Extract<Control, { min: number | null }>, typed: string): Read {
  const value = Number(typed.trim());
  if (!Number.isFinite(value)) return { error: l10n.t("Enter a number, for example 1.5.") };
  if (kind === "integer" && !Number.isSafeInteger(value)) return { error: l10n.t("Enter a whole number.") };
  if (min !== null && value < min) return { error: l10n.t("Enter {0} or more.", min) };
  if (max !== null && value > max) return { error: l10n.t("Enter {0} or less.", max) };
  return { value };
}

function readList({ item, min, max }: Extract<Control, { kind: "list" }>, typed: string): Read {
  const lines = typed.split("\n").filter((line) => line.trim() !== "");
  if (lines.length < min) return { error: l10n.t("Enter at least {0} lines.", min) };
  if (max !== null && lines.length > max) return { error: l10n.t("Enter at most {0} lines.", max) };
  if (item === "string") return { value: lines };
  const read = lines.map((line) => readNumber({ kind: item, min: null, max: null }, line));
  const wrong = read.findIndex(({ error }) => error !== undefined);
  return wrong < 0
    ? { value: read.map(({ value }) => value) }
    : { error: l10n.t("Line {0}: {1}", wrong + 1, read[wrong]?.error ?? "") };
}

function readJson(types: readonly string[], typed: string): Read {
  let value: unknown;
  try {
    value = JSON.parse(typed);
  } catch (error) {
    // The parser's message may quote what was typed, but only the person who typed it sees it.
    return { error: l10n.t("This is not JSON: {0}.", error instanceof Error ? error.message : "") };
  }
  if (types.length > 0 && !types.some((type) => isOfType(value, type)))
    return { error: l10n.t("Enter JSON of the type {0}.", types.join(", ")) };
  return { value };
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "null":
      return value === null;
    case "string":
    case "number":
    case "boolean":
      return typeof value === type;
    default:
      return true;
  }
}
