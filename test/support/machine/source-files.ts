/** The files of the repository, for tests and checks that read them. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder, with a trailing slash. */
export const repository = fileURLToPath(new URL("../../../", import.meta.url));

/** Every file that exists below `folder` ("" for all) and that git tracks or would track, as absolute paths. */
export function sourceFiles(folder = ""): string[] {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "--", `./${folder}`], {
    cwd: repository,
    encoding: "utf8",
  });
  return listed
    .split("\n")
    .filter((name) => name !== "")
    .map((name) => join(repository, name))
    .filter((file) => existsSync(file));
}
