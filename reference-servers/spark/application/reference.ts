/** What a caller calls an application: its id, or the address of its page, from which the id is taken and nothing fetched. */
import { SparkError } from "../errors.ts";

const id = /^[A-Za-z0-9][\w.-]{2,120}$/;
/** Pages of the History Server, of a live UI behind YARN's proxy, and of YARN itself. */
const inPath = /\/(?:history|proxy|applications|app|cluster\/app)\/([A-Za-z0-9][\w.-]{2,120})(?:\/|$)/;

/** @param history the configured History Server, whose pages alone are taken; null where there is none */
export function applicationId(reference: string, history: string | null): string {
  const given = reference.trim();
  if (id.test(given)) return given;
  if (!URL.canParse(given)) throw notAnApplication();
  const page = new URL(given);
  if (!["http:", "https:"].includes(page.protocol)) throw notAnApplication();
  if (history === null || page.host !== new URL(history).host) {
    throw new SparkError(
      "host-not-allowed",
      "That address is not the configured History Server's.",
      "Give the application's id alone, e.g. application_1700000000000_0001.",
    );
  }
  const found = inPath.exec(page.pathname)?.[1];
  if (found === undefined) throw notAnApplication();
  return found;
}

const notAnApplication = (): SparkError =>
  new SparkError(
    "not-a-spark-url",
    "That is neither an application's id nor the address of its page.",
    "Give an id such as application_1700000000000_0001; find_apps lists them.",
  );
