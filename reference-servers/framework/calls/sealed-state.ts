/**
 * The state that a call which asked something leaves with its client (MCP 2026-07-28, `requestState`). It is sealed, so
 * that the client can neither read nor change it, and it is bound to one user, one tool and one digest of the arguments.
 * Every replica of a server can open it, because the key is derived from the server's credential at the registry (while
 * that is changed, from each of its two values). It
 * proves only that this call was asked before: it is no approval.
 */
import { hkdfSync } from "node:crypto";
import type { ErrorDetails } from "@drawbridge/contracts/errors";
import { acceptedOf, currentOf, type Secret } from "@drawbridge/contracts/secret";
import { EncryptJWT, errors, type JWTClaimVerificationOptions, type JWTDecryptResult, jwtDecrypt } from "jose";
import type { z } from "zod";
import { CallError } from "../errors.ts";

/** The user, tool and arguments that a state is for. */
export interface StateBound {
  readonly user: string;
  readonly tool: string;
  readonly digest: string;
}

export interface StateSeal {
  /** `content` must be JSON. */
  seal(content: Record<string, unknown>, bound: StateBound, expiresAt: Date): Promise<string>;
  /** What was sealed. Throws InvalidState where the state was not sealed here, is for something else, or has expired. */
  open<Schema extends z.ZodType>(state: string, bound: StateBound, schema: Schema): Promise<z.output<Schema>>;
}

/** The state that came with a call was not made by this server for this call. `message` says in which respect. */
export class InvalidState extends CallError<"invalid-state"> {
  override readonly name = "InvalidState";

  constructor(why: string, details?: ErrorDetails) {
    super("invalid-state", why, details);
  }
}

const type = "drawbridge-state+jwt";
const encryption = { alg: "dir", enc: "A256GCM" } as const;
/** A state holds a few answers. A longer one was not made here. */
const maxStateLength = 64 * 1024;

export function stateSeal(secret: Secret, server: string, now: () => number = Date.now): StateSeal {
  const keyOf = (value: string): Uint8Array =>
    new Uint8Array(hkdfSync("sha256", value, "", `drawbridge request state of ${server}`, 32));

  return {
    seal: (content, { user, tool, digest }, expiresAt) =>
      new EncryptJWT({ ...content, digest })
        .setProtectedHeader({ ...encryption, typ: type })
        .setSubject(user)
        .setAudience(tool)
        .setExpirationTime(expiresAt)
        .encrypt(keyOf(currentOf(secret))),

    async open(state, { user, tool, digest }, schema) {
      if (state.length > maxStateLength) throw new InvalidState("it is too long");
      const { payload } = await decrypted(state, acceptedOf(secret).map(keyOf), {
        subject: user,
        audience: tool,
        currentDate: new Date(now()),
      }).catch((cause: unknown) => {
        if (cause instanceof errors.JWTExpired) throw new InvalidState("it is past its time", { cause });
        throw new InvalidState("it was not given out for this call", { cause });
      });
      if (payload.digest !== digest) throw new InvalidState("it belongs to other arguments");
      const content = schema.safeParse(payload);
      if (!content.success) throw new InvalidState("it was not given out for this call");
      return content.data;
    },
  };
}

/** Opens `state` with the first of the keys that fits. */
async function decrypted(
  state: string,
  [key, ...others]: readonly Uint8Array[],
  claims: JWTClaimVerificationOptions,
): Promise<JWTDecryptResult> {
  if (key === undefined) throw new errors.JWEDecryptionFailed();
  return jwtDecrypt(state, key, {
    keyManagementAlgorithms: [encryption.alg],
    contentEncryptionAlgorithms: [encryption.enc],
    typ: type,
    requiredClaims: ["exp"],
    ...claims,
  }).catch((error: unknown) => {
    if (error instanceof errors.JWEDecryptionFailed && others.length > 0) return decrypted(state, others, claims);
    throw error;
  });
}
