/** The person of a form, with the passkey that agreed to what the form does. */
import type { Decisions } from "@drawbridge/contracts/approvals";
import type { Person } from "../approvals/may-decide.ts";
import type { Purpose } from "../passkeys/challenge.ts";
import type { Passkeys } from "../passkeys/passkeys.ts";
import { Confirmation, credentialIn } from "./passkey-forms.ts";

export interface PasskeyPresence {
  /**
   * The person, with the passkey that agreed to exactly these decisions; a sentence if the passkey's answer does not
   * fit them.
   */
  decided(
    person: Person,
    decisions: readonly Decisions["decisions"][number][],
    form: URLSearchParams,
  ): Promise<Person | string>;
  /**
   * The person, with the passkey that agreed to `purpose` for the request `id`; a sentence if the passkey's answer does
   * not fit it.
   */
  confirmed(person: Person, id: string, purpose: Purpose, form: URLSearchParams): Promise<Person | string>;
}

/** Null if the operator has not turned passkeys on: then the person is as the session has them. */
export function passkeyPresence(passkeys: Passkeys | null): PasskeyPresence {
  const confirmed: PasskeyPresence["confirmed"] = async (person, id, purpose, form) => {
    const answer = credentialIn(form, "confirmation", Confirmation);
    if (passkeys === null || answer === null) return person;
    const checked = await passkeys.check(person, purpose, answer);
    if (!checked.ok) return checked.why;
    const presence =
      person.presence === null ? null : { ...person.presence, passkey: { id: checked.passkey, request: id } };
    return { ...person, presence };
  };

  return {
    confirmed,
    async decided(person, [decision, another], form) {
      if (decision === undefined || another !== undefined) return person;
      return confirmed(person, decision.id, { act: "decide", decision }, form);
    },
  };
}
