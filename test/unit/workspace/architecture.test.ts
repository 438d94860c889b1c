import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { approvalSteps } from "@drawbridge/contracts/approvals/states";
import { repository, sourceFiles } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

const text = readFileSync(`${repository}ARCHITECTURE.md`, "utf8");

describe("ARCHITECTURE.md's picture of the states of a request", () => {
  it(
    verifies(
      "workspace.architecture",
      "ARCHITECTURE.md's picture of a request's states has each step that the registry takes, and no other",
    ),
    () => {
      const drawn = [...text.matchAll(/^ {2}(\S+) --> (\w+): (\S+)$/gm)].map(([, from, to, kind]) => [from, to, kind]);
      const steps = Object.entries(approvalSteps).flatMap(([kind, step]) =>
        step.to === null ? [] : step.from.map((from) => [from ?? "[*]", step.to ?? "", kind]),
      );
      const inPicture = ([from = "", to = "", kind]: (string | undefined)[]) =>
        [from, to]
          .map((state) => state.replace("-", "_"))
          .concat(kind ?? "")
          .join(" ");
      assert.deepEqual(drawn.map(inPicture).sort(), steps.map(inPicture).sort());
    },
  );
});

describe("ARCHITECTURE.md as a whole", () => {
  it(
    verifies("workspace.architecture", "ARCHITECTURE.md has four pictures and four tables, and is read in ten minutes"),
    () => {
      const [reading = ""] = text.split("\n## Dependencies");
      const headings = [...reading.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
      assert.deepEqual(headings, [
        "The words",
        "Picture 1: processes, what each holds, when it ends",
        "Picture 2: one read",
        "Picture 3: one approved write",
        "Picture 4: the states of a request",
        "What survives what",
        "Who decides what",
        "Secrets",
        "Folder → may import",
      ]);
      // Ten minutes at 250 words a minute.
      assert.ok(reading.split(/\s+/).length <= 2_500, `${reading.split(/\s+/).length} words`);
    },
  );
});

/** A file's folder in the table; null for a file directly in `proxy/`, which puts the folders together. */
function folderOf(file: string): string | null {
  const [top = "", below = "", ...rest] = file.replace("/servers/", "/").split("/");
  if (top === "extension" || top === "examples") return top;
  return top !== "proxy" ? below : rest.length === 0 ? null : `proxy/${below}`;
}

function importsOf(file: string): string[] {
  const found = readFileSync(repository + file, "utf8").matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"/g);
  return [...found].flatMap(([, specifier = ""]) => {
    const [scope, name = ""] = specifier.split("/");
    if (scope === "@drawbridge") return [name];
    if (!specifier.startsWith(".")) return [];
    const folder = folderOf(relative(repository, join(repository, dirname(file), specifier)));
    return folder === null ? [] : [folder];
  });
}

describe("ARCHITECTURE.md's table of folders", () => {
  const rows = new Map(
    [
      ...text.matchAll(
        /^\| `((?:proxy|extension|examples|reference-servers)\/(?:servers\/)?[\w-]*)\/?` \| [^|]+ \| ([^|]*)\|$/gm,
      ),
    ].map(([, folder = "", allowed = ""]) => [
      folder.replace(/^reference-servers\/(?:servers\/)?/, "").replace(/\/$/, ""),
      allowed.trim() === "" ? [] : allowed.trim().split(", "),
    ]),
  );
  const files = sourceFiles()
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(repository.length))
    .filter((file) => /^(proxy|extension|examples|reference-servers)\//.test(file));
  const folders = new Set(files.flatMap((file) => folderOf(file) ?? []));

  it(
    verifies(
      "workspace.architecture",
      "ARCHITECTURE.md's table of folders has each folder that holds code, and no other",
    ),
    () => assert.deepEqual([...rows.keys()].sort(), [...folders].sort()),
  );

  it(verifies("workspace.architecture", "ARCHITECTURE.md's table of folders allows each import in the code"), () => {
    const violations = files.flatMap((file) => {
      const folder = folderOf(file);
      if (folder === null) return [];
      const allowed = rows.get(folder) ?? [];
      const may = (target: string) =>
        target === folder ||
        allowed.includes(target) ||
        (allowed.includes("every folder of proxy") && target.startsWith("proxy/"));
      return importsOf(file)
        .filter((target) => !may(target))
        .map((target) => `${file} imports ${target}`);
    });
    assert.deepEqual(violations, []);
  });

  it(
    verifies(
      "workspace.architecture",
      "ARCHITECTURE.md's table of folders allows no import that the code does not have",
    ),
    () => {
      const used = new Set(
        files.flatMap((file) => importsOf(file).map((target) => `${folderOf(file) ?? "proxy"} ${target}`)),
      );
      const unused = [...rows].flatMap(([folder, allowed]) =>
        allowed
          .filter((target) => target !== "every folder of proxy" && !used.has(`${folder} ${target}`))
          .map((target) => `${folder} ${target}`),
      );
      assert.deepEqual(unused, []);
    },
  );
});
