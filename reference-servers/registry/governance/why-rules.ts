/** Of a rule that decided: who answers for it, and what would make it say yes. Pure; it decides nothing. */
import type { Decision } from "@drawbridge/contracts/access";
import { reviewKindWords } from "@drawbridge/contracts/governance/reviews";
import type { Principal } from "@drawbridge/contracts/identity";
import { askOf } from "@drawbridge/hosted/access-policy";
import { inWords, someInWords } from "@drawbridge/hosted/decision";
import type { Entry } from "../store.ts";
import { neededReviews } from "./review-rules.ts";
import { enforcedReach } from "./standing.ts";

export interface RuleContext {
  readonly entry: Entry;
  readonly principal: Principal;
  readonly operators: readonly string[];
}

/** The part of a rule's name behind the server's: "groups" of "presto/groups"; null for a Cedar policy's own name. */
const builtIn = ({ policy }: Decision, { entry }: RuleContext): string | null =>
  policy.startsWith(`${entry.manifest.name}/`) ? policy.slice(entry.manifest.name.length + 1) : null;

const operatorsInWords = (operators: readonly string[]): string =>
  operators.length === 0 ? "the operators" : `the operators (${inWords(operators)})`;

const reviewersInWords = ({ entry }: RuleContext): string =>
  `the reviewers for ${inWords(neededReviews(entry.manifest).map((kind) => reviewKindWords[kind]))}`;

/** Who answers for the rule that made this decision. */
export function ownerOf(decision: Decision, context: RuleContext): string {
  const { manifest, standing } = context.entry;
  switch (builtIn(decision, context)) {
    case "closed":
      return standing?.whole && standing.state === "open"
        ? reviewersInWords(context)
        : operatorsInWords(context.operators);
    case "held-back":
      return reviewersInWords(context);
    case "route":
      return operatorsInWords(context.operators);
    default:
      return askOf(manifest);
  }
}

/** What would make the rule say yes to this person; null where it does. A sentence. */
export function changeOf(decision: Decision, context: RuleContext): string | null {
  if (decision.allowed) return null;
  const { manifest, standing } = context.entry;
  const { name } = manifest;
  const { coarse } = enforcedReach(context.entry);
  const review = reviewInWords(context);
  switch (builtIn(decision, context)) {
    case "closed":
      return openedBy(context);
    case "environments":
      return `Use ${name} in ${inWords(coarse.environments)}, or ${review} that names this environment.`;
    case "surfaces":
      return `Use ${name} from ${inWords(coarse.surfaces)}, or ${review} that names this kind of application.`;
    case "groups":
      return groupChange(context, review);
    case "held-back":
      return `${capital(reviewersInWords(context))} approve the version that has this tool (/reviews/${name}).`;
    case "tools":
      return `${name} announces a tool of this name, and ${reviewersInWords(context)} approve that version.`;
    case "listed":
      return `The registry lists ${name} for a person who may use it: see what the edge says.`;
    case "route":
      return `${name} announces itself to the registry.`;
    default: {
      const where = standing === null ? "The owner changes it and announces the server again" : capital(review);
      return `${where}, with a policy ${decision.policy} that permits this; or the person meets the condition that it names.`;
    }
  }
}

function groupChange({ entry: { standing, coarse }, principal: { groups } }: RuleContext, review: string): string {
  const may = standing?.policy.coarse.groups ?? coarse.groups;
  const approved = groups.filter((group) => may.includes(group));
  if (approved.length > 0)
    return `The owner or an operator admits ${someInWords(approved)} again: the approved policy does.`;
  const member = may.length === 0 ? "" : `A membership in ${may.length > 1 ? "one of " : ""}${someInWords(may)}, or `;
  return capital(`${member}${review} that admits a group of the person.`);
}

/** What brings a closed server back. */
function openedBy(context: RuleContext): string {
  const { entry, operators } = context;
  const { name } = entry.manifest;
  const { standing } = entry;
  const who = capital(operatorsInWords(operators));
  if (standing === null)
    return `${capital(reviewersInWords(context))} approve a version of ${name} (/reviews/${name}).`;
  if (!standing.whole)
    return `An auditor runs \`drawbridge audit verify\`, and ${operatorsInWords(operators)} restore its policy.`;
  if (standing.state === "suspended") return `${who} resume it (/reviews/${name}).`;
  if (standing.state === "retired")
    return `Nothing: ${name} is retired for good. Its owner knows what takes its place.`;
  return `${capital(reviewersInWords(context))} review version ${standing.version} again (/reviews/${name}).`;
}

const reviewInWords = (context: RuleContext): string =>
  `${reviewersInWords(context)} approve a version of ${context.entry.manifest.name}`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
