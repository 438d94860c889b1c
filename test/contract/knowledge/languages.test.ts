import assert from "node:assert/strict";
import { verifies } from "../../support/verifies.ts";
import { ada, DocumentFolder, found, type RunningKnowledge, startKnowledge } from "./running-knowledge.ts";

const files: Readonly<Record<string, string>> = {
  "chinese.md": "# 設備\n\n設備清單與止損流程說明。\n\n重跑gen-itgc后清零\n",
  "japanese.md": "# 手順書\n\n日本語のテスト手順を説明します。\n",
  "korean.md": "# 서버 점검\n\n매주 월요일에 서버를 다시 시작합니다. 대기열이 비었는지 확인하세요.\n",
  "mixed.md": "# Spark 任务失败\n\n如果 executor 内存不足，请检查spark.executor.memory并重启Kafka集群。\n",
  "narrow.md": "# ﾊﾞｯｸｱｯﾌﾟ\n\n毎晩２時にｻｰﾊﾞｰのﾊﾞｯｸｱｯﾌﾟを取る。\n",
  "decomposed.md": `# ${"백업 안내".normalize("NFD")}\n\n${"매일 밤 백업을 실행합니다.".normalize("NFD")}\n`,
  "rare.md": "# 𠮷野家\n\n𠮷野家の当番表。\n",
  "english.md": "# Restart the server\n\nRestart the server on Mondays, in Chinese or Japanese.\n",
};

describe("documents in Chinese, Japanese and Korean", () => {
  let folder: DocumentFolder;
  let knowledge: RunningKnowledge;
  before(async () => {
    folder = await DocumentFolder.make(files);
    knowledge = await startKnowledge([
      { name: "docs", kind: "folder", folder: folder.path, url: "https://docs.example.com", groups: ["ads-eng"] },
    ]);
  });
  after(async () => {
    await knowledge.close();
    await folder.dispose();
  });
  const names = async (query: string): Promise<string[]> =>
    (await found(await knowledge.connect(ada), query)).map(({ url }) => url.replace("https://docs.example.com/", ""));

  for (const [language, expected] of [
    [
      "Chinese",
      {
        止損: "chinese.md",
        設備清單: "chinese.md",
        清零: "chinese.md",
        "怎么重跑 gen-itgc": "chinese.md",
        流程說明在哪裡: "chinese.md",
      },
    ],
    [
      "Japanese",
      { テスト: "japanese.md", 手順: "japanese.md", "テストの手順は？": "japanese.md", 説明: "japanese.md" },
    ],
    ["Korean", { 서버: "korean.md", "서버 시작": "korean.md", 대기열: "korean.md", "월요일 점검은 언제": "korean.md" }],
    [
      "mixed text",
      {
        "executor 内存": "mixed.md",
        Kafka集群: "mixed.md",
        "spark.executor.memory 不足": "mixed.md",
        任务失败: "mixed.md",
      },
    ],
  ] as const) {
    it(verifies("knowledge.languages", `Words in ${language} find the document that has them first`), async () => {
      for (const [query, file] of Object.entries(expected)) assert.equal((await names(query))[0], file, query);
    });
  }

  it(verifies("knowledge.languages", "Narrow, wide, composed and decomposed characters find each other"), async () => {
    for (const query of ["バックアップ", "ﾊﾞｯｸｱｯﾌﾟ", "バックアップ", "サーバー"])
      assert.equal((await names(query))[0], "narrow.md", query);
    for (const query of ["백업", "백업".normalize("NFD")])
      assert.equal((await names(query))[0], "decomposed.md", query);
    assert.equal((await names("ＫＡＦＫＡ"))[0], "mixed.md");
  });

  it(verifies("knowledge.languages", "One character, and characters beyond the first plane, are found"), async () => {
    assert.deepEqual(await names("損"), ["chinese.md"]);
    assert.deepEqual(await names("𠮷野"), ["rare.md"]);
    assert.deepEqual(await names("𠮷"), ["rare.md"]);
  });

  it(verifies("knowledge.languages", "What no document says is not found by its single characters"), async () => {
    assert.deepEqual(await names("損設"), []);
    assert.deepEqual(await names("天気予報"), []);
    assert.deepEqual(await names("。、「」"), []);
  });

  it(verifies("knowledge.injection", "Signs between Chinese characters are never read as operators"), async () => {
    for (const query of ["止損' | '設備", "止損\\' & !設備", "止損:* <-> 設備", "'止損':1A"])
      assert.equal((await names(query))[0], "chinese.md", query);
  });
});
