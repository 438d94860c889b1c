/**
 * Whether the registry in use has answered as one. A stored address alone says nothing, because it may be mistyped, or
 * taken although nothing answered there. Nothing here knows the editor.
 */
import type { Snapshot } from "../state/snapshot.ts";

export interface VerifiedRegistryParts {
  /** Asks the address. Resolves with whether a registry answered. Never throws. */
  ask(address: string): Promise<boolean>;
  /** Called when the registry in use has answered. */
  verified(): void;
}

export class VerifiedRegistry {
  readonly #parts: VerifiedRegistryParts;
  #address: string | null = null;
  #isVerified = false;

  constructor(parts: VerifiedRegistryParts) {
    this.#parts = parts;
  }

  get isVerified(): boolean {
    return this.#isVerified;
  }

  /** A sign-in shows that the registry is one. Another address is asked once. */
  learn({ phase, registry }: Pick<Snapshot, "phase" | "registry">): void {
    if (phase === "signed-in" || phase === "expired") {
      this.#address = registry;
      this.#isVerified = true;
    } else if (phase !== "starting" && registry !== this.#address) {
      this.#address = registry;
      this.#isVerified = false;
      void this.askAgain();
    }
  }

  /** Asks the registry in use, unless it has answered. */
  async askAgain(): Promise<void> {
    const address = this.#address;
    if (address === null || this.#isVerified || !(await this.#parts.ask(address))) return;
    if (address !== this.#address || this.#isVerified) return;
    this.#isVerified = true;
    this.#parts.verified();
  }
}
