/** Seals what a person allowed, so that a row which another program wrote into the database lets no editor decide. */
import type { RowSeals, SealedFields } from "../row-seals.ts";
import type { Pairing } from "./pairing.ts";

export const sealOfPairing = (pairing: Pairing, seals: RowSeals): string => seals.seal("pairing", fieldsOf(pairing));

export const isSealed = (pairing: Pairing, seals: RowSeals): boolean =>
  seals.check("pairing", fieldsOf(pairing), pairing.seal) === "whole";

/**
 * The end of a pairing removes its seal. If another program writes or removes an end, the row no longer agrees with its
 * seal.
 */
const fieldsOf = ({ id, thumbprint, user, claim, identity, allowedAt, expiresAt, ended }: Pairing): SealedFields => ({
  ...{ id, thumbprint, user, claim, identity, ended },
  ...{ allowedAt: allowedAt?.toISOString(), expiresAt: expiresAt.toISOString() },
});
