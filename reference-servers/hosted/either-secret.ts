/**
 * A secret that this process shows to another company's service, while the secret is changed there. Nothing says when the
 * service begins to take the new value and when it stops to take the old one, so each value is tried.
 */
import { acceptedOf, type Secret } from "@drawbridge/contracts/secret";

/**
 * What `attempt` resolves with for the current value of `secret`, or for the next one where the service refused the one
 * before it. Throws the last refusal where the service takes none of them.
 */
export async function withEither<Answer>(
  secret: Secret,
  isRefusal: (error: unknown) => boolean,
  attempt: (value: string) => Promise<Answer>,
): Promise<Answer> {
  const [first, ...others] = new Set(acceptedOf(secret));
  let tried = attempt(first ?? "");
  for (const other of others)
    tried = tried.catch((error: unknown) => {
      if (!isRefusal(error)) throw error;
      return attempt(other);
    });
  return tried;
}
