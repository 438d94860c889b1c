/** The control clients that follow requests for approval, and the folders that are open in their editor windows. */
import type { ControlClient } from "./control-server.ts";

export class Windows {
  readonly #folders = new Map<ControlClient, readonly string[]>();
  readonly #followed: (wanted: boolean) => void;

  /**
   * `followed` is called with true when a client follows. When a client has left, it is called with whether another one
   * still follows.
   */
  constructor(followed: (wanted: boolean) => void) {
    this.#followed = followed;
  }

  /** The client follows from now on, and its window shows these folders. */
  follow(client: ControlClient, folders: readonly string[]): void {
    this.#folders.set(client, folders);
    this.#followed(true);
    this.#announce();
  }

  /** Call it when the client's connection has ended. */
  left(client: ControlClient): void {
    if (!this.#folders.delete(client)) return;
    this.#followed(this.#folders.size > 0);
    this.#announce();
  }

  /** Sends each window the folders of all the others. */
  #announce(): void {
    for (const client of this.#folders.keys()) {
      const folders = [...this.#folders].flatMap(([other, folderList]) => (other === client ? [] : folderList));
      client.send({ event: "windows", folders });
    }
  }
}
