/**
 * The names by which a person's own programs call tools (`clientInfo.name`): the command line, and the editor's page that
 * runs a tool. The person there sees a wait for approval and can end it, so the broker sets it no limit.
 */
export const ownAgents = ["drawbridge-cli", "drawbridge-vscode"] as const;
export type OwnAgent = (typeof ownAgents)[number];
