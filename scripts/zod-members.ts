/**
 * Bundles only the used parts of zod: esbuild drops unused parts of a namespace import, but not of `{ z }`, which is an
 * object with all parts. This makes a bundle 370 KB smaller, and it starts faster.
 */
import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

const wholeObject = /^import \{ z \} from "zod";$/m;

export const zodMembers: Plugin = {
  name: "zod-members",
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(wholeObject, 'import * as z from "zod";'),
      loader: "ts",
    }));
  },
};
