/** Creates what signing in needs. It is loaded when a person first signs in, and not before. */
import { AwaitedPairings } from "./awaited-pairing.ts";
import { PairedEditor, type StoredPairing } from "./paired-editor.ts";
import { PairingClient } from "./pairing-client.ts";
import type { Secrets } from "./secrets.ts";
import { SignIn, type SignInParts } from "./sign-in.ts";

export interface SignInServices {
  readonly signIn: SignIn;
  readonly awaited: AwaitedPairings;
  readonly editor: PairedEditor;
}

export interface SignInServicesParts
  extends Pick<SignInParts, "handToBroker" | "brokerUser" | "brokerIssuer" | "lastIssuer" | "now"> {
  readonly secrets: Secrets;
  /** See PairedEditor. */
  readonly key: string;
  /** Runs a task while no other window of this machine runs one. */
  inTurn<T>(task: () => Promise<T>): Promise<T>;
  fetch: typeof globalThis.fetch;
  paired(pairing: StoredPairing | null): void;
}

export function createSignInServices(parts: SignInServicesParts): SignInServices {
  const { secrets, key, now, paired, handToBroker, brokerUser, brokerIssuer, lastIssuer } = parts;
  const client = new PairingClient(parts);
  const awaited = new AwaitedPairings(secrets, now, (task) => parts.inTurn(task));
  const editor = new PairedEditor({ secrets, key, client, now, changed: paired });
  return {
    awaited,
    editor,
    signIn: new SignIn({ awaited, client, editor, handToBroker, brokerUser, brokerIssuer, lastIssuer, now }),
  };
}
