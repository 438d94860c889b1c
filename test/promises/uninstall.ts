/** Promises about `drawbridge uninstall` and the extension's uninstall hook. */
export const uninstallPromises = {
  "uninstall.whole": [
    "An uninstall ends the broker, undoes the agents, signs out, and removes the keyring entry, the launcher and the home.",
    "issue 13",
  ],
  "uninstall.asks": [
    "`drawbridge uninstall` shows everything first and asks; without a yes it does nothing.",
    "issue 13",
  ],
  "uninstall.twice": ["An uninstall that runs a second time finds nothing and changes nothing.", "issue 13"],
  "uninstall.own-alone": ["An uninstall says what others made, and leaves it.", "issue 13"],
  "uninstall.goes-on": [
    "A step of an uninstall that fails says what to do next, and the other steps are done.",
    "issue 13",
  ],
  "uninstall.revokes": ["An uninstall ends the sign-in at the identity provider, if that can be reached.", "issue 13"],
  "uninstall.bridges": [
    "A bridge that outlives an uninstall starts no broker again, and its calls say that Drawbridge was removed.",
    "issue 13",
  ],
  "uninstall.hook": [
    "The extension's uninstall hook does the same without a question, within the five seconds that VS Code waits.",
    "issue 13",
  ],
  "uninstall.shared": [
    "If another Drawbridge is installed, the hook ends the broker and takes the extension out of the launcher, no more.",
    "issue 13",
  ],
  "uninstall.editor": ["The editor's command shows the whole list first, and removes it only after a yes.", "issue 13"],
} as const;
