/** Containers of one test run on a network of their own, and their removal. */
import { randomBytes } from "node:crypto";
import { isAlive } from "@drawbridge/contracts/file-lock";
import { until } from "../clocks/until.ts";
import { podman, podmanLog, podmanNow } from "./podman.ts";

export interface ContainerOptions {
  readonly image: string;
  /** Names on the network, beside `<name>.acme.internal`. */
  readonly aliases?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  /** Folders or files of this machine, by their place in the container. They are read-only there. */
  readonly volumes?: Readonly<Record<string, string>>;
  /** Published on 127.0.0.1 under the same numbers. */
  readonly ports?: readonly number[];
  readonly memory: string;
  /** More options of `podman run`. */
  readonly options?: readonly string[];
  readonly command: readonly string[];
}

/** Milliseconds between two questions to podman whether a container still runs: each is a process. */
const stateIntervalMs = 2_000;

/** A network with its containers. `remove` ends all of them, and so does the end of this process. */
export class ContainerNetwork {
  readonly name: string;
  readonly #removeWithUs: () => void;

  private constructor(name: string) {
    this.name = name;
    this.#removeWithUs = () => this.#removeNow();
    process.once("exit", this.#removeWithUs);
  }

  /** Removes what runs left that were killed, too. */
  static async create(): Promise<ContainerNetwork> {
    for (const left of (await podman("network", "ls", "--format", "{{.Name}}")).split("\n")) {
      const [, owner] = /^drawbridge-test-(\d+)-/.exec(left) ?? [];
      if (owner !== undefined && !isAlive(Number(owner))) await removeNetwork(left);
    }
    const name = `drawbridge-test-${process.pid}-${randomBytes(4).toString("hex")}`;
    await podman("network", "create", name);
    return new ContainerNetwork(name);
  }

  /** What the container is called in podman: the names of two runs differ. */
  containerName(name: string): string {
    return `${this.name}-${name}`;
  }

  async run(name: string, { image, memory, command, ...options }: ContainerOptions): Promise<void> {
    await podman(
      ...["run", "--detach", "--name", this.containerName(name), "--network", this.name],
      ...[`${name}.acme.internal`, ...(options.aliases ?? [])].map((alias) => `--network-alias=${alias}`),
      ...Object.entries(options.variables ?? {}).map(([variable, value]) => `--env=${variable}=${value}`),
      ...Object.entries(options.volumes ?? {}).map(([place, file]) => `--volume=${file}:${place}:ro`),
      ...(options.ports ?? []).map((port) => `--publish=127.0.0.1:${port}:${port}`),
      ...["--memory", memory, ...(options.options ?? []), image, ...command],
    );
  }

  /** The container's address on the network, which this machine reaches too. */
  async addressOf(name: string): Promise<string> {
    const format = `{{(index .NetworkSettings.Networks "${this.name}").IPAddress}}`;
    return podman("inspect", "--format", format, this.containerName(name));
  }

  async logOf(name: string): Promise<string> {
    return podmanLog(this.containerName(name));
  }

  /** Waits until `holds`; where it never does, or the container has ended, throws with the end of its log. */
  async ready(name: string, holds: () => Promise<boolean>, timeoutMs = 180_000): Promise<void> {
    let checkedAt = performance.now();
    const serves = async (): Promise<boolean> => {
      if (await holds().catch(() => false)) return true;
      if (performance.now() - checkedAt < stateIntervalMs) return false;
      checkedAt = performance.now();
      const state = await podman("inspect", "--format", "{{.State.Status}}", this.containerName(name));
      if (state === "exited") throw new Error(`The container ${name} has ended.`);
      return false;
    };
    try {
      await until(`${name} serves`, serves, timeoutMs);
    } catch (cause) {
      throw new Error(`${name} did not start. The end of its log:\n${await this.logOf(name)}`, { cause });
    }
  }

  /** What each container uses now, one a line. */
  async memoryUse(): Promise<string> {
    const used = await podman("stats", "--no-stream", "--no-reset", "--format", "{{.Name}} {{.MemUsage}}");
    return used
      .split("\n")
      .filter((line) => line.startsWith(this.name))
      .map((line) => `    ${line.slice(this.name.length + 1)}`)
      .join("\n");
  }

  async remove(): Promise<void> {
    process.removeListener("exit", this.#removeWithUs);
    await removeNetwork(this.name);
  }

  #removeNow(): void {
    podmanNow("network", "rm", "--force", "--time", "0", this.name);
  }
}

async function removeNetwork(name: string): Promise<void> {
  const names = await podman("ps", "--all", "--quiet", "--filter", `network=${name}`);
  // A machine that is busy may not end all processes within podman's time for it. The second attempt finds them ended.
  if (names !== "") {
    const remove = () => podman("rm", "--force", "--ignore", "--time", "0", ...names.split("\n"));
    await remove().catch(remove);
  }
  await podman("network", "rm", "--force", name);
}
