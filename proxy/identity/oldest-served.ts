/** Whether the registry still serves this release. */
import type { WellKnown } from "@drawbridge/contracts/registry";
import { isNewer } from "@drawbridge/contracts/version-order";
import { oneLine } from "@drawbridge/contracts/visible-text";
import { version } from "../kernel/version.ts";

/** The oldest broker that the registry serves, if that is a later release than `ours`; else null. */
export function laterBrokerNeeded({ oldest }: Pick<WellKnown, "oldest">, ours: string = version): string | null {
  if (oldest === undefined || !isNewer(oldest.broker, ours)) return null;
  return oneLine(oldest.broker, 40);
}
