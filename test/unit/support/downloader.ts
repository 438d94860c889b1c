/**
 * A program that fetches a folder once, slowly, and writes into a journal when it begins and ends to write. With a third
 * argument, it fails after half of the files, when it gets SIGTERM.
 */
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fetchedOnce } from "../../support/machine/fetched.ts";

const [place = "", journal = "", fails = ""] = process.argv.slice(2);
const files = 20;
const failsAt = fails === "" ? null : once(process, "SIGTERM");

await fetchedOnce(place, async (unfinished) => {
  appendFileSync(journal, `begins ${process.pid}\n`);
  await mkdir(unfinished, { recursive: true });
  for (let file = 1; file <= files; file += 1) {
    await writeFile(join(unfinished, String(file)), String(process.pid));
    await sleep(10);
    if (failsAt !== null && file === files / 2) {
      await failsAt;
      throw new Error("this download fails");
    }
  }
  appendFileSync(journal, `ends ${process.pid}\n`);
});
