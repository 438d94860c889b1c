/**
 * A secret that two parts share. It can be changed while both run: for a time the part that checks it accepts two values,
 * and the part that shows it shows the first one.
 */

/** A secret whose value may differ at each look. */
export interface ChangingSecret {
  /** Every value that counts now. The first one is shown, signs and seals. */
  accepted(): readonly [string, ...string[]];
}

/** A secret that stays the same may be a plain text. */
export type Secret = string | ChangingSecret;

/** Every value that counts now, the current one first. */
export const acceptedOf = (secret: Secret): readonly [string, ...string[]] =>
  typeof secret === "string" ? [secret] : secret.accepted();

/** The value to show, to sign and to seal with. */
export const currentOf = (secret: Secret): string => acceptedOf(secret)[0];

/** What is derived from each value of `secret`, in the same order. */
export const derivedFrom = (secret: Secret, derive: (value: string) => string): Secret =>
  typeof secret === "string"
    ? derive(secret)
    : {
        accepted() {
          const [current, ...others] = secret.accepted();
          return [derive(current), ...others.map(derive)];
        },
      };
