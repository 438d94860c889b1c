/** What is wrong with a variable's text, in words for the operator. They hold nothing of the text. */
import type { z } from "zod";

/** A fault inside a JSON value has a path of keys that come from the value, so it gets no words of its own. */
export function faultOf(issue: z.core.$ZodIssue): string {
  if (issue.path.length > 1) return "a wrong value inside";
  switch (issue.code) {
    case "invalid_type":
      return issue.expected === "int" ? "not a whole number" : `not a ${issue.expected}`;
    case "too_big":
      return `more than ${issue.maximum}${unitOf(issue.origin)}`;
    case "too_small":
      return issue.inclusive === false
        ? `not more than ${issue.minimum}${unitOf(issue.origin)}`
        : `less than ${issue.minimum}${unitOf(issue.origin)}`;
    case "invalid_value":
      return `not one of ${issue.values.join(", ")}`;
    case "invalid_format":
      return issue.format === "url" ? "not an address such as https://host" : "not of the form that it needs";
    default:
      return issue.message.replace(/\.$/, "");
  }
}

const unitOf = (origin: string): string => (origin === "string" ? " characters" : "");
