/**
 * Stores the session between two runs of the broker: a 0600 file in the home, written atomically. It is sealed
 * (AES-256-GCM) with a key from the OS keyring if there is one.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { readIfThere, writeAtomically } from "@drawbridge/contracts/atomic-file";
import { z } from "zod";
import type { BrokerStatus } from "../contracts/control.ts";
import type { Home } from "../files/home.ts";
import { sealingKey } from "./keyring.ts";
import type { Secret } from "./secret.ts";

export interface SecretStore {
  /** A store with the same protection for another file. */
  at(file: string): SecretStore;
  readonly kind: BrokerStatus["secretStore"];
  /** The stored text; null if there is none or it cannot be unsealed any more. */
  load(): Promise<string | null>;
  /** The text is on disk when it resolves. */
  save(text: string): Promise<void>;
  clear(): Promise<void>;
}

const Sealed = z.object({ iv: z.base64(), tag: z.base64(), data: z.base64() });
/** The file holds the text as it is, or sealed. */
const FileContent = z.object({ plain: z.string().optional(), sealed: Sealed.optional() });

/** Opens the best store that this machine has for the home's session. */
export async function openSecretStore(home: Home): Promise<SecretStore> {
  return secretStore(home.secretFile, await sealingKey(home));
}

/** The store for one file. Without a key the file holds the text unsealed. */
export function secretStore(file: string, key: Secret | null): SecretStore {
  return {
    at: (other) => secretStore(other, key),
    kind: key === null ? "file" : "keyring",
    load: async () => {
      const text = await readIfThere(file);
      return text === null ? null : textIn(text, key);
    },
    save: (text) =>
      writeAtomically(file, JSON.stringify(key === null ? { plain: text } : { sealed: sealed(text, key) })),
    clear: () => rm(file, { force: true }),
  };
}

function sealed(text: string, key: Secret): z.infer<typeof Sealed> {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", Buffer.from(key.reveal(), "base64"), iv);
  const data = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  const base64 = (bytes: Buffer) => bytes.toString("base64");
  return { iv: base64(iv), tag: base64(cipher.getAuthTag()), data: base64(data) };
}

/** Null for text that is damaged, or that was sealed with a key that is gone. The person then signs in again. */
function textIn(text: string, key: Secret | null): string | null {
  try {
    const content = FileContent.parse(JSON.parse(text));
    if (content.plain !== undefined) return content.plain;
    if (content.sealed === undefined || key === null) return null;
    const bytes = (base64: string) => Buffer.from(base64, "base64");
    const { iv, tag, data } = content.sealed;
    const decipher = createDecipheriv("aes-256-gcm", bytes(key.reveal()), bytes(iv));
    decipher.setAuthTag(bytes(tag));
    return decipher.update(bytes(data), undefined, "utf8") + decipher.final("utf8");
  } catch {
    return null;
  }
}
