/** The events about the application itself: its name and times, and its properties. */
import type { ApplicationFacts } from "../../application/facts.ts";
import { isShownProperty } from "../../application/properties.ts";
import { entriesAt, numberAt } from "../event-fields.ts";
import { type EventPart, nameAt } from "./event-part.ts";

type Identity = Pick<ApplicationFacts, "id" | "attempt" | "name" | "user" | "sparkVersion" | "startedAt" | "endedAt">;

const unknownApplication = { attempt: null, user: null, sparkVersion: null, startedAt: null, endedAt: null };
const maxPropertyChars = 300;

export function applicationEvents(fallbackId: string): EventPart<Identity & Pick<ApplicationFacts, "properties">> {
  let application: Identity = { ...unknownApplication, id: fallbackId, name: fallbackId };
  const properties = new Map<string, string>();
  return {
    handlers: {
      SparkListenerLogStart(event) {
        application = { ...application, sparkVersion: nameAt(event, "Spark Version") };
      },
      SparkListenerApplicationStart(event) {
        const id = nameAt(event, "App ID") ?? application.id;
        application = {
          ...application,
          id,
          name: nameAt(event, "App Name") ?? id,
          attempt: nameAt(event, "App Attempt ID"),
          user: nameAt(event, "User"),
          startedAt: numberAt(event, "Timestamp"),
        };
      },
      SparkListenerApplicationEnd(event) {
        application = { ...application, endedAt: numberAt(event, "Timestamp") };
      },
      SparkListenerEnvironmentUpdate(event) {
        for (const [name, value] of entriesAt(event, "Spark Properties")) {
          if (typeof value === "string" && isShownProperty.test(name))
            properties.set(name, value.slice(0, maxPropertyChars));
        }
      },
    },
    build: () => ({ ...application, properties }),
  };
}
