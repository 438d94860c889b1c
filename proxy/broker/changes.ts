/** What the broker does when the sign-in or the catalogue changes: agents and control clients get the new state. */
import type { ApprovalWaiter } from "../approvals/approval-waiter.ts";
import type { BrokerStatus, ControlEvent } from "../contracts/control.ts";
import type { Session } from "../contracts/session.ts";
import type { Bridges } from "./bridges.ts";
import type { CatalogueSource } from "./catalogue.ts";
import type { CatalogueFile } from "./catalogue-file.ts";

export interface ChangesParts {
  readonly session: Session;
  readonly catalogue: CatalogueSource;
  readonly catalogueFile: CatalogueFile;
  readonly approvals: ApprovalWaiter;
  readonly bridges: Bridges;
  status(): BrokerStatus;
  announce(event: ControlEvent): void;
  closeIdleConnections(): void;
}

/**
 * Keeps the catalogue current as long as the broker runs: reads it at the start, and then while the broker is in use.
 */
export function pollCatalogue(session: Session, catalogue: CatalogueSource, isUsed: () => boolean): void {
  let first = true;
  catalogue.poll(() => {
    const wanted = session.state === "signed-in" && (first || isUsed());
    first = false;
    return wanted;
  });
}

/** Follows the session and the catalogue as long as the broker runs. */
export function followChanges(parts: ChangesParts): void {
  const { session, catalogue, catalogueFile, approvals, bridges } = parts;
  session.onChange(() => {
    if (session.user && catalogueFile.belongsTo(session.user.name, session.wellKnown?.registry ?? null)) {
      approvals.reset();
      bridges.reset();
    }
    parts.announce({ event: "session", status: parts.status() });
    const read = session.state === "signed-in" ? catalogue.refresh() : Promise.resolve();
    void read.then(() => bridges.refresh());
  });
  catalogue.onAway(() => parts.closeIdleConnections());
  catalogue.onChange(() => {
    parts.announce({ event: "catalogue", catalogue: catalogue.current });
    bridges.refresh();
  });
}
