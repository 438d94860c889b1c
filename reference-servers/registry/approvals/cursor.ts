/** Where the next page of a list begins: after the last request of this one. */
import { StorableText } from "@drawbridge/contracts/storable-schema";
import { z } from "zod";
import type { Listing } from "./store.ts";

const Place = z.tuple([z.iso.datetime(), StorableText.max(100)]);

export const cursorOf = ({ requestedAt, id }: { readonly requestedAt: string; readonly id: string }): string =>
  Buffer.from(JSON.stringify([requestedAt, id])).toString("base64url");

/** Null if there is no cursor, undefined if the registry did not issue this one. */
export function readCursor(cursor: string | undefined): Listing["after"] | undefined {
  if (cursor === undefined) return null;
  try {
    const [requestedAt, id] = Place.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
    return { requestedAt: new Date(requestedAt), id };
  } catch {
    return undefined;
  }
}
