/** Keys of grants at moments that a test chooses, as a registry makes them. */
import { openDatabase } from "@drawbridge/registry/database";
import { rowSeals } from "@drawbridge/registry/row-seals";
import { defaultApprovalSeconds, type RegistrySettings, sealSecretOf } from "@drawbridge/registry/settings";
import { pino } from "pino";
import { grantKeys } from "../../../reference-servers/registry/approvals/grant-keys.ts";

/** A key signs for a day. */
const dayMs = 24 * 60 * 60_000;

/** Before a registry with these settings starts: makes the key of its grants, which signs for another `seconds`. */
export async function makeEndingGrantKey(settings: RegistrySettings, seconds: number): Promise<void> {
  const seals = rowSeals(sealSecretOf(settings));
  const database = await openDatabase(settings, seals, pino({ level: "silent" }));
  try {
    const keys = grantKeys({ database, seals }, settings.rootSecret, defaultApprovalSeconds.grant * 1_000);
    await keys.signing(new Date(Date.now() - dayMs + seconds * 1_000));
  } finally {
    await database.destroy();
  }
}
