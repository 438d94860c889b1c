/**
 * How a challenge says that a token's sign-in has ended at the identity provider (`error_description`, RFC 6750 §3). The
 * broker reads it, so that the person learns why they must sign in again.
 */
export const signedOutDescription = "signed out at the identity provider";

export const saysSignedOut = (challenge: string | null): boolean =>
  challenge?.includes(`error_description="${signedOutDescription}"`) ?? false;
