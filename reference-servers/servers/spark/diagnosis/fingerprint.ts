/** Identifies a failure that happens again: its cause and its message, without the parts that differ between runs. */
import { createHash } from "node:crypto";

/** @param text the deciding lines */
export const fingerprint = (cause: string, text: string): string =>
  createHash("sha256")
    .update(`${cause}\n${withoutParticulars(text)}`)
    .digest("base64url")
    .slice(0, 22);

/**
 * The part of the message that is the same each time: without numbers, ids, addresses, paths, times and log prefixes.
 */
export const withoutParticulars = (text: string): string =>
  text
    .replace(/^\[?\d{2,4}[-/]\d{2}[-/]\d{2}[ T][\d:.,]+Z?\]?\s*/gm, "")
    .replace(/\b[a-z][\w+.-]*:\/\/\S+/gi, "<url>")
    .replace(/(?<![\w.])(\/[\w.=@%+-]+){2,}\/?/g, "<path>")
    .replace(/\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b/g, "<address>")
    .replace(/\b[0-9a-f]{8,}(-[0-9a-f]{4,})*\b/gi, "<id>")
    .replace(/\d+([.,]\d+)*/g, "<n>")
    .replace(/\s+/g, " ")
    .trim();
