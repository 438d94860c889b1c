/** The addresses at which a sign-in at the inbox begins. Pure. */
import { inboxSignIn } from "@drawbridge/contracts/inbox";

export interface SignInPath {
  /** Where the browser goes after the sign-in: a path of this site. */
  readonly to: string;
  /** Whether only a sign-in of the last few minutes counts. */
  readonly fresh?: boolean;
  /** Whether the provider asks the person to sign in, also where a user is signed in there. */
  readonly again?: boolean;
  /** The issuer of the identity provider; null or left out for the only one, or for a page that asks. */
  readonly provider?: string | null;
}

export function signInPath({ to, fresh = false, again = false, provider = null }: SignInPath): string {
  const named = provider === null ? "" : `&provider=${encodeURIComponent(provider)}`;
  return `${inboxSignIn.start}?to=${encodeURIComponent(to)}${fresh ? "&fresh" : ""}${again ? "&again" : ""}${named}`;
}
