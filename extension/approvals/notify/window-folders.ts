/** The folders of this window without symbolic links, because agents report their folder that way. */
import { realpathSync } from "node:fs";
import * as vscode from "vscode";

/** A folder that cannot be read keeps the path that the editor has. */
export const windowFolders = (): readonly string[] =>
  (vscode.workspace.workspaceFolders ?? []).map(({ uri: { fsPath } }) => {
    try {
      return realpathSync.native(fsPath);
    } catch {
      return fsPath;
    }
  });
