/** `/why/requests`: what people told the owners of servers about their access, and what the owners answer. */
import { maxNoteLength, ReportKind } from "@drawbridge/contracts/governance/access-reports";
import { type Context, Hono } from "hono";
import type { AccessReports } from "../governance/access-reports.ts";
import { redirectTo } from "../page/page-address.ts";
import { Refused } from "../refusal.ts";
import { answerNotice, answerPage } from "./answer.ts";
import { requestsPage, requestsPath } from "./pages/requests.ts";
import { whyPath } from "./pages/why.ts";
import { isFresh, type RouteGuards } from "./route-guards.ts";
import type { Session } from "./sessions.ts";

export interface ReportRouteParts {
  readonly guards: RouteGuards;
  readonly reports: AccessReports;
  /** Greatest age, in seconds, of the sign-in of a person who decides about a server. */
  readonly signInSeconds: number;
}

export function reportRoutes({ guards, reports, signInSeconds }: ReportRouteParts): Hono {
  const show = async (request: Context, session: Session, message: string | null) => {
    const { formToken, person } = session;
    const content = { ...(await reports.of(person)), formToken, message, pageAt: request.var.pageAt };
    return answerPage(request, session, { title: "Requests for access", section: whyPath }, requestsPage(content));
  };
  return new Hono()
    .get(requestsPath, (request) => guards.page(request, (session) => show(request, session, null)))
    .post(requestsPath, (request) =>
      guards.posted(request, async (session, form) => {
        const { user, claim, groups } = session.person;
        const kind = ReportKind.safeParse(form.get("kind")).data ?? "access";
        const text = (name: string, longest: number): string => (form.get(name) ?? "").trim().slice(0, longest);
        const tool = text("tool", 200);
        const report = {
          kind,
          server: text("server", 100),
          note: text("note", maxNoteLength),
          ...(tool !== "" && { tool }),
        };
        const person = { user, claim, groups: [...groups], surface: "local" as const };
        const receipt = await reports.file(person, report).catch((error: unknown) => {
          if (error instanceof Refused) return error;
          throw error;
        });
        return show(request, session, receipt.message);
      }),
    )
    .post(`${requestsPath}/:id`, (request) =>
      guards.posted(request, async (session, form) => {
        if (!isFresh(session, signInSeconds, Date.now()))
          return answerNotice(
            request,
            session,
            401,
            "Sign in again first",
            ["You signed in too long ago to decide about a server. Nothing was done."],
            { href: guards.freshSignIn(session, requestsPath, true), label: "Sign in again" },
          );
        const decision = form.get("decision") === "yes" ? "yes" : "no";
        const settled = await reports.decide(session.person, request.req.param("id"), decision);
        if (settled === null)
          return answerNotice(
            request,
            session,
            404,
            "There is no such request for you",
            ["It was answered, or is another owner's."],
            {
              href: requestsPath,
              label: "All requests",
            },
          );
        return settled.ok && decision === "no"
          ? redirectTo(request, requestsPath)
          : show(request, session, settled.ok ? settled.outcome : settled.message);
      }),
    );
}
