/** `/reviews`: where people review versions of servers, and operators take servers out of use. */
import { ReviewKind } from "@drawbridge/contracts/governance/reviews";
import { type Context, Hono } from "hono";
import type { Acted, OperatorAct, ServerReviews } from "../governance/server-reviews.ts";
import type { VersionViews } from "../governance/version-view.ts";
import { redirectTo } from "../page/page-address.ts";
import { answerNotice, answerPage } from "./answer.ts";
import { policyPage, queuePage, reviewsPath, serverPath, versionPath } from "./pages/reviews.ts";
import { versionPage } from "./pages/version.ts";
import { readReviewForm } from "./review-form.ts";
import { isFresh, type RouteGuards } from "./route-guards.ts";
import type { Session } from "./sessions.ts";

export interface ReviewParts {
  readonly guards: RouteGuards;
  readonly reviews: ServerReviews;
  readonly views: VersionViews;
  /** Greatest age, in seconds, of the sign-in of a person who decides about a server. */
  readonly signInSeconds: number;
}

const section = "/reviews";
/** Days that a review counts where its reviewer says nothing else. */
const reviewDays = 365;
const dayMs = 24 * 60 * 60_000;

export function reviewRoutes(
  { guards, reviews, views, signInSeconds }: ReviewParts,
  now: () => Date = () => new Date(),
): Hono {
  const { page, posted, freshSignIn } = guards;
  const absent = (request: Context, session: Session) =>
    answerNotice(
      request,
      session,
      404,
      "There is no such page for you",
      ["Reviewers, operators and the server's owners see it."],
      { href: reviewsPath, label: "All reviews" },
    );
  const showVersion = async (request: Context, session: Session, problems: readonly string[]) => {
    const ref = refOf(request);
    const view = ref === null ? null : await views.version(session.person, ref);
    if (view === null) return absent(request, session);
    const expires = new Date(now().getTime() + reviewDays * dayMs).toISOString().slice(0, 10);
    const content = { ...view, formToken: session.formToken, problems, expires, pageAt: request.var.pageAt };
    const title = `${view.version.server}, version ${view.version.number}`;
    return answerPage(
      request,
      session,
      { title, section, status: problems.length === 0 ? 200 : 409 },
      versionPage(content),
    );
  };
  const showPolicy = async (request: Context, session: Session, problem: string | null) => {
    const server = request.req.param("server") ?? "";
    const view = await views.policy(session.person, server);
    if (view === null) return absent(request, session);
    const content = { ...view, formToken: session.formToken, problem, pageAt: request.var.pageAt };
    return answerPage(
      request,
      session,
      { title: server, section, status: problem === null ? 200 : 409 },
      policyPage(content),
    );
  };
  /** A person who signed in long ago signs in again first, as for any decision about others. */
  const freshly = (request: Context, session: Session, to: string, act: () => Promise<Response>) =>
    isFresh(session, signInSeconds, now().getTime())
      ? act()
      : answerNotice(
          request,
          session,
          401,
          "Sign in again first",
          ["You signed in too long ago to decide about a server. Nothing was done."],
          { href: freshSignIn(session, to, true), label: "Sign in again" },
        );

  return new Hono()
    .get(reviewsPath, (request) =>
      page(request, async (session) => {
        const queue = await views.queue(session.person);
        return answerPage(request, session, { title: "Reviews", section }, queuePage(queue, request.var.pageAt));
      }),
    )
    .get(`${reviewsPath}/:server`, (request) => page(request, (session) => showPolicy(request, session, null)))
    .get(`${reviewsPath}/:server/versions/:version`, (request) =>
      page(request, (session) => showVersion(request, session, [])),
    )
    .post(`${reviewsPath}/:server/versions/:version/reviews/:kind`, (request) =>
      posted(request, async (session, form) => {
        const ref = refOf(request);
        const kind = ReviewKind.safeParse(request.req.param("kind"));
        const view = ref === null ? null : await views.version(session.person, ref);
        if (ref === null || view === null || !kind.success) return absent(request, session);
        const to = versionPath(ref.server, ref.version);
        return freshly(request, session, to, async () => {
          const read = readReviewForm(
            form,
            kind.data,
            view.version.manifest.tools.map(({ name }) => name),
          );
          if (!read.ok) return showVersion(request, session, read.problems);
          const acted = await reviews.write(session.person, ref, read.review);
          return acted.ok ? redirectTo(request, to) : showVersion(request, session, [acted.message]);
        });
      }),
    )
    .post(`${reviewsPath}/:server/:act{suspend|resume|retire}`, (request) =>
      posted(request, async (session, form) => {
        const server = request.req.param("server");
        const to = serverPath(server);
        if ((await views.policy(session.person, server)) === null) return absent(request, session);
        return freshly(request, session, to, async () => {
          const after = Number(form.get("after"));
          const act = acts[request.req.param("act")];
          const why = (form.get("why") ?? "").trim().slice(0, 1_000);
          const acted: Acted | null =
            act === undefined ? null : await reviews.act(session.person, server, act, why, after);
          if (acted === null) return absent(request, session);
          return acted.ok ? redirectTo(request, to) : showPolicy(request, session, acted.message);
        });
      }),
    );
}

const acts: Readonly<Record<string, OperatorAct>> = { suspend: "suspend", resume: "resume", retire: "retire" };

function refOf(request: Context): { server: string; version: number } | null {
  const { server = "", version = "" } = request.req.param();
  return /^[1-9]\d{0,8}$/.test(version) ? { server, version: Number(version) } : null;
}
