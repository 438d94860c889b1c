/**
 * The broker's part of the home folder. Only the user can read it, and it holds the key by which the broker recognises
 * the user's programs.
 */

import { randomBytes } from "node:crypto";
import { chmodSync, linkSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { systemErrorCode } from "@drawbridge/contracts/system-error";
import type { Home } from "../files/home.ts";
import { ProxyError } from "../kernel/errors.ts";
import { behindLink } from "./symbolic-link.ts";

/** Makes the home and the endpoint's folder private (0700). Throws ProxyError if that is not possible. */
export function prepareHome(home: Home): void {
  makePrivate(home.folder);
  if (process.platform !== "win32") makePrivate(dirname(home.endpoint));
}

function makePrivate(folder: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) throw behindLink(folder);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const facts = lstatSync(folder);
    if (process.platform !== "win32" && facts.uid !== process.getuid?.()) throw new Error("it belongs to another user");
    if (process.platform !== "win32" && (facts.mode & 0o077) !== 0) chmodSync(folder, 0o700);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ProxyError("unreachable", `Drawbridge cannot use the folder ${folder}: ${why}.`, { cause });
  }
}

/** The per-user key of boundary 2, created (0600) at the first start. A program that can read it acts for the user. */
export function ownKey(home: Home): string {
  const beside = `${home.keyFile}.${process.pid}`;
  try {
    // The key file is linked into place as a whole. So brokers that start together agree on one key, and none reads
    // half of it.
    writeFileSync(beside, randomBytes(32).toString("base64url"), { mode: 0o600 });
    linkUnlessThere(beside, home.keyFile);
    chmodSync(home.keyFile, 0o600);
  } catch (cause) {
    throw new ProxyError("unreachable", `Drawbridge cannot write its key to ${home.folder}: ${String(cause)}.`, {
      cause,
    });
  } finally {
    rmSync(beside, { force: true });
  }
  const key = readFileSync(home.keyFile, "utf8").trim();
  if (key.length >= 32) return key;
  throw new ProxyError("unreachable", `The key in ${home.keyFile} is damaged. Remove that file, then try again.`);
}

function linkUnlessThere(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (systemErrorCode(error) !== "EEXIST") throw error;
  }
}
