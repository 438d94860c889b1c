/**
 * A server's page as sections of plain data. To show more about a server (its use, its reviews), add a section: the HTML
 * code knows the kinds of section, and nothing about servers. Pure.
 */
import { formatEffect } from "@drawbridge/contracts/approvals/format";
import { denialSentence } from "@drawbridge/contracts/denial";
import { formatDeprecation } from "@drawbridge/contracts/deprecation";
import type { MyServer } from "@drawbridge/contracts/registry";
import * as l10n from "@vscode/l10n";
import type { ToolInputs } from "../../proxy/contracts/control.ts";
import { commands } from "../contributions.ts";
import { editorText } from "../editor-text.ts";
import { statusWords } from "../sidebar/server-rows.ts";
import { posture } from "./posture.ts";
import { type InputField, inputFields } from "./tool-inputs.ts";
import { type KnownUse, type Use, useOf } from "./usage-figures.ts";

/** Text, with an address where it is a link. The code that draws a link checks its address. */
export interface Words {
  readonly text: string;
  readonly href?: string;
}

/** What a button on the page does. */
export type Action = "requestAccess" | "runTool";

export type Section =
  | { readonly kind: "action"; readonly action: Action; readonly label: string }
  | {
      readonly kind: "notice";
      readonly tone: "warning" | "plain";
      readonly text: string;
      /** A command of ours that helps. */
      readonly way?: { readonly label: string; readonly command: typeof commands.signIn };
    }
  | { readonly kind: "facts"; readonly title: string; readonly facts: readonly (readonly [string, readonly Words[]])[] }
  | { readonly kind: "words"; readonly title: string; readonly text: string }
  | { readonly kind: "use"; readonly title: string; readonly use: Use }
  | { readonly kind: "tools"; readonly title: string; readonly tools: readonly ToolCard[] };

export interface ToolCard {
  readonly title: string;
  readonly name: string;
  readonly description: string;
  readonly effect: { readonly name: string; readonly words: string };
  /** Why the user may not call the tool; null where they may. */
  readonly refusal: string | null;
  readonly facts: readonly string[];
  readonly inputs: { readonly summary: string; readonly fields: readonly InputField[] };
}

export interface ServerPage {
  readonly title: string;
  readonly name: string;
  readonly description: string;
  readonly badges: readonly { readonly text: string; readonly tone: "good" | "bad" | "plain" }[];
  readonly sections: readonly Section[];
}

/** What a page shows besides the registry's entry. */
export interface Besides {
  /** When the entry was read, where it cannot be read again at present; else null. */
  readonly asOf: string | null;
  /** Whether it cannot be read because the session has ended. Else the registry is away. */
  readonly ended: boolean;
  readonly use: KnownUse;
  readonly inputs: ToolInputs["tools"];
  /** The editor's language (BCP 47). */
  readonly language: string;
}

export function serverPage(server: MyServer, { asOf, ended, use, inputs, language }: Besides): ServerPage {
  const { title, name, description, status, environment, sensitivity, access, deprecated } = server;
  return {
    title,
    name,
    description,
    badges: [
      { text: statusWords[status](), tone: status === "up" ? "good" : status === "down" ? "bad" : "plain" },
      ...(deprecated === undefined ? [] : [{ text: l10n.t("deprecated"), tone: "bad" } as const]),
      { text: environment, tone: "plain" },
      { text: l10n.t("{0} data", sensitivity), tone: "plain" },
    ],
    sections: [
      ...(asOf === null ? [] : [ended ? sessionEnded(asOf) : offline(asOf)]),
      ...(deprecated === undefined
        ? []
        : [{ kind: "notice", tone: "warning", text: formatDeprecation(deprecated, editorText) } as const]),
      ...(access.allowed
        ? []
        : [{ kind: "notice", tone: "warning", text: denialSentence(access) } as const, request()]),
      who(server),
      usage(server, use, language),
      posture(server),
      ...(server.tools.some((tool) => tool.access.allowed) && access.allowed ? [run()] : []),
      ...(server.tools.length > 0 ? [tools(server, inputs)] : []),
    ],
  };
}

const request = (): Section => ({ kind: "action", action: "requestAccess", label: l10n.t("Request Access") });

const run = (): Section => ({ kind: "action", action: "runTool", label: l10n.t("Run a Tool") });

const offline = (asOf: string): Section => ({
  kind: "notice",
  tone: "plain",
  text: l10n.t("The registry cannot be reached. This is what it said at {0}.", asOf),
});

const sessionEnded = (asOf: string): Section => ({
  kind: "notice",
  tone: "warning",
  text: l10n.t("Your session has ended. This is what the registry said at {0}.", asOf),
  way: { label: l10n.t("Sign In"), command: commands.signIn },
});

/** A page that shows no server, because no user is signed in. */
export const signInFirst = (): Section => ({
  kind: "notice",
  tone: "plain",
  text: l10n.t("Sign in to see this server."),
  way: { label: l10n.t("Sign In"), command: commands.signIn },
});

function who({ owner, support, access, url, version }: MyServer): Section {
  const help = support.map(({ label, url: href }) => ({ text: label, ...(href !== undefined && { href }) }));
  return {
    kind: "facts",
    title: l10n.t("About"),
    facts: [
      [l10n.t("Owner"), [{ text: owner }]],
      [l10n.t("Help"), help.length > 0 ? help : [{ text: l10n.t("none given") }]],
      [l10n.t("Your access"), [{ text: access.allowed ? access.reason : l10n.t("not allowed") }]],
      // The reason names the policy already: of a yes beside this, of a no above it.
      ...(access.reason.includes(access.policy) ? [] : [[l10n.t("Decided by"), [{ text: access.policy }]] as const]),
      [l10n.t("Address"), [{ text: url }]],
      [l10n.t("Version"), [{ text: version.slice(0, 12) }]],
    ],
  };
}

function usage({ tools }: MyServer, usageState: KnownUse, language: string): Section {
  const title = l10n.t("Use in the last 30 days");
  const words = (text: string): Section => ({ kind: "words", title, text });
  if (usageState.state === "reading") return words(l10n.t("Reading…"));
  if (usageState.state === "failed") return words(l10n.t("This cannot be read just now. {0}", usageState.message));
  const titleOf = (name: string): string => tools.find((tool) => tool.name === name)?.title ?? name;
  const use = useOf(usageState.usage, titleOf, language);
  return use === null ? words(l10n.t("It had no calls.")) : { kind: "use", title, use };
}

function tools({ tools: all }: MyServer, inputs: Besides["inputs"]): Section {
  return {
    kind: "tools",
    title: l10n.t("Tools"),
    tools: all.map(({ title, name, description, effect, policy, minutesSaved, access }) => ({
      title,
      name,
      description,
      effect: { name: effect, words: formatEffect(effect, editorText) },
      refusal: access.allowed ? null : denialSentence(access),
      facts: [
        l10n.t("policy {0}", policy),
        ...(minutesSaved > 0 ? [l10n.t("saves about {0} min a call", minutesSaved)] : []),
      ],
      inputs: inputsOf(inputs.find((each) => each.name === name)),
    })),
  };
}

/** The registry has no schemas: an agent of this machine has to have asked the server for them. */
function inputsOf(tool: Besides["inputs"][number] | undefined): ToolCard["inputs"] {
  if (tool === undefined)
    return {
      summary: l10n.t("What it takes is not known yet: run a tool, or let an agent use the server"),
      fields: [],
    };
  const fields = inputFields(tool.inputSchema);
  return { summary: fields.length === 0 ? l10n.t("It takes nothing") : l10n.t("What it takes"), fields };
}
