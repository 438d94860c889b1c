/** What a home knows of its registry besides the session. It holds no secrets, and stays after a sign-out. */

import { readIfThere, writeAtomically } from "@drawbridge/contracts/atomic-file";
import { WellKnown } from "@drawbridge/contracts/registry";
import { z } from "zod";
import type { Home } from "../files/home.ts";

/** The user may add members (`approvalPatience`), which are kept. */
const Configuration = z.looseObject({ registry: z.url(), wellKnown: WellKnown });
const Members = z.record(z.string(), z.unknown());

/** What the registry last said of itself; null before the first sign-in, or if the file is damaged. */
export async function readConfiguration(home: Home): Promise<WellKnown | null> {
  const text = await readIfThere(home.configFile);
  if (text === null) return null;
  try {
    return Configuration.parse(JSON.parse(text)).wellKnown;
  } catch {
    return null;
  }
}

/** The identity provider of the last sign-in; null before the first one. It stays after a sign-out. */
export async function lastIssuerOf(home: Home): Promise<string | null> {
  const { lastIssuer } = await membersOf(home);
  return typeof lastIssuer === "string" ? lastIssuer : null;
}

/** `issuer` is the identity provider of a new sign-in. Left out, the last one stays. */
export async function writeConfiguration(home: Home, wellKnown: WellKnown, issuer?: string): Promise<void> {
  const configuration: z.infer<typeof Configuration> = {
    ...(await membersOf(home)),
    ...(issuer !== undefined && { lastIssuer: issuer }),
    registry: wellKnown.registry,
    wellKnown,
  };
  await writeAtomically(home.configFile, `${JSON.stringify(configuration, null, 2)}\n`);
}

async function membersOf(home: Home): Promise<z.infer<typeof Members>> {
  try {
    return Members.parse(JSON.parse((await readIfThere(home.configFile)) ?? "{}"));
  } catch {
    return {};
  }
}
