/** A program that takes a lock a given number of times, and writes into a journal when it enters and leaves. */
import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { underLock } from "../../../../proxy/files/lock.ts";

const [path = "", journal = "", turns = "0"] = process.argv.slice(2);
for (let turn = 0; turn < Number(turns); turn += 1)
  await underLock(path, 60_000, async () => {
    appendFileSync(journal, `enters ${process.pid}\n`);
    await sleep(1);
    appendFileSync(journal, `leaves ${process.pid}\n`);
  });
