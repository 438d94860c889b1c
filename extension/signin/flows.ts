/** Which ways to sign in a window has, best first. A table, so that a host that differs is a line and not a branch. */
import { editorSchemes } from "@drawbridge/contracts/editor";

/** What decides: where the extension runs, and by which scheme its editor is called. */
export interface Host {
  /** The extension runs on another machine than the person's browser. */
  readonly remote: boolean;
  /** The editor itself runs in a browser. */
  readonly web: boolean;
  readonly scheme: string;
}

interface Flow {
  readonly name: "loopback" | "return-page" | "device";
  suits(host: Host): boolean;
}
export type FlowName = Flow["name"];

const flows: readonly Flow[] = [
  // A port of this machine is only reached by a browser on this machine.
  { name: "loopback", suits: ({ remote, web }) => !remote && !web },
  { name: "return-page", suits: ({ web, scheme }) => web || editorSchemes.some((known) => known === scheme) },
  { name: "device", suits: () => true },
];

/** Never empty. */
export const flowsFor = (host: Host): readonly FlowName[] =>
  flows.filter(({ suits }) => suits(host)).map(({ name }) => name);
