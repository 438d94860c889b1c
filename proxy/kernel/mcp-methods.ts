/**
 * The methods of MCP that Drawbridge knows, of both eras (schemas of 2025-11-25 and 2026-07-28). Import it as a
 * namespace: the bridge's bundle then holds only those that the bridge uses.
 */

export const initialize = "initialize";
export const discover = "server/discover";
export const ping = "ping";
export const listTools = "tools/list";
export const callTool = "tools/call";
export const getPrompt = "prompts/get";
export const readResource = "resources/read";
export const subscribeToResource = "resources/subscribe";
export const unsubscribeFromResource = "resources/unsubscribe";
export const setLogLevel = "logging/setLevel";
export const listenForChanges = "subscriptions/listen";
export const complete = "completion/complete";

/** Requests of a server to its host. */
export const elicit = "elicitation/create";
export const createMessage = "sampling/createMessage";
export const listRoots = "roots/list";

/** Whether a request lists something: every such method of MCP has this ending. */
export const isList = (method: string): boolean => method.endsWith("/list");

/** Requests besides the lists that only read, by the protocol's definition. */
export const reads: ReadonlySet<string> = new Set([complete, readResource, getPrompt]);

export const initialized = "notifications/initialized";
export const cancelled = "notifications/cancelled";
export const progress = "notifications/progress";
export const logMessage = "notifications/message";
export const toolsChanged = "notifications/tools/list_changed";
export const promptsChanged = "notifications/prompts/list_changed";
export const resourcesChanged = "notifications/resources/list_changed";
export const resourceUpdated = "notifications/resources/updated";
export const rootsChanged = "notifications/roots/list_changed";
export const elicitationComplete = "notifications/elicitation/complete";
export const subscriptionAcknowledged = "notifications/subscriptions/acknowledged";
