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

type Attributes = Readonly<Record<string, string>>;

/** Throws RangeError if elements nest deeper than `maxNesting`. */
export function readHtml(source: string): ReadDocument {
  return new HtmlReader(source).read();
}

/** One reading of one document. */
class HtmlReader {
  readonly #source: string;
  readonly #storage: boolean;
  readonly #blocks: PageBlock[] = [];
  readonly #open: OpenElement[] = [];
  /** The numbers of the tables around the present place. */
  readonly #tables: number[] = [];
  #tableCount = 0;
  #hiddenDepth = 0;
  #text = "";
  #title = "";
  #language = "";
  #inside: Place | null = null;

  constructor(source: string) {
    this.#source = source;
    this.#storage = isStorageFormat(source);
  }

  read(): ReadDocument {
    const parser: Parser = new Parser(
      {
        onopentag: (name, attributes) => this.#opened(name, attributes, parser.endIndex),
        ontext: (data) => {
          if (this.#hiddenDepth === 0) this.#text += data;
        },
        oncomment: (comment) => this.#commented(comment),
        onclosetag: (name) => this.#closed(name),
      },
      { decodeEntities: true, lowerCaseTags: true, recognizeSelfClosing: this.#storage },
    );
    parser.end(this.#source);
    this.#flush();
    const joined = joinRows(this.#blocks);
    return { title: this.#title === "" ? firstHeading(joined) : this.#title, blocks: joined };
  }

  /** `endIndex` is the place of the tag's ">". */
  #opened(name: string, attributes: Attributes, endIndex: number): void {
    const isVoid = voidElements.has(name);
    if (!isVoid && this.#open.length >= maxNesting) throw new RangeError("elements nest too deeply");
    const role: Role = this.#hiddenDepth > 0 ? { kind: "inline" } : this.#roleOf(name, attributes);
    if (!isVoid) this.#enter(name, role, this.#source[endIndex - 1] === "/");
    else if (this.#hiddenDepth === 0 && role.kind === "block") this.#flush();
    if (this.#hiddenDepth > 0 || role.kind === "hidden") return;
    const link = this.#open.at(-2)?.role;
    if (name.startsWith("ri:") && link?.kind === "link") link.target = textOfEmpty(name, attributes);
    else this.#text += this.#tagText(name, attributes);
  }

  #enter(name: string, role: Role, endsItself: boolean): void {
    const row = this.#open.findLast((element) => element.role.kind === "row")?.role;
    if (this.#hiddenDepth === 0 && row?.kind === "row" && (name === "td" || name === "th"))
      row[name === "th" ? "headers" : "cells"] += 1;
    // A browser ignores "/>" on an element of HTML, so that element hides what follows up to its parent's end.
    const parent = this.#open.at(-1);
    if (this.#storage && role.kind === "hidden" && !name.includes(":") && endsItself) {
      this.#hiddenDepth += 1;
      if (parent !== undefined) parent.hides += 1;
    }
    this.#begin(role);
    this.#open.push({ name, role, hides: 0 });
  }

  #commented(comment: string): void {
    const section = this.#hiddenDepth > 0 ? null : textOfSection(comment);
    const element = this.#open.at(-1)?.name;
    if (section !== null && (element === "ac:plain-text-body" || element === "ac:plain-text-link-body"))
      this.#text += section;
  }

  #closed(name: string): void {
    if (voidElements.has(name)) return;
    const element = this.#open.pop();
    if (element === undefined) return;
    this.#hiddenDepth -= element.hides;
    this.#end(element.role);
  }

  /** Ends the block or the text that was read since the last one. */
  #flush(): void {
    const raw = this.#inside?.kind === "code" ? this.#text.replace(/\n+$/, "") : tidy(this.#text);
    this.#text = "";
    if (raw.trim() === "") return;
    if (this.#inside === null) this.#blocks.push({ kind: "text", raw });
    else if (this.#inside.kind === "title") this.#title = raw;
    else if (this.#inside.kind === "language") this.#language = raw;
    else if (this.#inside.kind === "code") {
      this.#blocks.push({ kind: "code", raw: fenced(raw, this.#language) });
      this.#language = "";
    } else this.#blocks.push({ kind: "heading", level: this.#inside.level, text: raw.replace(/\n/g, " ") });
  }

  #roleOf(name: string, attributes: Attributes): Role {
    if (isHiddenElement(name, attributes)) return { kind: "hidden" };
    if (this.#inside?.kind === "code") return { kind: "inline" };
    if (name.includes(":")) {
      const kind = roleInStorage(name, attributes);
      if (kind === "link") return { kind, firstChar: this.#text.length, target: "" };
      if (kind === "code" || kind === "language") return { kind: "place", place: { kind } };
      if (kind !== "list-item") return { kind };
      this.#text += "\n- ";
      return { kind: "inline" };
    }
    const level = /^h([1-6])$/.exec(name)?.[1];
    if (level !== undefined) return { kind: "place", place: { kind: "heading", level: Number(level) } };
    if (name === "title") return { kind: "place", place: { kind: "title" } };
    if (name === "pre") return { kind: "place", place: { kind: "code" } };
    if (name === "table") return { kind: "table" };
    if (name === "tr") return { kind: "row", firstBlock: 0, headers: 0, cells: 0 };
    return { kind: blockElements.has(name) ? "block" : "inline" };
  }

  #begin(role: Role): void {
    if (role.kind === "hidden") this.#hiddenDepth += 1;
    if (role.kind === "hidden" || role.kind === "inline" || role.kind === "link") return;
    this.#flush();
    if (role.kind === "row") role.firstBlock = this.#blocks.length;
    else if (role.kind === "table") {
      this.#tableCount += 1;
      this.#tables.push(this.#tableCount);
    } else if (role.kind === "place") this.#inside = role.place;
  }

  #end(role: Role): void {
    switch (role.kind) {
      case "hidden":
        this.#hiddenDepth -= 1;
        return;
      case "inline":
        return;
      case "link":
        if (this.#text.length <= role.firstChar) this.#text += role.target;
        return;
      case "row": {
        this.#flush();
        const isHeader = role.headers > 0 && role.cells === 0;
        const cells = this.#blocks.splice(role.firstBlock);
        for (const block of rowOf(cells, { table: this.#tables.at(-1) ?? 0, isHeader })) this.#blocks.push(block);
        return;
      }
      case "place":
        if (this.#inside?.kind !== "code" || role.place === this.#inside) this.#flush();
        if (role.place === this.#inside) this.#inside = null;
        return;
      default:
        if (this.#inside?.kind !== "code") this.#flush();
        if (role.kind === "table") this.#tables.pop();
    }
  }

  /** Text that a tag itself adds. */
  #tagText(name: string, attributes: Attributes): string {
    if (this.#inside?.kind === "code") return "";
    if (name === "li") return "\n- ";
    if (name === "td" || name === "th") return " | ";
    if (name === "br") return "\n";
    if (name === "img") return attributes.alt === undefined ? "" : ` ${attributes.alt} `;
    return this.#storage ? textOfEmpty(name, attributes) : "";
  }
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
