/** Promises about the company's identity providers: how their tokens are asked for and read. */
export const identityProviderPromises = {
  "idp.claim-named": [
    "A genuine token whose claims do not say who its person or client is gets 403, which names the claim and advises no sign-in.",
    "issue 15",
  ],
  "idp.described": [
    "Client ids, audiences, claims, group names, types, clock tolerance and algorithms follow the description of the token's provider.",
    "issue 15",
  ],
  "idp.apart": [
    "A description by which a token of the broker could approve is refused at the start, in words.",
    "SECURITY",
    "issue 15",
  ],
  "idp.shapes": [
    "Tokens as Entra ID, Okta, Auth0, Google, PingOne and Keycloak make them reach their servers, with the settings in the documentation.",
    "issue 15",
  ],
  "idp.trouble": [
    "Tokens that gave trouble are read right, or are refused by the name of what is wrong and without useless advice.",
    "issue 15",
  ],
  "idp.id-token": [
    "Where the registry says that a provider's access tokens cannot be read, the ID token goes with requests.",
    "issue 15",
  ],
  "idp.trial": [
    "A sign-in whose token the registry refuses is not kept, and ends with the registry's reason.",
    "issue 15",
  ],
  "idp.no-loop": [
    "Where a new sign-in would give the same token, an agent gets the reason, and no advice to sign in.",
    "issue 15",
  ],
  "idp.doctor": [
    "Doctor says by name which claims of the token were read and which are missing, and which groups count, without the token.",
    "issue 15",
  ],
  "idp.claims-page": [
    "A page says to a person who is signed in at the inbox which claims of their token were read and which are missing. Of their values it shows the id, the display name and the groups that a rule names.",
    "SECURITY",
    "issue 15",
  ],
  "idp.introspection": [
    "Where the settings say so, the provider is asked about a token that is no JWT, and its answer is believed for the stated time.",
    "RFC 7662",
    "issue 15",
  ],
  "idp.inbox": [
    "The inbox signs people in by the description of the provider, and a token that cannot approve ends the sign-in with its reason.",
    "issue 15",
  ],
  "idp.new-key": [
    "A token that is signed with a key that the provider published a moment ago is accepted, however short ago the keys were read.",
    "issue 15",
  ],
  "idp.keys-kept": [
    "While the provider is away, its last keys verify tokens for a day; after that every token is refused with 503.",
    "issue 15",
  ],
  "idp.keys-handed-on": [
    "An edge or a registry that starts while the provider is away or slow verifies tokens by the last keys that the registry stored.",
    "issue 15",
  ],
  "idp.keys-sealed": [
    "Stored keys of a provider that the registry did not write verify no token.",
    "SECURITY",
    "issue 15",
  ],
  "idp.key-age": ["The age of a provider's keys is a metric of the edge and of the registry.", "issue 15"],
  "idp.several": ["With several providers, the token's iss chooses the one whose description reads it.", "issue 15"],
  "idp.documented": [
    "The page docs/identity-providers.md shows for each provider the settings, and for Keycloak the clients and mappers, with which the tests sign in.",
    "issue 15",
  ],
  "idp.published": [
    "The registry publishes what a program needs to sign in at each provider, and nothing of the approver.",
    "issue 15",
  ],
} as const;
