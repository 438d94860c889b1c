/** The effects of an uninstall on this machine. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { tryLock } from "@drawbridge/contracts/file-lock";
import type { Workplace } from "../agents/agent-discovery.ts";
import { applyPlans } from "../agents/apply.ts";
import { removeEmptyFolders } from "../agents/config-file.ts";
import { BrokerClient } from "../client/broker-client.ts";
import type { Home } from "../files/home.ts";
import { removeSealingKey } from "../identity/keyring.ts";
import type { Effects } from "./carry-out.ts";
import { removeHome, removeLauncher } from "./home-content.ts";

/**
 * `program` is the script that runs a broker, for a sign-out while none runs. A sign-out and the end of a broker may each
 * take `timeoutMs`; they go on without us after that.
 */
export function effectsOn(workplace: Workplace, program: string, timeoutMs = 15_000): Effects {
  const { home } = workplace;
  const batch = randomUUID();
  let release = () => {};
  return {
    async removeEntries({ plan, madeFolder }) {
      for (const outcome of await applyPlans(workplace, [plan], batch))
        if (outcome.kind === "trouble") throw outcome.trouble;
      if (plan.after === null) await removeEmptyFolders(plan.file, madeFolder);
    },
    signOut: () => within(timeoutMs, signOut(home, program)),
    removeKeyringEntry: () => removeSealingKey(home),
    removeLauncher: () => removeLauncher(home),
    async endBroker() {
      // Bridges that lose the broker start the next one at once. Under this lock they wait, until the home is gone.
      const lock = tryLock(join(home.folder, "broker.starting"));
      if (lock.kind === "taken") release = lock.release;
      await within(timeoutMs, endBroker(home));
    },
    async removeHome(keep) {
      try {
        return await removeHome(home, keep);
      } finally {
        release();
      }
    },
  };
}

async function signOut(home: Home, program: string): Promise<void> {
  const broker = (await BrokerClient.find(home)) ?? (await BrokerClient.connect(home, program));
  await broker.request("signOut");
  broker.close();
}

/** Resolves when the broker has ended, at once if none runs. */
export async function endBroker(home: Home): Promise<void> {
  await (await BrokerClient.find(home))?.shutdown();
}

async function within(timeoutMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, failed) => {
    timer = setTimeout(() => failed(new Error(`This took more than ${timeoutMs / 1000} s.`)), timeoutMs);
  });
  await Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
