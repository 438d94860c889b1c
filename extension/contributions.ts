/** The ids of what package.json contributes. A test checks that each of the two has all ids of the other. */
import { editorExtension } from "@drawbridge/contracts/editor";

export const extensionId = editorExtension;

export const commands = {
  getStarted: "drawbridge.getStarted",
  setRegistry: "drawbridge.setRegistry",
  signIn: "drawbridge.signIn",
  switchAccount: "drawbridge.switchAccount",
  manageTrust: "drawbridge.manageTrust",
  pairEditor: "drawbridge.pairEditor",
  signOut: "drawbridge.signOut",
  showServers: "drawbridge.showServers",
  openServer: "drawbridge.openServer",
  filterServers: "drawbridge.filterServers",
  clearFilter: "drawbridge.clearFilter",
  refresh: "drawbridge.refresh",
  tryQuery: "drawbridge.tryQuery",
  runTool: "drawbridge.runTool",
  groupServers: "drawbridge.groupServers",
  copyServerAddress: "drawbridge.copyServerAddress",
  copyServerEntry: "drawbridge.copyServerEntry",
  copyLauncherLine: "drawbridge.copyLauncherLine",
  copyToolName: "drawbridge.copyToolName",
  openOwnerChannel: "drawbridge.openOwnerChannel",
  requestAccess: "drawbridge.requestAccess",
  showLog: "drawbridge.showLog",
  offerHere: "drawbridge.offerHere",
  keepOutHere: "drawbridge.keepOutHere",
  forgetOffer: "drawbridge.forgetOffer",
  connectAgents: "drawbridge.connectAgents",
  disconnectAgents: "drawbridge.disconnectAgents",
  undoAgents: "drawbridge.undoAgents",
  applyChange: "drawbridge.applyChange",
  discardChange: "drawbridge.discardChange",
  showDocs: "drawbridge.showDocs",
  diagnose: "drawbridge.diagnose",
  uninstall: "drawbridge.uninstall",
  showApprovals: "drawbridge.showApprovals",
  reviewApprovals: "drawbridge.reviewApprovals",
  reviewNext: "drawbridge.reviewNext",
  openApproval: "drawbridge.openApproval",
  copyApprovalLink: "drawbridge.copyApprovalLink",
  revokeScope: "drawbridge.revokeScope",
  openApprovalInBrowser: "drawbridge.openApprovalInBrowser",
  openStatement: "drawbridge.openStatement",
  compareDefinitions: "drawbridge.compareDefinitions",
  settleOutcome: "drawbridge.settleOutcome",
  approvalHistory: "drawbridge.approvalHistory",
  openCall: "drawbridge.openCall",
  copyCallDetails: "drawbridge.copyCallDetails",
  openCallServer: "drawbridge.openCallServer",
  openCallRequest: "drawbridge.openCallRequest",
  onlyThisAgent: "drawbridge.onlyThisAgent",
  onlyThisServer: "drawbridge.onlyThisServer",
  filterActivity: "drawbridge.filterActivity",
  clearActivityFilter: "drawbridge.clearActivityFilter",
  clearActivity: "drawbridge.clearActivity",
} as const;

export const container = "drawbridge";
export const views = {
  servers: "drawbridge.servers",
  approvals: "drawbridge.approvals",
  activity: "drawbridge.activity",
} as const;
export const walkthrough = "drawbridge.start";
export const authenticationProvider = "drawbridge";
export const serverDefinitionProvider = "drawbridge.servers";

export const settings = {
  registryUrl: "drawbridge.registryUrl",
  /** "all" or "badge". */
  notifications: "drawbridge.notifications",
} as const;

export const contextKeys = {
  /** The value is a Phase (state/snapshot.ts). */
  phase: "drawbridge.phase",
  signedIn: "drawbridge.signedIn",
  /** Whether the settings name another registry than the one where the user is signed in. */
  otherRegistry: "drawbridge.otherRegistry",
  /** Whether a filter is on in the servers view. */
  filtered: "drawbridge.filtered",
  /** Whether the registry has answered which servers there are. Before that, no view may say that there is none. */
  serversRead: "drawbridge.serversRead",
  /** Whether the registry lists any server for the user. */
  hasServers: "drawbridge.hasServers",
  /** Whether a filter is on in the activity view. */
  activityFiltered: "drawbridge.activityFiltered",
  /** Whether any request waits for the user's decision. */
  approvalsWait: "drawbridge.approvalsWait",
  /** Whether a change of agents' files is shown and waits for a yes or a no. */
  changeWaits: "drawbridge.changeWaits",
  /** Whether any agent of this machine holds an entry that Drawbridge wrote. */
  agentsConnected: "drawbridge.agentsConnected",
  /** These keys complete the walkthrough's steps and have no other use: see getting-started.ts. */
  hasRegistry: "drawbridge.hasRegistry",
  hasSignedIn: "drawbridge.hasSignedIn",
  hasQueried: "drawbridge.hasQueried",
  hasDecided: "drawbridge.hasDecided",
  hasConnectedAgents: "drawbridge.hasConnectedAgents",
} as const;
