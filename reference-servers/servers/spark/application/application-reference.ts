/**
 * Reads how a caller names an application: by its id, or by the address of its page. Only the id is taken from an
 * address; nothing is fetched from it.
 */
import { SparkError } from "../errors.ts";

const idPattern = /^[A-Za-z0-9][\w.-]{2,120}$/;
/** Paths of the pages of the History Server, of a live UI behind YARN's proxy, and of YARN itself. */
const idInPath = /\/(?:history|proxy|applications|app|cluster\/app)\/([A-Za-z0-9][\w.-]{2,120})(?:\/|$)/;

/** @param history the configured History Server; only its pages are accepted; null if none is configured */
export function applicationId(reference: string, history: string | null): string {
  const trimmed = reference.trim();
  if (idPattern.test(trimmed)) return trimmed;
  if (!URL.canParse(trimmed)) throw notAnApplication();
  const page = new URL(trimmed);
  if (!["http:", "https:"].includes(page.protocol)) throw notAnApplication();
  if (history === null || page.host !== new URL(history).host) {
    throw new SparkError(
      "host-not-allowed",
      "That address does not belong to the configured History Server.",
      "Give only the application's id, e.g. application_1700000000000_0001.",
    );
  }
  const idFromPath = idInPath.exec(page.pathname)?.[1];
  if (idFromPath === undefined) throw notAnApplication();
  return idFromPath;
}

const notAnApplication = (): SparkError =>
  new SparkError(
    "not-a-spark-url",
    "That is neither an application's id nor the address of its page.",
    "Give an id such as application_1700000000000_0001; find_apps lists them.",
  );
