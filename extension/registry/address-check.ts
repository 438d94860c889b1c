/** Whether an address that the person typed is that of a Drawbridge registry: the address is asked. */
import * as l10n from "@vscode/l10n";
import { SignInError } from "../../proxy/identity/errors.ts";
import { discoverRegistry, registryAddress } from "../../proxy/identity/well-known.ts";
import { editorMessage } from "../editor-message.ts";

export type Verdict =
  /** `registry` is the address as the registry itself names it. */
  | { readonly kind: "registry"; readonly registry: string }
  /** It cannot be a registry's address, or what answers there is none. */
  | { readonly kind: "refused"; readonly text: string }
  /** Nothing answered, so nothing is known of it. `address` is what was asked. */
  | { readonly kind: "away"; readonly text: string; readonly address: string };

/** What is wrong with the text as an address, before anything is asked; null where it can be asked. */
export function wrongAddress(typed: string): string | null {
  const address = typed.trim();
  if (address === "") return l10n.t("Type the address of your company's registry.");
  try {
    registryAddress(address);
    return null;
  } catch (error) {
    return error instanceof SignInError && error.code === "insecure-address"
      ? error.message
      : l10n.t("This is not an address. One looks like https://drawbridge.example.com.");
  }
}

/** Asks `typed` for what a registry says of itself. Throws the reason of `signal` where that aborted. */
export async function checkAddress(
  typed: string,
  signal: AbortSignal,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Promise<Verdict> {
  const wrong = wrongAddress(typed);
  if (wrong !== null) return { kind: "refused", text: wrong };
  const address = originOf(typed);
  try {
    return { kind: "registry", registry: (await discoverRegistry(address, fetch, signal)).registry };
  } catch (error) {
    signal.throwIfAborted();
    const text = editorMessage(error instanceof Error ? error.message : String(error));
    const away = error instanceof SignInError && error.code === "unreachable" && !/redirect/.test(error.message);
    return away ? { kind: "away", text, address } : { kind: "refused", text };
  }
}

/** The address as the settings hold it. */
export const originOf = (typed: string): string => registryAddress(typed.trim()).href.replace(/\/$/, "");
