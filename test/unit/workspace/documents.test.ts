import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repository, sourceFiles } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

const files = sourceFiles().map((file) => file.slice(repository.length));
const folders = new Set(files.flatMap((file) => foldersOf(file)));
const topFolders = new Set(files.map((file) => file.split("/")[0] ?? ""));

/** Without change logs, which name files of the past, and without samples, which are fixtures. */
const documents = files.filter((file) => file.endsWith(".md") && !/CHANGELOG|\/samples\//.test(file));

function foldersOf(file: string): string[] {
  const parts = file.split("/").slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
}

/** Code spans that look like a file or folder of the repository: a path, or a name with the extension of a source file. */
function pathsIn(text: string): string[] {
  const outsideBlocks = text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, "");
  return [...outsideBlocks.matchAll(/`([\w.@-]+(?:\/[\w.@-]+)*\/?)`/g)]
    .map(([, span = ""]) => span)
    .filter((span) => !span.startsWith("@") && !span.startsWith("dist/"))
    .filter(
      (span) =>
        /\w\.(ts|mjs|js|md|svg)$/.test(span) ||
        span.endsWith("/") ||
        (span.includes("/") && topFolders.has(span.split("/")[0] ?? "")),
    );
}

/** A short path is enough where the text names the folder, so a span may be the end of a longer path. */
function exists(span: string): boolean {
  const path = span.replace(/\/$/, "");
  const isEnd = (longer: string) => longer === path || longer.endsWith(`/${path}`);
  return files.some(isEnd) || [...folders].some(isEnd);
}

const linksIn = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target).filter((target) => !/^[a-z]+:/.test(target));

/** GitHub's anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");

function isLinked(document: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? document : join(dirname(document), path);
  if (!existsSync(repository + target)) return false;
  if (anchor === undefined) return true;
  const text = readFileSync(repository + target, "utf8");
  return [...text.matchAll(/^#+ (.*)$/gm)].some(([, heading = ""]) => anchorOf(heading) === anchor);
}

describe("the documents", () => {
  for (const document of documents) {
    const text = readFileSync(repository + document, "utf8");

    it(verifies("workspace.documents", `${document} names only files and folders that exist`), () =>
      assert.deepEqual(
        pathsIn(text).filter((span) => !exists(span)),
        [],
      ),
    );

    it(verifies("workspace.documents", `${document} links only to files and headings that exist`), () =>
      assert.deepEqual(
        linksIn(text).filter((link) => !isLinked(document, link)),
        [],
      ),
    );
  }

  it(
    verifies(
      "workspace.documents",
      "The check of documents covers full paths, short paths, names, folders and anchors",
    ),
    () => {
      const spans = pathsIn(
        "`proxy/nowhere.ts` `cli.ts` `nowhere/` `tools/list` `@scope/name` `test/nowhere` `a b.ts`",
      );
      assert.deepEqual(
        spans.filter((span) => !exists(span)),
        ["proxy/nowhere.ts", "nowhere/", "test/nowhere"],
      );
      assert.deepEqual(
        ["docs/agents.md", "docs/nowhere.md", "README.md#settings", "README.md#nowhere"].map((link) =>
          isLinked("README.md", link),
        ),
        [true, false, true, false],
      );
    },
  );
});
