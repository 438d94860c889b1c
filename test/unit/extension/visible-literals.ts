/** Finds the literals in the extension's sources that a person reads, and that no translator gets. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  isBinaryExpression,
  isCallExpression,
  isConditionalExpression,
  isIdentifier,
  isImportDeclaration,
  isLiteralTypeNode,
  isNewExpression,
  isNoSubstitutionTemplateLiteral,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isStringLiteral,
  isTemplateExpression,
  type Node,
} from "typescript/unstable/ast";
import { API } from "typescript/unstable/sync";
import { repository } from "../../support/machine/source-files.ts";

export interface VisibleLiteral {
  readonly file: string;
  /** What the person reads of it: without HTML tags, placeholders and icons. */
  readonly text: string;
}

/** The functions that pass their first argument to the translators' bundle (scripts/l10n.ts). */
const translators: ReadonlySet<string> = new Set(["l10n.t", "htmlText", "say", "editorText.say"]);

/** Calls of the editor's API whose arguments a person reads; the numbers are the positions of these arguments. */
const shownArguments: ReadonlyMap<string, readonly number[]> = new Map([
  ["showInformationMessage", [0, 1, 2, 3]],
  ["showWarningMessage", [0, 1, 2, 3]],
  ["showErrorMessage", [0, 1, 2, 3]],
  ["setStatusBarMessage", [0]],
  ["createWebviewPanel", [1]],
  ["TreeItem", [0]],
  ["appendText", [0]],
  ["appendMarkdown", [0]],
]);

/** Properties of rows, items, messages and pages whose value a person reads. */
const shownProperties: ReadonlySet<string> = new Set([
  ...["label", "description", "detail", "tooltip", "title", "placeHolder", "placeholder", "prompt", "text", "message"],
  ...["validationMessage", "spoken", "words", "summary", "caption", "name"],
]);

/** The literals of these sources (absolute paths), in their order. The compiler parses the sources. */
export function visibleLiterals(files: readonly string[]): readonly VisibleLiteral[] {
  const project = mkdtempSync(join(tmpdir(), "drawbridge-literals-"));
  const config = join(project, "tsconfig.json");
  writeFileSync(config, JSON.stringify({ extends: `${repository}tsconfig.json`, include: [], files }));
  const api = new API({ cwd: repository });
  try {
    const [opened] = api.updateSnapshot({ openProjects: [config] }).getProjects();
    if (opened === undefined) throw new Error("The compiler opened no project.");
    return files.flatMap((file) => {
      const source = opened.program.getSourceFile(file);
      if (source === undefined) throw new Error(`The compiler did not read ${file}.`);
      const texts: string[] = [];
      visit(source, texts);
      return texts.map((text) => ({ file: file.slice(repository.length), text }));
    });
  } finally {
    api.close();
    rmSync(project, { recursive: true, force: true });
  }
}

function visit(node: Node, texts: string[]): void {
  if (isImportDeclaration(node) || isLiteralTypeNode(node)) return;
  const literal = literalOf(node);
  if (literal !== null) {
    const visible = visibleIn(literal);
    const enough = isShown(node) || /<\w/.test(literal) ? /\p{L}/u : /\p{L}{2,}[,;:]?\s+\p{L}{2,}/u;
    if (enough.test(visible) && !isTranslated(node)) texts.push(visible);
  }
  node.forEachChild((child) => visit(child, texts));
}

/** The text of a literal, with `{}` for each value in a template; null for any other node. */
function literalOf(node: Node): string | null {
  if (isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!isTemplateExpression(node)) return null;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join("{}");
}

/** Without HTML's tags, but with those attributes that a person reads or hears. */
const visibleIn = (literal: string): string =>
  literal
    .replaceAll(/<[^>]*>/g, (tag) =>
      [...tag.matchAll(/(?:aria-label|title|placeholder|alt|caption)="([^"]*)"/g)].map(([, text]) => text).join(" "),
    )
    .replaceAll(/\$\([\w~{}-]*\)|\{\}|&\w+;/g, " ")
    .trim();

function isTranslated(node: Node): boolean {
  const { parent } = node;
  return isCallExpression(parent) && parent.arguments[0] === node && translators.has(nameOf(parent.expression));
}

function isShown(node: Node): boolean {
  const { parent } = node;
  if (isConditionalExpression(parent)) return parent.condition !== node && isShown(parent);
  if (isPropertyAssignment(parent)) return parent.initializer === node && shownProperties.has(parent.name.getText());
  if (isBinaryExpression(parent) && isPropertyAccessExpression(parent.left))
    return (
      parent.right === node && parent.operatorToken.getText() === "=" && shownProperties.has(parent.left.name.text)
    );
  if (isBinaryExpression(parent)) return parent.operatorToken.getText() === "??" && isShown(parent);
  if (!isCallExpression(parent) && !isNewExpression(parent)) return false;
  const positions = shownArguments.get(nameOf(parent.expression).split(".").at(-1) ?? "") ?? [];
  return positions.some((at) => parent.arguments?.[at] === node);
}

/** "l10n.t" of `l10n.t(…)`. */
const nameOf = (node: Node): string => {
  if (isIdentifier(node)) return node.text;
  return isPropertyAccessExpression(node) ? `${nameOf(node.expression)}.${node.name.text}` : "";
};
