/**
 * Seals of rows. A seal is a signature over what the registry itself wrote, so that a row which another program wrote
 * or changed is recognised. The key is derived from a secret that the database does not hold. An operator who replaces
 * the secret names the public key of the old one. The registry then still accepts the seals of the old secret. While it is
 * replaced, a registry accepts the seals of both secrets, because another one may seal by the next one already.
 */
import { createHash, createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign, verify } from "node:crypto";
import { canonicalJson } from "@drawbridge/contracts/digest";
import { acceptedOf, currentOf, type Secret } from "@drawbridge/contracts/secret";

/**
 * `absent`: the row was never sealed, like the rows from before seals existed. `broken`: the row is not what was
 * sealed.
 */
export type Trust = "whole" | "absent" | "broken";

/** What is sealed, by kind. A seal of one kind is not valid for another kind. */
export type SealedKind =
  | "approval"
  | "scope"
  | "grant-key"
  | "approvers"
  | "passkey"
  | "pairing"
  | "display-name"
  | "provider-keys"
  | "server-policy"
  | "server-review";

/** Members that are null or undefined count as absent, so that a new nullable column does not break older seals. */
export type SealedFields = Readonly<Record<string, unknown>>;

export interface RowSeals {
  /**
   * The public half of the key that seals now, as base64url. Put it into `DRAWBRIDGE_SEAL_PREVIOUS_KEYS` when the
   * secret changes.
   */
  readonly publicKey: string;
  seal(kind: SealedKind, fields: SealedFields): string;
  check(kind: SealedKind, fields: SealedFields, seal: string | null): Trust;
}

/** RFC 8410 §7: the bytes before the 32 bytes of an Ed25519 key in PKCS #8 and in SubjectPublicKeyInfo. */
const privatePrefix = Buffer.from("302e020100300506032b657004220420", "hex");
const publicPrefix = Buffer.from("302a300506032b6570032100", "hex");

/**
 * Seals by the key of `secret`, and also accepts seals of `previousKeys` (public keys, in the format of `publicKey`).
 * Throws if one of them is not a key.
 */
export function rowSeals(secret: Secret, previousKeys: readonly string[] = []): RowSeals {
  const previous = new Map(previousKeys.map((each) => [idOf(each), readPublicKey(each)]));
  const pairs = new Map<string, SealKey>();
  const pairOf = (value: string): SealKey => {
    const pair = pairs.get(value) ?? sealKeyOf(value);
    pairs.set(value, pair);
    return pair;
  };
  pairOf(currentOf(secret));

  return {
    get publicKey() {
      return pairOf(currentOf(secret)).text;
    },
    seal(kind, fields) {
      const { id, key } = pairOf(currentOf(secret));
      return `${id}.${sign(null, sealedText(kind, fields), key).toString("base64url")}`;
    },
    check(kind, fields, seal) {
      if (seal === null) return "absent";
      const [id = "", signature = ""] = seal.split(".");
      const by =
        acceptedOf(secret)
          .map(pairOf)
          .find((pair) => pair.id === id)?.publicKey ?? previous.get(id);
      if (by === undefined) return "broken";
      return verify(null, sealedText(kind, fields), by, Buffer.from(signature, "base64url")) ? "whole" : "broken";
    },
  };
}

/** The key of one secret, and the public half as base64url. */
interface SealKey {
  readonly id: string;
  readonly text: string;
  readonly key: KeyObject;
  readonly publicKey: KeyObject;
}

function sealKeyOf(secret: string): SealKey {
  const seed = Buffer.from(hkdfSync("sha256", secret, "", "drawbridge-registry:row-seals", 32));
  const key = createPrivateKey({ key: Buffer.concat([privatePrefix, seed]), format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(key);
  const text = bytesOf(publicKey).toString("base64url");
  return { id: idOf(text), text, key, publicKey };
}

/** The members of a row as they are sealed: times as ISO 8601. */
export const asSealed = (row: Readonly<Record<string, unknown>>): SealedFields =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]),
  );

/** Equal rows give equal text. */
function sealedText(kind: SealedKind, fields: SealedFields): Buffer {
  const present = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return Buffer.from(`drawbridge-seal-1\n${kind}\n${canonicalJson(Object.fromEntries(present))}`);
}

function readPublicKey(text: string): KeyObject {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.length !== 32) throw new Error("A previous seal key is no Ed25519 public key: 32 bytes as base64url.");
  return createPublicKey({ key: Buffer.concat([publicPrefix, bytes]), format: "der", type: "spki" });
}

const bytesOf = (key: KeyObject): Buffer => key.export({ format: "der", type: "spki" }).subarray(publicPrefix.length);

const idOf = (publicKey: string): string => createHash("sha256").update(publicKey).digest("base64url").slice(0, 12);
