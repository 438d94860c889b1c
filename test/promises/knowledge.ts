/** What is promised of the Knowledge server: who reads what, how well it finds, what it takes in, and who may write. */
export const knowledgePromises = {
  "knowledge.small-list": "The Knowledge server has at most six tools, in at most 900 tokens of tools/list.",
  "knowledge.connector": "Its search and fetch have the shape that deep-research connectors expect.",
  "knowledge.answers": "A question is answered with passages, each with its source, address and age.",
  "knowledge.groups":
    "A document that a caller may not read never appears: not as a result, not in a count, a rank or an error.",
  "knowledge.data":
    "What documents say comes back quoted as data, in fields of its own, without what no reader would see.",
  "knowledge.ingest": "Folders of Markdown, HTML and text, and Git checkouts, are read incrementally, with deletion.",
  "knowledge.hostile-input": "Hostile files and folders are bounded, and what could not be read is reported by source.",
  "knowledge.structure":
    "Documents are cut at their headings; code is kept whole where it fits; nothing is lost or doubled.",
  "knowledge.ranking": "The ranking beats full text alone and trigrams alone on a judged set, by nDCG@10.",
  "knowledge.typos": "A word that is nowhere is taken for the one it was meant to be.",
  "knowledge.injection": "No query is read as SQL, as a tsquery or as a pattern.",
  "knowledge.writes":
    "Documents are added and changed only once a person approved the whole text, and by whom and when is kept.",
  "knowledge.write-refused":
    "Nothing is written into sources that are not for writing, and no title or address leads elsewhere.",
  "knowledge.peers-versions":
    "A recorded root cause takes the place of the version that a person saw, and of no other.",
  "knowledge.peers": "Root causes are taken from servers that were given a credential, and from nobody else.",
  "knowledge.similar":
    "Recorded root causes are found for the same failure first, then for failures alike, by those who may read them.",
  "knowledge.loop": "A root cause that was approved is found by the next search and by the next diagnosis.",
  "knowledge.restart": "A server that is ended while it reads goes on where it was.",
  "knowledge.settings":
    "Settings that would let the wrong people read are refused, and the message says where they stand.",
  "knowledge.database":
    "An operator's own Postgres serves a role that owns nothing but its schema, and one that will not do is told of clearly.",
  "knowledge.listed":
    "The registry shows the server with its owner, where to get help, and the minutes each tool saves.",
  "knowledge.load": "Fifty searches at once are all answered.",
} as const;
