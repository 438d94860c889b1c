/** Paths, named pipes and the launcher on each platform, with the platform passed in. No Windows ran any of it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type Installation, launcherOf, launcherText } from "../../../../proxy/agents/launcher.ts";
import type { Machine } from "../../../../proxy/agents/machine.ts";
import type { Platform } from "../../../../proxy/agents/model/agent.ts";
import { endpointOf, homeOf } from "../../../../proxy/files/home.ts";
import { type Facts, uninstallPlan } from "../../../../proxy/uninstall/plan.ts";
import { describeUninstall } from "../../../../proxy/uninstall/words.ts";
import { repository } from "../../../support/machine/source-files.ts";
import { verifies } from "../../../support/verifies.ts";

interface Row {
  readonly platform: Platform;
  readonly userFolder: string;
  readonly flag?: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly folder: string;
  readonly endpoint: string | RegExp;
  readonly logFile: string;
  readonly launcher: string;
}

const pipe = /^\\\\\.\\pipe\\drawbridge-[0-9a-f]{16}$/;

const rows: readonly Row[] = [
  {
    platform: "linux",
    userFolder: "/home/ada",
    environment: { DRAWBRIDGE_HOME: "" },
    folder: "/home/ada/.drawbridge",
    endpoint: "/home/ada/.drawbridge/broker.sock",
    logFile: "/home/ada/.drawbridge/broker.log",
    launcher: "/home/ada/.drawbridge/bin/drawbridge",
  },
  {
    platform: "darwin",
    userFolder: "/Users/ada",
    environment: { DRAWBRIDGE_HOME: "/Volumes/Work/../Work/home" },
    folder: "/Volumes/Work/home",
    endpoint: "/Volumes/Work/home/broker.sock",
    logFile: "/Volumes/Work/home/broker.log",
    launcher: "/Volumes/Work/home/bin/drawbridge",
  },
  {
    platform: "darwin",
    userFolder: `/Users/${"a".repeat(90)}`,
    folder: `/Users/${"a".repeat(90)}/.drawbridge`,
    endpoint: /^\/tmp\/drawbridge-\d+\/[0-9a-f]{16}\.sock$/,
    logFile: `/Users/${"a".repeat(90)}/.drawbridge/broker.log`,
    launcher: `/Users/${"a".repeat(90)}/.drawbridge/bin/drawbridge`,
  },
  {
    platform: "win32",
    userFolder: "C:\\Users\\Ada L",
    folder: "C:\\Users\\Ada L\\.drawbridge",
    endpoint: pipe,
    logFile: "C:\\Users\\Ada L\\.drawbridge\\broker.log",
    launcher: "C:\\Users\\Ada L\\.drawbridge\\bin\\drawbridge.cmd",
  },
  {
    platform: "win32",
    userFolder: "C:\\Users\\ada",
    environment: { DRAWBRIDGE_HOME: "D:/data/drawbridge" },
    folder: "D:\\data\\drawbridge",
    endpoint: pipe,
    logFile: "D:\\data\\drawbridge\\broker.log",
    launcher: "D:\\data\\drawbridge\\bin\\drawbridge.cmd",
  },
  {
    platform: "win32",
    userFolder: "C:\\Users\\ada",
    flag: "\\\\server\\share\\home",
    environment: { DRAWBRIDGE_HOME: "D:\\not-this" },
    folder: "\\\\server\\share\\home",
    endpoint: pipe,
    logFile: "\\\\server\\share\\home\\broker.log",
    launcher: "\\\\server\\share\\home\\bin\\drawbridge.cmd",
  },
];

describe("the home on each platform", () => {
  for (const { platform, userFolder, flag, environment = {}, ...expected } of rows)
    it(
      verifies("platforms.paths", `On ${platform} the home is ${expected.folder}, with its endpoint and launcher`),
      () => {
        const home = homeOf(flag, environment, platform, userFolder);
        assert.equal(home.folder, expected.folder);
        assert.equal(home.brokerLog, expected.logFile);
        assert.equal(launcherOf(home, { platform }), expected.launcher);
        if (typeof expected.endpoint === "string") assert.equal(home.endpoint, expected.endpoint);
        else assert.match(home.endpoint, expected.endpoint);
      },
    );

  it(verifies("platforms.pipes", "On Windows two homes have two pipes, and one home has one in any spelling"), () => {
    const pipeOf = (folder: string) => homeOf(folder, {}, "win32", "C:\\Users\\ada").endpoint;
    const one = pipeOf("C:\\Users\\ada\\.drawbridge");
    for (const spelling of [
      "c:\\users\\ADA\\.drawbridge",
      "C:/Users/ada/.drawbridge/",
      "C:\\Users\\ada\\x\\..\\.drawbridge",
    ])
      assert.equal(pipeOf(spelling), one, spelling);
    assert.notEqual(pipeOf("C:\\Users\\finn\\.drawbridge"), one);
    assert.notEqual(endpointOf("/home/Ada", "linux"), endpointOf("/home/ada", "linux"), "elsewhere case matters");
  });
});

describe("the launcher on each platform", () => {
  const installations = (program: string, node: string): readonly Installation[] => [
    { version: "0.2.0", program, nodes: [node], editor: null },
  ];
  for (const [platform, home, program, node, first, lineEnd, last] of [
    ["linux", "/home/ada", "/opt/d/cli.js", "/usr/bin/node", "#!/bin/sh", "\n", "exit 127"],
    ["darwin", "/Users/ada", "/opt/d/cli.js", "/usr/local/bin/node", "#!/bin/sh", "\n", "exit 127"],
    ["win32", "C:\\Ada (1) & Co", "C:\\d\\cli.js", "C:\\node.exe", "@echo off", "\r\n", "exit /b %ERRORLEVEL%"],
  ] as const)
    it(
      verifies("platforms.launcher", `On ${platform} the launcher is a script that the system starts as it is`),
      () => {
        const text = launcherText(platform, home, installations(program, node));
        const lines = text.split(lineEnd);
        assert.equal(lines[0], first);
        assert.equal(lines.at(-2), last);
        assert.equal(lines.at(-1), "");
        assert.equal(
          lines.some((line) => /[\r\n]/.test(line)),
          false,
          "one kind of line end",
        );
        const quote = platform === "win32" ? '"' : "'";
        assert.ok(
          text.includes(`${quote}${node}${quote} ${quote}${program}${quote} ${platform === "win32" ? "%*" : '"$@"'}`),
        );
        assert.ok(text.includes(platform === "win32" ? `set "DRAWBRIDGE_HOME=${home}"` : `DRAWBRIDGE_HOME='${home}'`));
      },
    );
});

describe("the list of an uninstall on each platform", () => {
  for (const [platform, homeFolder, launcher, shown] of [
    ["linux", "/home/ada", "drawbridge", "~/.drawbridge/bin/drawbridge"],
    ["darwin", "/Users/ada", "drawbridge", "~/.drawbridge/bin/drawbridge"],
    ["win32", "C:\\Users\\Ada L", "drawbridge.cmd", "~\\.drawbridge\\bin\\drawbridge.cmd"],
  ] as const)
    it(verifies("platforms.paths", `On ${platform} the list of an uninstall shows ${shown}`), () => {
      const machine: Machine = { platform, homeFolder, environment: {} };
      const { folder } = homeOf(undefined, {}, platform, homeFolder);
      const files = { own: ["key"], foreign: [] };
      const facts: Facts = {
        agents: { removals: [], troubles: [], notes: [] },
        broker: null,
        signedIn: false,
        keyring: false,
        home: { folder, exists: true, isHome: true, files, launcher: { own: [launcher], foreign: [] } },
      };
      assert.ok(describeUninstall(uninstallPlan(facts), machine).includes(`Launcher: remove ${shown}.`));
    });
});

describe("what the documents say of Windows", () => {
  it(
    verifies("platforms.no-windows", "README and docs/agents.md say that no Windows ran Drawbridge, and what is open"),
    () => {
      assert.match(readText("README.md"), /No Windows ran Drawbridge.*docs\/agents\.md#windows/);
      const section =
        readText("docs/agents.md")
          .split(/^## /m)
          .find((each) => each.startsWith("Windows\n")) ?? "";
      assert.match(section, /No Windows ran Drawbridge/);
      assert.match(section, /What only a Windows can show is open: .*`cmd`.*pipe.*`\.cmd`/s);
      assert.match(readText("docs/vscode-remote.md"), /were not run here.*Windows/);
    },
  );
});

const readText = (file: string): string => readFileSync(`${repository}${file}`, "utf8");
