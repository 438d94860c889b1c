/** How people name a provider when they choose one of several. Pure. */

/** What a description, or the published part of one, says about its names. */
interface Named {
  readonly issuer: string;
  readonly name?: string | undefined;
  readonly title?: string | undefined;
}

/** What people type (`drawbridge login --provider`). Left out in the settings: the issuer without its scheme. */
export const nameOf = ({ name, issuer }: Named): string =>
  name ?? issuer.replace(/^[a-z]+:\/\//i, "").replace(/\/+$/, "");

/** What people read. Left out in the settings: the name. */
export const titleOf = (provider: Named): string => provider.title ?? nameOf(provider);

/** The provider that a person named, in any letter case; undefined if none has this name. */
export const namedProvider = <P extends Named>(providers: readonly P[], name: string): P | undefined =>
  providers.find((each) => nameOf(each).toLowerCase() === name.trim().toLowerCase());
