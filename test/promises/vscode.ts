/** Promises about the VS Code extension, in a real workbench and outside it. */
export const vscodePromises = {
  "vscode.light": [
    "The extension is under 1 MB, and loading it takes under 60 ms of processor time and no schema.",
    "issue 6",
  ],
  "vscode.first-minute": [
    "A person gives one address, signs in once in the browser, and sees their servers.",
    "issue 6",
  ],
  "vscode.providers": [
    "Where the company has several identity providers, the editor asks for one, with the last choice first.",
    "issue 15",
  ],
  "vscode.one-trip": ["One trip through the browser signs the broker in and lets the editor decide.", "issue 6"],
  "vscode.approver-apart": ["Only the editor's secret storage holds the key with which the editor decides.", "issue 6"],
  "vscode.account": ["The account shows in the editor's Accounts menu and signs out there.", "issue 6"],
  "vscode.cancel": ["A sign-in that was given up leaves nothing behind, and the next one works.", "issue 6"],
  "vscode.refused": ["A sign-in that failed says so, with a button that goes on.", "issue 6"],
  "vscode.reload": ["A sign-in continues after its window is reloaded.", "issue 6"],
  "vscode.windows": ["All windows share one session.", "issue 6"],
  "vscode.servers": [
    "The side bar shows each server with its status, environment and what the person may do.",
    "issue 6",
  ],
  "vscode.server-page": [
    "A server's page says who owns it, where to get help, and what each tool does, and runs no script.",
    "issue 6",
  ],
  "vscode.server-use": [
    "A server's page plots thirty days of calls, errors and p95, and tells the same figures in tables; what is being read or cannot be is said.",
    "issue 6",
  ],
  "vscode.posture": [
    "A server's page claims no review and no pinned definition that the registry does not record.",
    "issue 6",
  ],
  "vscode.activity": [
    "The side bar shows each call of this machine's agents as it ends: agent, tool, server, duration and outcome, and never what was asked.",
    "issue 6",
  ],
  "vscode.activity-outcome": [
    "A call that waits, was rejected or expired is shown as that, never as an error, and counts as no call and no saved time.",
    "issue 13",
  ],
  "vscode.activity-details": [
    "A click on a call shows what is known of it: agent, folder, outcome, duration, request; nothing of what was asked or answered.",
    "issue 13",
  ],
  "vscode.activity-filter": ["The calls are filtered by agent and server, and cleared.", "issue 13"],
  "vscode.time-saved": ["The side bar says how much of the person's time was saved this month.", "issue 6"],
  "vscode.connect-agents": [
    "Connecting an agent shows the exact change first, writes it only after a yes, and is undone byte for byte.",
    "issue 6",
  ],
  "vscode.launcher": ["What agents start has one path, which starts the version that the editor carries.", "issue 6"],
  "vscode.disconnect-agents": [
    "Disconnecting takes out what Drawbridge wrote and leaves every other entry.",
    "issue 6",
  ],
  "vscode.not-allowed": ["A listed server that is closed to the user shows why, and whom to ask.", "issue 6"],
  "vscode.lost-server": [
    "A server that a policy closes disappears within seconds, and the reason is shown.",
    "issue 6",
  ],
  "vscode.many": ["Five hundred servers are listed, and a filter finds one of them.", "issue 6"],
  "vscode.start-by-hand": ["A server starts from the editor's own list of MCP servers.", "issue 6"],
  "vscode.rows": [
    "An agent in the editor gets rows from the warehouse, and a read asks nothing of the person.",
    "issue 6",
  ],
  "vscode.sign-out": ["After a sign-out the editor is offered no server.", "issue 6"],
  "vscode.broker-killed": ["A broker that was killed is replaced, and the agent's next call works.", "issue 6"],
  "vscode.try-query": ["Try a Query opens the form of a tool that reads, and needs no agent.", "issue 13"],
  "vscode.server-order": [
    "The rows of servers begin with what matters: usable servers first, those that are down below, in groups on request.",
    "issue 13",
  ],
  "vscode.filter": [
    "The filter works while the person types, and opens the groups and servers that it hits.",
    "issue 13",
  ],
  "vscode.row-actions": [
    "Every row of the servers view has an icon, a menu and a keyboard way for its actions.",
    "issue 13",
  ],
  "vscode.status-notice": [
    "One message says that a server went down or came back, if the person used that server recently.",
    "issue 13",
  ],
  "vscode.deprecated": [
    "The row and the page of a deprecated server say so; a person who uses it gets one notice.",
    "issue 13",
  ],
  "vscode.side-bar-scale": [
    "With 60 servers of 25 tools, rows and filter hold the right servers in their order.",
    "issue 13",
  ],
  "vscode.request-access": [
    "A person asks a server's owner for access with a prefilled message, from the row or the page of a locked server.",
    "issue 13",
  ],
  "vscode.offers": [
    "A person chooses by checkboxes which servers agents get, for all workspaces or one, and sees the tools beside the limit.",
    "issue 13",
  ],
  "vscode.run-tool": [
    "A person runs a tool from the side bar or the command palette, and its rows show as a table.",
    "issue 13",
  ],
  "vscode.run-form": [
    "Every input schema gives a form of a limited size that checks what is typed; what has no control is typed as JSON.",
    "issue 13",
  ],
  "vscode.run-result": ["A tool's result shows as a table, text or JSON, with what was cut.", "issue 13"],
  "vscode.run-hostile": ["Nothing that a server says of a tool or answers acts on the page that runs it.", "issue 13"],
  "vscode.run-page": ["The page that runs a tool works by keyboard and with a screen reader.", "issue 13"],
  "vscode.run-approval": [
    "A tool that a person runs waits for the same approval as an agent's call, and its page says so.",
    "issue 13",
  ],
  "vscode.run-history": [
    "The last inputs of a tool come back on its page. They are in memory alone, and end with the session or the window.",
    "issue 13",
  ],
  "vscode.run-cancel": ["Cancel ends a call, and the page says whether it may have run.", "issue 13"],
  "vscode.offline": ["Without the registry the last known servers stay, marked as such, until it is back.", "issue 6"],
  "vscode.walkthrough": ["The walkthrough's steps are checked off by themselves when they are done.", "issue 6"],
  "vscode.next-step": ["The status bar shows the state, and a click does the next step.", "issue 6"],
  "vscode.restricted": [
    "In a folder that is not trusted a person may sign in and look; agents are offered nothing, and the side bar says why.",
    "issue 6",
  ],
  "vscode.any-browser": ["Signing in needs no way back to the editor: its page works in any browser.", "issue 11"],
  "vscode.inside": [
    "Inside the editor's extension host, the extension has every command, and gives other extensions nothing.",
    "issue 6",
  ],
  "vscode.untrusted-text": [
    "Text from servers is shown as text, and links only lead to pages and mail addresses.",
    "issue 6",
  ],
  "vscode.strict-page": ["Pages load nothing but their own style.", "issue 6"],
  "vscode.whole-messages": [
    "A message is read whole: one without buttons, which the editor cuts to one line, is short or a dialog.",
    "issue 13",
  ],
  "vscode.definitions": [
    "Each server that may be used is offered under its own short name, in a version that changes with its entry alone.",
    "issue 6",
  ],
  "vscode.no-node": ["Nothing has to be installed: bridge and broker run on the editor's own runtime.", "issue 6"],
  "vscode.diagnose": [
    "Diagnose shows what is wrong, offers what repairs it, and copies a report without a secret.",
    "issue 6",
  ],
  "vscode.failures": ["Each failure is shown once, in our own words, with one thing to do about it.", "issue 6"],
  "vscode.no-dead-end": [
    "Every click on sign-in, registry or account leads somewhere in every state of a window, and says where.",
    "issue 13",
  ],
  "vscode.old-notification": ["Sign In and Choose Registry work while an old notification is unanswered.", "issue 13"],
  "vscode.move-registry": [
    "Choosing another registry while signed in asks whether to move there, and the move signs out of the old one.",
    "issue 13",
  ],
  "vscode.switch-account": [
    "Switch Account signs in as another user, and nothing of the user before is shown afterwards.",
    "issue 13",
  ],
  "vscode.registry-asked": [
    "An address is taken for a registry only after it answered as one; where nothing answers, the person may take it anyway.",
    "issue 13",
  ],
  "vscode.recent-registries": ["The registries that were used before are offered first.", "issue 13"],
  "vscode.gallery": [
    "The package names its repository, its page and where problems go, and its README shows pictures of the product.",
    "issue 13",
  ],
  "vscode.ended-session": [
    "Where the session has ended, every page and view says so and offers to sign in; none says that the registry is away.",
    "issue 13",
  ],
  "vscode.real-success": [
    "A step of the walkthrough is completed by what it is about, never by a click alone.",
    "issue 13",
  ],
  "vscode.own-words": ["No message in the editor sends a person to a terminal: a button does the same.", "issue 13"],
  "vscode.unread": [
    "Before the registry's first answer no view claims that there is nothing: it says why nothing was read.",
    "issue 13",
  ],
  "vscode.texts": [
    "Every text that the extension shows is in the bundle that translators take, and none besides.",
    "issue 6",
  ],
  "vscode.pseudo-locale": [
    "With longer texts in another language, the editor's views and pages show each text of Drawbridge whole and translated.",
    "issue 13",
  ],
  "vscode.contributions": ["What package.json contributes and what the code names are the same.", "issue 6"],
  "vscode.workspace-settings": ["A folder that is opened cannot choose the registry.", "issue 6"],
  "vscode.package": ["A company's package has its registry preset, and carries everything that it needs.", "issue 6"],
  "vscode.pairing-shared": [
    "Windows share the pairing of their editor, and one of them takes what a sign-in brought.",
    "issue 11",
  ],
  "vscode.approval-notice": [
    "A request shows within a second in a notification that says who, what, where, cost and whether it can be undone, and takes no focus.",
    "issue 6",
  ],
  "vscode.approve": [
    "A person reads a request completely and decides with a click, and the agent gets the outcome.",
    "issue 6",
  ],
  "vscode.approval-read-first": [
    "What destroys, cannot be undone or is not wholly shown has no Approve in a notification, and no button decides in its first second.",
    "SECURITY",
    "issue 11",
  ],
  "vscode.approval-act": [
    "The line that names an act tells what is only read, with the object first where space is short.",
    "SECURITY",
    "issue 11",
  ],
  "vscode.approval-before": [
    "A request's page and its row open the definition now and after in the editor's comparison, and the page shows the user's own rows.",
    "issue 13",
  ],
  "vscode.approval-outcome": [
    "After a decision the person sees what became of the call: rows and time, or why it failed.",
    "issue 11",
  ],
  "vscode.approval-batch": [
    "Requests that come together, or while another is unanswered, share one notification and one page, where all, some or none are approved.",
    "issue 6",
  ],
  "vscode.approval-late-click": [
    "A notification whose request was decided meanwhile decides nothing: a click says by whom it was decided, and the badge and the status bar count what still waits.",
    "issue 13",
  ],
  "vscode.approval-spoken": [
    "A screen reader hears a notification as sentences and the names of its buttons, and Escape leaves nothing behind.",
    "issue 13",
  ],
  "vscode.approval-offline": [
    "While nothing can be decided, because the registry is away or the session ended, a page says which and has no button that decides.",
    "issue 13",
  ],
  "vscode.spoken-rows": [
    "Each row of the side bar is read as a sentence, and axe finds no fault on the pages.",
    "issue 13",
  ],
  "vscode.approval-history": [
    "All requests of before are searched by act, server, agent and who decided; a call that ran unasked says by which standing approval.",
    "issue 13",
  ],
  "vscode.approval-settle": [
    "A call whose end no part recorded is listed first of the decided ones, and a person says in the editor how it ended.",
    "issue 13",
  ],
  "vscode.approvals-known": ["The approvals view says that nothing waits only where it is known.", "issue 13"],
  "vscode.known-status": [
    "A row shows that a server is up or down only while the registry can be asked; else it says when that was known.",
    "issue 13",
  ],
  "vscode.rows-first": [
    "A row has its object and act first and its time last, so that a narrow side bar cuts what matters least.",
    "issue 13",
  ],
  "vscode.quiet": [
    "With one setting no message is shown that no click asked for, of requests, servers, sessions or registries: the badge, the status bar and the rows remain.",
    "issue 13",
  ],
  "vscode.effect-colours": [
    "An effect of a tool has one colour on all pages: what destroys is the most visible.",
    "issue 13",
  ],
  "vscode.docs-offline": ["The pages of the documentation can be read in the editor without a network.", "issue 13"],
  "vscode.remote": [
    "On a remote, broker and requests are on the extension's machine, and a sign-in needs the browser for its page alone.",
    "issue 13",
  ],
  "vscode.review-next": ["One command, which can have a key, opens the request that expires first.", "issue 13"],
  "vscode.approval-similar": [
    "An approval can hold for similar calls for an hour; it is listed, and a click revokes it.",
    "issue 6",
  ],
  "vscode.approval-windows": [
    "A request shows in the window whose folder its agent works in, else in the one in use; decided in one, it waits in none.",
    "issue 6",
  ],
  "vscode.approval-survives": ["A request survives its window: it waits, and is decided in the next one.", "issue 6"],
  "vscode.approval-elsewhere": ["A decision made anywhere else shows in the editor within a second.", "issue 6"],
  "vscode.approval-second-person": [
    "A person who may not decide a request reads that plainly, with a link for those who may.",
    "issue 6",
  ],
  "vscode.approval-bound": [
    "A decision goes to the registry with a proof of the paired editor's key, bound to exactly what was drawn.",
    "issue 6",
  ],
  "vscode.approval-browser": [
    "A request that this editor may not decide, or not any more, has a button that opens its page in the browser.",
    "issue 11",
  ],
  "vscode.approval-no-command": [
    "No command of the editor decides, so no other extension and no agent in it can.",
    "issue 6",
  ],
  "vscode.approval-hostile": [
    "The content of a request is shown as text and completely; none of it hides or acts.",
    "issue 6",
  ],
  "vscode.approval-view": [
    "The side bar lists what waits with its time, standing approvals, and what was decided.",
    "issue 6",
  ],
} as const;
