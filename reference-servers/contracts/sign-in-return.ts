/**
 * The way back from the identity provider to an editor that no loopback port reaches (a remote, a browser): the
 * registry's own https address, which a company registers once for both clients, hands the answers on to the editor.
 *   GET /sign-in/start?to=<callback>&leg=<authorization URL>&leg=<…>   the browser begins here
 *   GET /sign-in/back                                                  the redirect URI of every leg
 * The editor's callback then gets `answers`: what came back of each leg, in their order, as the queries they came in.
 * Codes pass through the browser alone, and are worth nothing without the verifiers that the editor keeps (RFC 7636).
 */
import { z } from "zod";

export const signInReturn = { start: "/sign-in/start", back: "/sign-in/back", answers: "answers" } as const;

/** Whom a custom scheme's callback has to name: the extension's id is the authority of its URIs. */
export const editorExtension = "drawbridge.drawbridge-vscode";

/** Schemes of VS Code and of the editors built on it. */
export const editorSchemes = ["vscode", "vscode-insiders", "vscodium", "code-oss", "cursor", "windsurf"] as const;

/** The `answers` parameter, as JSON. */
export const ReturnedAnswers = z.array(z.string()).min(1).max(2);
export type ReturnedAnswers = z.infer<typeof ReturnedAnswers>;
