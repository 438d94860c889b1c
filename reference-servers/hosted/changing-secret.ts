/**
 * A secret that lies in files, and is read again when they change, so that it can be changed without a restart. Beside its
 * file there may be another one with a second value, which counts too. A file is looked at when the secret is used, at most
 * once a second, so there is no timer to close and no notice to miss.
 */
import { readFileSync } from "node:fs";
import type { ChangingSecret } from "@drawbridge/contracts/secret";

/** A value that stays the same, or the file that has it. */
export type SecretSource =
  | { readonly kind: "value"; readonly value: string }
  | { readonly kind: "file"; readonly file: string };

export interface ChangingSecretOptions {
  /** The variable's name, for messages. */
  readonly name: string;
  readonly current: SecretSource;
  /** Holds a second value while the secret is changed. Its file may be absent or empty. */
  readonly other?: SecretSource | undefined;
  /** Values with fewer characters are no secret, such as those of a file that is being written. 1 by default. */
  readonly minLength?: number;
  /** Called with a sentence, once until the file can be read again. */
  readonly onTrouble?: (message: string) => void;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

/** Milliseconds between two looks at the files. */
const lookEveryMs = 1_000;
/**
 * Milliseconds for which a value still counts after it left the files. Two files are not written at the same instant, and
 * parts do not see a change at the same instant.
 */
export const keptMs = 60_000;

/** Throws an Error with the variable's name where the current value cannot be read at the start. */
export function changingSecret(options: ChangingSecretOptions): ChangingSecret {
  const { name, minLength = 1, onTrouble = () => {}, now = () => performance.now() } = options;
  const read = (source: SecretSource): string | null => {
    const text = source.kind === "value" ? source.value : textOf(source.file);
    return text === null || text.length < minLength ? null : text;
  };
  const first = read(options.current);
  if (first === null)
    throw new Error(`${name} cannot be read from its file, or is shorter than ${minLength} characters.`);

  let current: string = first;
  let other: string | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let troubled = false;
  /** Values that left the files → until when they count. */
  const left = new Map<string, number>();

  const look = (at: number): void => {
    const before = [current, other];
    const found = read(options.current);
    if (found === null && !troubled)
      onTrouble(
        `The file of ${name} cannot be read, or holds no secret. The last value stays in use. Correct the file.`,
      );
    troubled = found === null;
    current = found ?? current;
    other = options.other === undefined ? null : read(options.other);
    for (const value of before) if (value !== null) left.set(value, at + keptMs);
    for (const [value, until] of left) if (until <= at || value === current || value === other) left.delete(value);
  };

  return {
    accepted() {
      const at = now();
      if (at - lookedAt >= lookEveryMs) {
        look(at);
        lookedAt = at;
      }
      const leaving = [...left].flatMap(([value, until]) => (until > at ? [value] : []));
      return [current, ...(other === null ? [] : [other]), ...leaving];
    },
  };
}

/** The file's text without its last line break; null where it cannot be read. */
function textOf(file: string): string | null {
  try {
    return readFileSync(file, "utf8").replace(/\r?\n$/, "");
  } catch {
    return null;
  }
}
