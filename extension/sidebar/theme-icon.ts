/** A row's icon as an icon of the editor. */
import * as vscode from "vscode";

/** `icon` has the name of a codicon, and a theme colour where the colour has a meaning. */
export const themeIconOf = ([name, color]: readonly [name: string, color?: string]): vscode.ThemeIcon =>
  new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
