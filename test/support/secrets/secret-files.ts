/** Secrets in files that a test changes while parts use them, and the clock by which the parts look at the files. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChangingSecret } from "@drawbridge/contracts/secret";
import { changingSecret } from "../../../reference-servers/hosted/changing-secret.ts";

export class SecretFiles<Name extends string> {
  readonly #folder = mkdtempSync(join(tmpdir(), "drawbridge-secrets-"));
  #movedMs = 0;

  /** Where `name` lies; beside it lies `<name>-other`. */
  path(name: Name | `${Name}-other`): string {
    return join(this.#folder, name);
  }

  /** Writes the file, and its `-other`; an empty text says that there is none. Parts look at once. */
  write(name: Name, value: string, other = ""): void {
    writeFileSync(this.path(`${name}-other`), other);
    writeFileSync(this.path(name), value);
    this.moveClock(1_000);
  }

  /** The secret as one part has it. */
  secret(name: Name): ChangingSecret {
    return changingSecret({
      ...{
        name,
        current: { kind: "file", file: this.path(name) },
        other: { kind: "file", file: this.path(`${name}-other`) },
      },
      now: () => performance.now() + this.#movedMs,
    });
  }

  moveClock(ms: number): void {
    this.#movedMs += ms;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
