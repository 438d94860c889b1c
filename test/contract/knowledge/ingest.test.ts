import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdir, rename, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import {
  ada,
  answer,
  DocumentFolder,
  found,
  type RunningKnowledge,
  SourcesAnswer,
  startKnowledge,
} from "./running-knowledge.ts";

const sourceNamed = async (knowledge: RunningKnowledge, name: string) => {
  const { sources } = SourcesAnswer.parse(await answer(await knowledge.connect(ada), "list_sources"));
  return sources.find((source) => source.name === name) ?? assert.fail(`no source ${name}`);
};

describe("a folder of documents", () => {
  let folder: DocumentFolder;
  let knowledge: RunningKnowledge;
  before(async () => {
    folder = await DocumentFolder.make({
      "guide.md": "# Ferry guide\n\nThe ferry leaves at noon.\n",
      "site/page.HTML": "<title>Harbour</title><h1>Harbour</h1><p>Moor at the <b>eastern</b> pier.</p>",
      "notes/tides.txt": "Tides\n=====\n\nSpring tide on Tuesday.\n",
      "old.rst": "Lighthouse\n----------\n\nIts lamp turns twice a minute.\n",
      "program.ts": "export const ferry = 'no document';",
      ".hidden/secret.md": "# Ferry secrets\n",
      "node_modules/x/README.md": "# Ferry package\n",
    });
    knowledge = await startKnowledge([{ name: "port", kind: "folder", folder: folder.path, groups: ["ads-eng"] }]);
  });
  after(async () => {
    await knowledge.close();
    await folder.dispose();
  });
  const texts = async (query: string): Promise<string[]> =>
    (await found(await knowledge.connect(ada), query)).map(({ text }) => text);
  /** The version of each document's row in Postgres; it changes when the row is written again. */
  const versions = async (): Promise<Record<string, string>> => {
    const database = new pg.Client(knowledge.settings.DATABASE_URL);
    await database.connect();
    const { rows } = await database.query<{ path: string; xmin: string }>("select path, xmin from knowledge.documents");
    await database.end();
    return Object.fromEntries(rows.map(({ path, xmin }) => [path, xmin]));
  };

  it(
    verifies("knowledge.ingest", "The Markdown, HTML and text files of a folder are found, and no other files"),
    async () => {
      assert.deepEqual(Object.keys(await versions()).toSorted(), [
        "guide.md",
        "notes/tides.txt",
        "old.rst",
        "site/page.HTML",
      ]);
      assert.deepEqual(await texts("eastern pier"), ["# Harbour\n\nMoor at the eastern pier."]);
      assert.deepEqual(await texts("spring tide"), ["# Tides\n\nSpring tide on Tuesday."]);
      assert.deepEqual(await texts("lighthouse lamp"), ["# Lighthouse\n\nIts lamp turns twice a minute."]);
    },
  );

  it(verifies("knowledge.ingest", "Only changed files of a folder are read again"), async () => {
    const before = await versions();
    await folder.write({
      "guide.md": "# Ferry guide\n\nThe ferry leaves at dusk.\n",
      "new/fog.md": "# Fog\n\nSound the horn.\n",
    });
    await until("the change is found", async () => (await texts("dusk")).length > 0);
    await until("the new one is found", async () => (await texts("horn")).length > 0);
    assert.deepEqual(await texts("noon"), []);
    const after = await versions();
    assert.notEqual(after["guide.md"], before["guide.md"]);
    for (const same of ["notes/tides.txt", "old.rst", "site/page.HTML"]) assert.equal(after[same], before[same], same);
  });

  it(verifies("knowledge.ingest", "A file that changed but kept its size and date is read again"), async () => {
    const file = join(folder.path, "guide.md");
    const date = new Date("2026-01-02T03:04:05Z");
    await utimes(file, date, date);
    await until("the date is known", async () => (await sourceNamed(knowledge, "port")).documents === 5);
    await folder.write({ "guide.md": "# Ferry guide\n\nThe ferry leaves at dawn.\n" });
    await utimes(file, date, date);
    await until("the change is found", async () => (await texts("dawn")).length > 0);
    const [hit] = await found(await knowledge.connect(ada), "dawn");
    assert.equal(hit?.freshness.changed, "2026-01-02");
  });

  it(
    verifies("knowledge.ingest", "A deleted file is no longer found, and a moved file is found at its new path"),
    async () => {
      await rm(join(folder.path, "notes"), { recursive: true });
      await rename(join(folder.path, "old.rst"), join(folder.path, "moved.rst"));
      await until("it is gone", async () => (await texts("spring tide")).length === 0);
      await until("it moved", async () => {
        const [hit] = await found(await knowledge.connect(ada), "lighthouse lamp");
        return hit?.url.endsWith(":moved.rst") === true;
      });
      assert.deepEqual(await texts("lighthouse lamp"), ["# Lighthouse\n\nIts lamp turns twice a minute."]);
      assert.deepEqual((await sourceNamed(knowledge, "port")).problems, []);
    },
  );

  it(
    verifies(
      "knowledge.ingest",
      "A folder that is missing as a whole keeps its documents, and list_sources reports it",
    ),
    async () => {
      await rename(folder.path, `${folder.path}-away`);
      try {
        await until("that is noticed", async () =>
          (await sourceNamed(knowledge, "port")).problems.some(({ what }) => /does not exist.*kept/.test(what)),
        );
        assert.equal((await texts("dawn")).length, 1);
      } finally {
        await rename(`${folder.path}-away`, folder.path);
      }
      await until("it is back", async () => (await sourceNamed(knowledge, "port")).problems.length === 0);
    },
  );
});

