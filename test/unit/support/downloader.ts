/** A program that fetches a folder once, slowly, and writes into a journal when it begins and ends to write. */
import { appendFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fetchedOnce } from "../../support/machine/fetched.ts";

const [place = "", journal = "", fails = ""] = process.argv.slice(2);
const files = 20;

await fetchedOnce(place, async (unfinished) => {
  appendFileSync(journal, `begins ${process.pid}\n`);
  await mkdir(unfinished, { recursive: true });
  for (let file = 1; file <= files; file += 1) {
    await writeFile(join(unfinished, String(file)), String(process.pid));
    await sleep(10);
    if (fails !== "" && file === files / 2) throw new Error("this download fails");
  }
  appendFileSync(journal, `ends ${process.pid}\n`);
});
