/** What the editors are called by. Without a dependency: the extension reads it before anything else is loaded. */

/** The extension's id, which is the authority of its callbacks. */
export const editorExtension = "drawbridge.drawbridge-vscode";

/** Schemes of VS Code and of the editors built on it. */
export const editorSchemes = ["vscode", "vscode-insiders", "vscodium", "code-oss", "cursor", "windsurf"] as const;
