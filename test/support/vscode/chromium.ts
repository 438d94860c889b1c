/** The system's Chromium, in which the workbench runs. Installed from Debian's packages where it is missing and we may. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
] as const;

/** Null where none is installed; the caller says so. */
export function chromium(): string | null {
  return found() ?? (installed() ? found() : null);
}

const found = (): string | null => process.env.CHROMIUM_PATH ?? places.find((place) => existsSync(place)) ?? null;

function installed(): boolean {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  process.stderr.write("Installing Chromium from the system's packages (once, about a minute)\n");
  const apt = (...args: string[]) => spawnSync("apt-get", ["-qq", ...args], { stdio: ["ignore", "ignore", "inherit"] });
  return apt("update").status === 0 && apt("install", "--yes", "--no-install-recommends", "chromium").status === 0;
}
