/** How a message without buttons is shown whole. Pure. */
import { unlinked } from "./link-free-text.ts";

export interface MessageLayout {
  readonly text: string;
  /** A dialog, which the person closes; else a message, which goes away by itself. */
  readonly modal: boolean;
  readonly detail?: string;
}

/** What the editor shows for certain of a message without buttons: it cuts the rest, and leaves a small arrow. */
export const maxMessageLength = 60;

/** `headline` says what is so, and `detail` what else the person needs; "" where that is all. */
export const layoutOf = (headline: string, detail = ""): MessageLayout => ({
  text: unlinked(headline),
  modal: detail !== "" || headline.length > maxMessageLength,
  ...(detail !== "" && { detail: unlinked(detail) }),
});
