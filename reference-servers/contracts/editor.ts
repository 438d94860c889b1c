/**
 * The names of the editor extension and of the editors. It has no dependency, because the extension reads it before it
 * loads anything else.
 */

/** The extension's id, which is the authority of its callbacks. */
export const editorExtension = "drawbridge.drawbridge-vscode";

/** Schemes of VS Code and of the editors built on it. */
export const editorSchemes = ["vscode", "vscode-insiders", "vscodium", "code-oss", "cursor", "windsurf"] as const;
