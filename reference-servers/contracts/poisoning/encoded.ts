/**
 * Encoded parts of a text that decode to a command or to an instruction: base64, hexadecimal, percent encoding, escapes and
 * character references, also one within another. What decodes to anything else (a cursor, a greeting, a picture) is no finding.
 */
import { Buffer } from "node:buffer";
import { excerptOf, type TextFinding } from "./finding.ts";
import { commandIn } from "./instructions.ts";

/** What a shell runs. */
const shell =
  /\b(?:curl|wget|iwr|invoke-\w+)\b[^\n]{0,200}(?:https?:|\||-o\b|\/)|\b(?:ba|z|k|da)?sh (?:-\w+\b|\/)|\/bin\/(?:ba|z)?sh\b|\bpowershell\b|\bcmd(?:\.exe)? \/c\b|\brm -[rf]{1,2}\b|\b(?:nc|ncat|netcat) (?:-\w+ )*\S+ \d+|\/dev\/tcp\/|\b(?:python\d?|perl|ruby|node|php) -[cer]\b|\beval ?\(|\bexec ?\(|\bos\.system\b|\bsubprocess\b|\bchmod \+?[0-7x]|\bbase64 (?:-d|--decode)\b|\bcat [~/.]|\bsudo \w|\b(?:scp|rsync|ssh) \S+@|\bcrontab\b|\bmkfifo\b|\bdd if=|\bnohup\b|<script\b|\bchild_process\b|\bstart-process\b|\bcertutil\b|>\s*\/etc\//i;

const maxDepth = 3;

/** The first encoded command in a text. */
export function encodedIn(raw: string): TextFinding | null {
  for (const { source, decoded } of decodings(raw, maxDepth)) {
    const isShell = shell.test(decoded);
    if (!isShell && commandIn(decoded, "value") === null) continue;
    const what = `It holds an encoded ${isShell ? "command" : "instruction"}.`;
    return { tier: "hard", kind: "encoded", what, excerpt: excerptOf(`${source.slice(0, 60)} → ${decoded}`) };
  }
  return null;
}

interface Decoding {
  readonly source: string;
  readonly decoded: string;
}

function decodings(text: string, depth: number): readonly Decoding[] {
  if (depth === 0) return [];
  const found = decoders.flatMap((decode) => decode(text)).filter(({ decoded }) => isText(decoded));
  return found.flatMap(({ source, decoded }) => [
    { source, decoded },
    ...decodings(decoded, depth - 1).map((inner) => ({ source, decoded: inner.decoded })),
  ]);
}

/** Readable text: then a decoding is meant, and did not come about by chance. */
const isText = (text: string): boolean =>
  text.length >= 4 && !/[\p{Cc}\p{Cn}\ufffd]/u.test(text.replaceAll(/[\n\r\t]/g, "")) && /[a-z]{2}/i.test(text);

const parts = (text: string, pattern: RegExp, decode: (part: string) => string): readonly Decoding[] =>
  [...text.matchAll(pattern)].map(([source]) => ({ source, decoded: decode(source) }));

const decoders: readonly ((text: string) => readonly Decoding[])[] = [
  (text) => parts(text, /[A-Za-z0-9+/_-]{16,}={0,2}/g, (part) => Buffer.from(part, "base64").toString("utf8")),
  (text) =>
    parts(text, /(?:0x)?(?:[0-9a-f]{2}[ :,]?){10,}/gi, (part) => fromHex(part.replaceAll(/0x|[^0-9a-f]/gi, ""))),
  (text) =>
    parts(text, /(?:(?:\\x|0x)[0-9a-f]{2}[ ,]*){6,}/gi, (part) => fromHex(part.replaceAll(/\\x|0x|[^0-9a-f]/gi, ""))),
  (text) => parts(text, /(?:[\w.~/:+-]*%[0-9a-f]{2}){4,}[\w.~/:+-]*/gi, fromPercent),
  (text) =>
    parts(text, /(?:\\u\{?[0-9a-f]{2,6}\}?){5,}/gi, (part) => fromCodes(part.match(/[0-9a-f]{2,6}/gi) ?? [], 16)),
  (text) =>
    parts(text, /(?:&#x?[0-9a-f]{2,6};){5,}/gi, (part) =>
      part.includes("x") || part.includes("X")
        ? fromCodes(part.match(/[0-9a-f]{2,6}(?=;)/gi) ?? [], 16)
        : fromCodes(part.match(/\d{2,6}(?=;)/g) ?? [], 10),
    ),
  (text) => parts(text, /\b(?:\d{2,3}[, ]+){9,}\d{2,3}\b/g, (part) => fromCodes(part.match(/\d+/g) ?? [], 10)),
];

const fromHex = (digits: string): string => Buffer.from(digits.slice(0, digits.length & ~1), "hex").toString("utf8");

function fromPercent(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

const fromCodes = (codes: readonly string[], base: number): string =>
  codes
    .map((code) => Number.parseInt(code, base))
    .map((code) => (code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd"))
    .join("");