describe("a Git checkout", () => {
  const commit = (folder: string, day: string, ...commands: readonly (readonly string[])[]): void => {
    for (const args of [...commands, ["add", "-A"], ["commit", "-q", "-m", "x"]]) {
      execFileSync("git", ["-C", folder, "-c", "user.name=x", "-c", "user.email=x@example.com", ...args], {
        env: { PATH: process.env.PATH, HOME: folder, GIT_COMMITTER_DATE: `${day}T12:00:00Z` },
      });
    }
  };
  let folder: DocumentFolder;
  let knowledge: RunningKnowledge;
  before(async () => {
    folder = await DocumentFolder.make({
      "docs/kept.md": "# Anvil\n\nStrike the anvil.\n",
      "docs/renamed.md": "# Bellows\n\nPump the bellows.\n",
      "docs/ünd nöch.md": "# Tongs\n\nHold the tongs.\n",
    });
    commit(folder.path, "2025-03-01", ["init", "-q"]);
    commit(folder.path, "2025-06-01", ["mv", "docs/renamed.md", "docs/after.md"]);
    await folder.write({ "docs/fresh.md": "# Crucible\n\nThe crucible is not committed.\n" });
    const groups = ["ads-eng"];
    knowledge = await startKnowledge([
      { name: "forge", kind: "git", folder: join(folder.path, "docs"), groups, url: "https://git.example.com/forge" },
    ]);
  });
  after(async () => {
    await knowledge.close();
    await folder.dispose();
  });
  const changed = async (query: string): Promise<string | undefined> =>
    (await found(await knowledge.connect(ada), query)).find(({ source }) => source === "forge")?.freshness.changed;

  it(
    verifies("knowledge.ingest", "Documents of a Git checkout have the dates of its history, renamed ones too"),
    async () => {
      assert.equal(await changed("anvil"), "2025-03-01");
      assert.equal(await changed("bellows"), "2025-06-01");
      assert.equal(await changed("tongs"), "2025-03-01");
      assert.equal(await changed("crucible"), new Date().toISOString().slice(0, 10));
    },
  );

  it(verifies("knowledge.ingest", "A document of a Git checkout has the new date after a commit"), async () => {
    commit(folder.path, "2025-09-01");
    await until("the date is taken over", async () => (await changed("crucible")) === "2025-09-01");
  });

  it(
    verifies("knowledge.hostile-input", "The Knowledge server runs no program that a Git checkout's settings name"),
    async () => {
      const settings = ["core.fsmonitor", "core.pager", "core.sshCommand", "diff.external", "gpg.program"];
      for (const setting of settings) {
        execFileSync("git", ["-C", folder.path, "config", setting, `touch ${folder.path}/ran-${setting}; true`]);
      }
      execFileSync("git", ["-C", folder.path, "config", "log.showSignature", "true"]);
      const { looked_through: before } = await sourceNamed(knowledge, "forge");
      await until("the checkout was read", async () => {
        const { looked_through: now } = await sourceNamed(knowledge, "forge");
        return Date.parse(now ?? "") > Date.parse(before ?? "") + 500;
      });
      const ran = (await readdir(folder.path)).filter((name) => name.startsWith("ran-"));
      assert.deepEqual(ran, []);
      assert.deepEqual((await sourceNamed(knowledge, "forge")).problems, []);
    },
  );
});
