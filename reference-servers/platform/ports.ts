/**
 * Loopback ports of the stack's parts. Free ports are chosen once and remembered in the data folder, so that a second
 * start serves at the same addresses: the issuer's URL is inside every token, and agents and browsers keep the addresses
 * that they saw.
 */
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { writeAtomically } from "@drawbridge/contracts/atomic-file";
import { z } from "zod";

const Remembered = z.record(z.string(), z.number().int());

/**
 * A port for each name: the one in `chosen`, else the remembered port if it is still free, else a new one. All are then
 * remembered. Throws where a chosen one is in use.
 */
export async function portsFor(
  names: readonly string[],
  dataFolder: string,
  chosen: ReadonlyMap<string, number> = new Map(),
): Promise<ReadonlyMap<string, number>> {
  const file = join(dataFolder, "ports.json");
  const remembered = await readRemembered(file);
  for (const [name, port] of chosen)
    if (!(await isFree(port))) throw new Error(`Port ${port} is in use, which your settings name for ${name}.`);
  const taken = [...chosen.values()];
  const ports = new Map<string, number>();
  for (const name of names) {
    const before = remembered[name];
    const again = before !== undefined && !taken.includes(before) && (await isFree(before)) ? before : null;
    ports.set(name, chosen.get(name) ?? again ?? (await freePort()));
  }
  await writeAtomically(file, `${JSON.stringify(Object.fromEntries(ports))}\n`);
  return ports;
}

/** Whether this port of 127.0.0.1 is free. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", () => done(false));
    server.listen(port, "127.0.0.1", () => server.close(() => done(true)));
  });
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") failed(new Error("The system gave no port."));
        else done(address.port);
      });
    });
  });
}

async function readRemembered(file: string): Promise<z.infer<typeof Remembered>> {
  try {
    return Remembered.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    // There is no file yet, or the file is damaged. New ports do no harm.
    return {};
  }
}
