/** The signed-in user for people to read. */
import { personText } from "@drawbridge/contracts/display-name";
import { oneLine } from "@drawbridge/contracts/visible-text";
import type { BrokerStatus } from "./control.ts";

/** "Ada Lindqvist (05ca878d-…)" on one line, with every character visible; the id alone where there is no name. */
export const userText = ({ name, displayName }: NonNullable<BrokerStatus["user"]>): string =>
  oneLine(personText(name, displayName === undefined ? {} : { [name]: displayName }));
