/** Opens an address in the person's browser. It uses no shell, and opens only http and https addresses. */
import { spawn } from "node:child_process";

export interface BrowserCommand {
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * The command that opens a browser here; null if there is none, or if BROWSER=none forbids it. Any other BROWSER is the
 * name of a program (editors set it in containers and over SSH, to open the address on the person's own machine).
 */
export function browserCommand(
  url: URL,
  platform: NodeJS.Platform,
  environment: NodeJS.ProcessEnv,
): BrowserCommand | null {
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  const { BROWSER: chosen } = environment;
  if (chosen === "none") return null;
  if (chosen !== undefined && chosen !== "") return { program: chosen, args: [url.href] };
  if (platform === "darwin") return { program: "open", args: [url.href] };
  if (platform === "win32") return { program: "rundll32", args: ["url.dll,FileProtocolHandler", url.href] };
  const screen = environment.DISPLAY !== undefined || environment.WAYLAND_DISPLAY !== undefined;
  return screen ? { program: "xdg-open", args: [url.href] } : null;
}

/** Tries to open it. Calls `failed` if that was not possible, at once or a moment later. */
export function openBrowser(url: URL, failed: () => void): void {
  const command = browserCommand(url, process.platform, process.env);
  if (command === null) {
    failed();
    return;
  }
  const child = spawn(command.program, command.args, { detached: true, stdio: "ignore", windowsHide: true });
  child.once("error", failed);
  child.once("exit", (code) => {
    if (code !== 0) failed();
  });
  child.unref();
}
