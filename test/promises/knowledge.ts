/** Promises about the Knowledge server: who may read and write which document, and how well search finds it. */
export const knowledgePromises = {
  "knowledge.small-list": [
    "The Knowledge server has at most six tools, in at most 900 tokens of tools/list.",
    "issue 7",
  ],
  "knowledge.connector": [
    "Its search and fetch have the shape that deep-research connectors expect.",
    "OpenAI deep research connectors",
    "issue 7",
  ],
  "knowledge.answers": ["A question is answered with passages, each with its source, address and age.", "issue 7"],
  "knowledge.groups": [
    "A document that a caller may not read never appears: not as a result, not in a count, a rank or an error.",
    "SECURITY",
    "issue 7",
  ],
  "knowledge.data": [
    "Texts of documents are returned as quoted data in separate fields, without text that no reader would see.",
    "SECURITY",
    "issue 7",
  ],
  "knowledge.ingest": [
    "Folders of Markdown, HTML and text, and Git checkouts, are read incrementally, with deletion.",
    "issue 7",
  ],
  "knowledge.hostile-input": [
    "Hostile files and folders are bounded, and what could not be read is reported by source.",
    "SECURITY",
    "issue 7",
  ],
  "knowledge.structure": [
    "Documents are cut at their headings; code is kept whole where it fits; nothing is lost or doubled.",
    "issue 7",
  ],
  "knowledge.formats": [
    "Markdown, MDX, HTML, Confluence pages, reStructuredText, AsciiDoc, notebooks, text and files without an ending are read as a reader sees them.",
    "issue 14",
  ],
  "knowledge.front-matter": [
    "Settings before a page, in YAML or TOML, give its title and are not in its text; prose between thematic breaks stays text.",
    "issue 14",
  ],
  "knowledge.tables": ["Each passage of a table that is cut has the table's header.", "issue 14"],
  "knowledge.not-read": [
    "The tool list_sources says which kinds of files of a source are not read, and how many there are.",
    "issue 14",
  ],
  "knowledge.languages": ["Chinese, Japanese and Korean are found, alone and mixed with other text.", "issue 14"],
  "knowledge.long-questions": [
    "A question of any length is answered: the rarest words of a long one decide, and the answer says when a part was left out.",
    "issue 14",
  ],
  "knowledge.reindex": ["Documents that an earlier version indexed are found like new ones.", "issue 14"],
  "knowledge.ranking": ["The ranking beats full text alone and trigrams alone on a judged set, by nDCG@10.", "issue 7"],
  "knowledge.typos": ["A word that is in no document is corrected to a similar word that is.", "issue 7"],
  "knowledge.injection": ["No query is read as SQL, as a tsquery or as a pattern.", "SECURITY", "issue 7"],
  "knowledge.writes": [
    "Documents are added and changed only after a person approved the whole text; the person and the time are stored.",
    "SECURITY",
    "issue 7",
  ],
  "knowledge.write-refused": [
    "Nothing is written into sources that are not writable, and no title or address points elsewhere.",
    "SECURITY",
    "issue 7",
  ],
  "knowledge.peers-versions": [
    "A recorded root cause takes the place of the version that a person saw, and of no other.",
    "issue 11",
  ],
  "knowledge.peers": [
    "Root causes are taken from servers that were given a credential, and from no other.",
    "SECURITY",
    "issue 7",
  ],
  "knowledge.similar": [
    "Recorded root causes are found for the same failure first, then for failures alike, by those who may read them.",
    "issue 7",
  ],
  "knowledge.loop": [
    "A root cause that was approved is found by the next search and by the next diagnosis.",
    "SECURITY",
    "issue 7",
  ],
  "knowledge.restart": [
    "A server that is stopped while it reads documents continues there at the next start.",
    "issue 7",
  ],
  "knowledge.settings": [
    "Settings that would let the wrong people read are refused, and the message names the setting.",
    "issue 7",
  ],
  "knowledge.database": [
    "An operator's own Postgres serves a role that owns nothing but its schema, and the message about one that does not do is clear.",
    "issue 7",
  ],
  "knowledge.listed": [
    "The registry shows the server with its owner, where to get help, and the minutes each tool saves.",
    "issue 7",
  ],
  "knowledge.load": ["Fifty searches at once are all answered.", "issue 7"],
} as const;
