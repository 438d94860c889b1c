/**
 * A program that takes one of Drawbridge's locks many times, and writes into a journal when it enters and leaves. After
 * each turn it leaves the lock as a killed process would, so that all contenders judge a dead holder again and again.
 */
import { appendFileSync, linkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inTurn } from "../../../../extension/signin/window-turn.ts";
import { underLock } from "../../../../proxy/files/lock.ts";
import { takeDataFolder } from "../../../../reference-servers/platform/data-folder-lock.ts";

type Take = (folder: string, work: () => Promise<void>) => Promise<unknown>;

/** By the file that the lock begins with. */
const takes: Readonly<Record<string, Take>> = {
  "some.lock": (folder, work) => underLock(join(folder, "some.lock"), 60_000, work),
  "sign-in.turn": (folder, work) => inTurn(join(folder, "sign-in.turn"), work),
  async "stack.pid"(folder, work) {
    const give = await takeDataFolder(folder).catch(() => null);
    if (give === null) {
      await sleep(5);
      return takes["stack.pid"]?.(folder, work);
    }
    return work().finally(give);
  },
};

/** Puts the file of a dead holder in the first place, if that is free. */
function leaveDead(folder: string, lock: string): void {
  try {
    linkSync(join(folder, "dead-holder"), join(folder, `${lock}.1`));
  } catch {
    // Another process has taken the place.
  }
}

const [lock = "", folder = "", journal = "", turns = "0"] = process.argv.slice(2);
for (let turn = 0; turn < Number(turns); turn += 1) {
  await takes[lock]?.(folder, async () => {
    appendFileSync(journal, `enters ${process.pid}\n`);
    await sleep(1);
    appendFileSync(journal, `leaves ${process.pid}\n`);
  });
  leaveDead(folder, lock);
}
