/**
 * Reads HTML, and Confluence's storage format in it, into blocks of what a person sees on the page. Scripts, styles,
 * navigation, comments and hidden elements are left out. The parser reads a stream of tags and builds no tree, so it
 * takes linear time.
 */
import { Parser } from "htmlparser2";
import { fenced, firstHeading, type ReadDocument } from "./block.ts";
import { isStorageFormat, roleInStorage, textOfEmpty, textOfSection } from "./confluence.ts";
import { blockElements, isHiddenElement, maxNesting, voidElements } from "./html-elements.ts";
import { joinRows, type PageBlock, rowOf } from "./html-rows.ts";

/** An element whose text is more than text. */
type Place =
  | { readonly kind: "title" }
  | { readonly kind: "code" }
  | { readonly kind: "language" }
  | { readonly kind: "heading"; readonly level: number };

/** What an open element does. Elements inside of code or of another heading do nothing. */
type Role =
  | { readonly kind: "hidden" | "inline" | "block" | "table" }
  | { readonly kind: "place"; readonly place: Place }
  | { readonly kind: "row"; firstBlock: number; headers: number; cells: number }
  | { readonly kind: "link"; readonly firstChar: number; target: string };

interface OpenElement {
  readonly name: string;
  readonly role: Role;
  /** How often something in the element hides the rest of it. */
  hides: number;
}

/** Throws RangeError if elements nest deeper than `maxNesting`. */
export function readHtml(source: string): ReadDocument {
  const storage = isStorageFormat(source);
  const blocks: PageBlock[] = [];
  const open: OpenElement[] = [];
  const tables: number[] = [];
  let tableCount = 0;
  let hiddenDepth = 0;
  let text = "";
  let title = "";
  let language = "";
  let inside: Place | null = null;

  const flush = (): void => {
    const raw = inside?.kind === "code" ? text.replace(/\n+$/, "") : tidy(text);
    text = "";
    if (raw.trim() === "") return;
    if (inside === null) blocks.push({ kind: "text", raw });
    else if (inside.kind === "title") title = raw;
    else if (inside.kind === "language") language = raw;
    else if (inside.kind === "code") {
      blocks.push({ kind: "code", raw: fenced(raw, language) });
      language = "";
    } else blocks.push({ kind: "heading", level: inside.level, text: raw.replace(/\n/g, " ") });
  };

  const roleOf = (name: string, attributes: Readonly<Record<string, string>>): Role => {
    if (isHiddenElement(name, attributes)) return { kind: "hidden" };
    if (inside?.kind === "code") return { kind: "inline" };
    if (name.includes(":")) {
      const kind = roleInStorage(name, attributes);
      if (kind === "link") return { kind, firstChar: text.length, target: "" };
      if (kind === "code" || kind === "language") return { kind: "place", place: { kind } };
      if (kind !== "list-item") return { kind };
      text += "\n- ";
      return { kind: "inline" };
    }
    const level = /^h([1-6])$/.exec(name)?.[1];
    if (level !== undefined) return { kind: "place", place: { kind: "heading", level: Number(level) } };
    if (name === "title") return { kind: "place", place: { kind: "title" } };
    if (name === "pre") return { kind: "place", place: { kind: "code" } };
    if (name === "table") return { kind: "table" };
    if (name === "tr") return { kind: "row", firstBlock: 0, headers: 0, cells: 0 };
    return { kind: blockElements.has(name) ? "block" : "inline" };
  };

  const begin = (role: Role): void => {
    if (role.kind === "hidden") hiddenDepth += 1;
    if (role.kind === "hidden" || role.kind === "inline" || role.kind === "link") return;
    flush();
    if (role.kind === "row") role.firstBlock = blocks.length;
    else if (role.kind === "table") {
      tableCount += 1;
      tables.push(tableCount);
    } else if (role.kind === "place") inside = role.place;
  };

  const end = (role: Role): void => {
    switch (role.kind) {
      case "hidden":
        hiddenDepth -= 1;
        return;
      case "inline":
        return;
      case "link":
        if (text.length <= role.firstChar) text += role.target;
        return;
      case "row": {
        flush();
        const isHeader = role.headers > 0 && role.cells === 0;
        const cells = blocks.splice(role.firstBlock);
        for (const block of rowOf(cells, { table: tables.at(-1) ?? 0, isHeader })) blocks.push(block);
        return;
      }
      case "place":
        if (inside?.kind !== "code" || role.place === inside) flush();
        if (role.place === inside) inside = null;
        return;
      default:
        if (inside?.kind !== "code") flush();
        if (role.kind === "table") tables.pop();
    }
  };

  /** Text that a tag itself adds. */
  const tagText = (name: string, attributes: Readonly<Record<string, string>>): string => {
    if (inside?.kind === "code") return "";
    if (name === "li") return "\n- ";
    if (name === "td" || name === "th") return " | ";
    if (name === "br") return "\n";
    if (name === "img") return attributes.alt === undefined ? "" : ` ${attributes.alt} `;
    return storage ? textOfEmpty(name, attributes) : "";
  };

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const isVoid = voidElements.has(name);
        if (!isVoid && open.length >= maxNesting) throw new RangeError("elements nest too deeply");
        const role: Role = hiddenDepth > 0 ? { kind: "inline" } : roleOf(name, attributes);
        if (!isVoid) {
          const row = open.findLast((element) => element.role.kind === "row")?.role;
          if (hiddenDepth === 0 && row?.kind === "row" && (name === "td" || name === "th"))
            row[name === "th" ? "headers" : "cells"] += 1;
          // A browser ignores "/>" on an element of HTML, so that element hides what follows up to its parent's end.
          const parent = open.at(-1);
          if (storage && role.kind === "hidden" && !name.includes(":") && source[parser.endIndex - 1] === "/") {
            hiddenDepth += 1;
            if (parent !== undefined) parent.hides += 1;
          }
          begin(role);
          open.push({ name, role, hides: 0 });
        } else if (hiddenDepth === 0 && role.kind === "block") flush();
        if (hiddenDepth > 0 || role.kind === "hidden") return;
        const link = open.at(-2)?.role;
        if (name.startsWith("ri:") && link?.kind === "link") link.target = textOfEmpty(name, attributes);
        else text += tagText(name, attributes);
      },
      ontext(data) {
        if (hiddenDepth === 0) text += data;
      },
      oncomment(comment) {
        const cdata = hiddenDepth > 0 ? null : textOfSection(comment);
        const element = open.at(-1)?.name;
        if (cdata !== null && (element === "ac:plain-text-body" || element === "ac:plain-text-link-body"))
          text += cdata;
      },
      onclosetag(name) {
        if (voidElements.has(name)) return;
        const element = open.pop();
        if (element === undefined) return;
        hiddenDepth -= element.hides;
        end(element.role);
      },
    },
    { decodeEntities: true, lowerCaseTags: true, recognizeSelfClosing: storage },
  );
  parser.end(source);
  flush();
  const joined = joinRows(blocks);
  return { title: title === "" ? firstHeading(joined) : title, blocks: joined };
}

const tidy = (text: string): string =>
  text
    .split("\n- ")
    .map((item) =>
      item
        .replace(/[ \t\n]*\n[ \t\n]*/g, "\n")
        .replace(/[ \t]+/g, " ")
        .trim(),
    )
    .join("\n- ")
    .trim();
