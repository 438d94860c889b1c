/** What the editor loads as its tests (`extensionTestsPath`): runs them by mocha and writes what came of it to a file. */
import Mocha from "mocha";

/** Put here where this is bundled: support/vscode/editor-tests.ts. */
declare const testFile: string;
declare const resultFile: string;

export function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 20_000, reporter: "json", reporterOptions: { output: resultFile } });
  mocha.addFile(testFile);
  return new Promise((done, failed) => {
    mocha.run((failures) => (failures === 0 ? done() : failed(new Error(`${failures} failed`))));
  });
}
