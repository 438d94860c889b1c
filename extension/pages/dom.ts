/** What the scripts of all pages do with their document, and the editor as a page reaches it. */

/** The editor's side of a page (VS Code's webview API). `State` lasts as long as the tab, and is written to no file. */
export interface Editor<State, Message> {
  postMessage(message: Message): void;
  getState(): State | undefined;
  setState(state: State): void;
}

declare global {
  /** A page may call it once. */
  function acquireVsCodeApi<State, Message>(): Editor<State, Message>;
}

export const all = <Found extends HTMLElement = HTMLElement>(
  selector: string,
  within: ParentNode = document,
): readonly Found[] => [...within.querySelectorAll<Found>(selector)];

export const only = <Found extends HTMLElement = HTMLElement>(
  selector: string,
  within: ParentNode = document,
): Found | null => within.querySelector<Found>(selector);

/** The element that an event is about; null for an event of the document itself. */
export const targetOf = ({ target }: Event): HTMLElement | null => (target instanceof HTMLElement ? target : null);
