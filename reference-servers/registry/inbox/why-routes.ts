/** `/why`: why a person may or may not use a server or tool, on one page. */
import type { WhyAnswer } from "@drawbridge/contracts/governance/why";
import { Surface } from "@drawbridge/contracts/identity";
import { type Context, Hono } from "hono";
import type { Person } from "../approvals/may-decide.ts";
import type { WhyAsked, WhyQuestions } from "../governance/why-questions.ts";
import { Refused } from "../refusal.ts";
import { answerPage } from "./answer.ts";
import { whyPage, whyPath } from "./pages/why.ts";
import type { RouteGuards } from "./route-guards.ts";

export interface WhyRouteParts {
  readonly guards: RouteGuards;
  readonly why: WhyQuestions;
}

export const whyRoutes = ({ guards, why }: WhyRouteParts): Hono =>
  new Hono().get(whyPath, (request) =>
    guards.page(request, async (session) => {
      const question = askedIn(request);
      const answer = question === null ? null : await answered(why, session.person, question);
      const problem = answer instanceof Refused ? answer : null;
      const content = {
        ...{ question, formToken: session.formToken, pageAt: request.var.pageAt, problem: problem?.message ?? null },
        answer: answer instanceof Refused ? null : answer,
      };
      const status = problem === null ? 200 : problem.getResponse().status === 403 ? 403 : 404;
      return answerPage(request, session, { title: "Why not?", section: "/why", status }, whyPage(content));
    }),
  );

/** A person at the inbox asks as from an application on their machine, unless they name another kind. */
const answered = (
  why: WhyQuestions,
  { user, claim, groups }: Person,
  question: WhyAsked,
): Promise<WhyAnswer | Refused> =>
  why.answer({ user, claim, groups: [...groups], surface: "local" }, question).catch((error: unknown) => {
    if (error instanceof Refused) return error;
    throw error;
  });

/** The question in the page's address; null where there is none. */
function askedIn(request: Context): WhyAsked | null {
  const field = (name: string): string | undefined => {
    const value = request.req.query(name)?.trim().slice(0, 200) ?? "";
    return value === "" ? undefined : value;
  };
  const server = field("server");
  if (server === undefined) return null;
  return { server, tool: field("tool"), user: field("user"), surface: Surface.safeParse(field("surface")).data };
}
