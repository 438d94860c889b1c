/** The effects of an uninstall on this machine. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { tryLock } from "@drawbridge/contracts/file-lock";
import { applyPlans } from "../agents/apply.ts";
import { removeEmptyFolders } from "../agents/config-file.ts";
import type { Workplace } from "../agents/find.ts";
import { BrokerClient } from "../client/broker-client.ts";
import { removeSealingKey } from "../identity/keyring.ts";
import type { Effects } from "./carry-out.ts";
import { removeHome, removeLauncher } from "./home-content.ts";

/** `program` is the script that runs a broker, for a sign-out while none runs. */
export function effectsOn(workplace: Workplace, program: string): Effects {
  const { home } = workplace;
  const batch = randomUUID();
  let release = () => {};
  return {
    async removeEntries({ plan, madeFolder }) {
      for (const outcome of await applyPlans(workplace, [plan], batch))
        if (outcome.kind === "trouble") throw outcome.trouble;
      if (plan.after === null) await removeEmptyFolders(plan.file, madeFolder);
    },
    async signOut() {
      const broker = (await BrokerClient.find(home)) ?? (await BrokerClient.connect(home, program));
      await broker.request("signOut");
      broker.close();
    },
    removeKeyringEntry: () => removeSealingKey(home),
    removeLauncher: () => removeLauncher(home),
    async endBroker() {
      // Bridges that lose the broker start the next one at once. Under this lock they wait, until the home is gone.
      const lock = tryLock(join(home.folder, "broker.starting"));
      if (lock.kind === "taken") release = lock.release;
      await (await BrokerClient.find(home))?.shutdown();
    },
    async removeHome(keep) {
      const stays = await removeHome(home, keep);
      release();
      return stays;
    },
  };
}
