/** The fields of forms that are sent with a passkey, as the browser's script writes them. */
import { z } from "zod";

const base64url = z.base64url().max(64 * 1024);
const Credential = z.object({
  id: base64url.max(1400),
  rawId: base64url.max(1400),
  type: z.literal("public-key"),
  clientExtensionResults: z.object({}),
});

/** An answer to a request (WebAuthn Level 3 §5.1: AuthenticationResponseJSON). */
export const Confirmation = Credential.extend({
  response: z.object({ clientDataJSON: base64url, authenticatorData: base64url, signature: base64url }),
});
export type Confirmation = z.infer<typeof Confirmation>;

/** A new credential (RegistrationResponseJSON). */
export const Registration = Credential.extend({
  response: z.object({ clientDataJSON: base64url, attestationObject: base64url }),
});

/** The field as `schema` defines it; null if it is absent or does not match. */
export function credentialIn<Of>(form: URLSearchParams, name: string, schema: z.ZodType<Of>): Of | null {
  try {
    return schema.parse(JSON.parse(form.get(name) ?? ""));
  } catch {
    return null;
  }
}
