/**
 * Phrases by which a text commands a model, as patterns on a reading (reading.ts: lower case, plain letters). Each pattern is
 * bounded, so that a long text costs time in proportion to its length.
 */

/** A rule that holds by itself. `what` is the sentence that the reviewer reads. */
export interface Phrase {
  readonly what: string;
  readonly patterns: readonly RegExp[];
}

const person =
  "(?:the |this |your |our |any )?(?:end[- ]?)?(?:users?|persons?|people|humans?|customers?|senders?|operators?|owners?|developers?|engineers?|colleagues?|anyone|anybody|them|him|her)";
const not =
  "(?:do not|don't|dont|never|must not|mustn't|should not|shouldn't|avoid|refrain from|(?<!\\b(?:never|not|don't)\\b[^.]{0,80})without|no need to|not necessary to|there is no reason to|not to|rather than|instead of)";
const tell =
  "(?:tell|telling|inform|informing|mention|mentioning|notify|notifying|alert|alerting|warn|warning|show|showing|reveal|revealing|disclose|disclosing|report|reporting|explain|explaining|discuss|discussing|say|saying|announce|announcing|display|displaying|let|letting)";
const thisStep =
  "(?:this|it|that|these|those|anything|the (?:above|step|steps|call|calls|copy|transfer|upload|note|instruction|instructions|file|content|contents|reading|parameter|second|extra|additional|former)\\b)";
const yours =
  "(?:all|any|every|each|previous|prior|preceding|earlier|above|former|other|existing|original|initial|current|default|system|safety|developer|your|these|those|its|their|the user's|user's|remaining)";

export const phrases: readonly Phrase[] = [
  {
    what: "It tells the model to set earlier instructions aside.",
    patterns: [
      new RegExp(
        `(?<!\\b(?:to|can|may|that|which) )\\b(?:ignore|disregard|forget|override|overrule|bypass|discard|neglect|abandon|set aside|stop (?:following|obeying)|do not (?:follow|obey)|no longer (?:follow|obey)|pay no attention to)\\b (?:\\w+ ){0,3}?${yours}(?: \\w+){0,4}? (?:instructions?|prompts?|guidelines?|directives?|orders|commands|directions|guardrails?|messages)\\b`,
      ),
      /(?<!\bto )\b(?:ignore|disregard|forget|override|bypass|discard|abandon|drop|disable|suspend|break)\b (?:\w+ ){0,2}?(?:your|previous|prior|earlier|system|safety|the model's|the assistant's)(?: \w+){0,3}? (?:rules?|polic(?:y|ies)|restrictions?|constraints?|training|safety|alignment|filters?|limits?|limitations|protections?|context)\b/,
      /(?<!\bto )\b(?:disregard|forget|ignore) (?:everything|anything|all|what) (?:\w+ ){0,3}?(?:you|above|before|so far|until now|said|told|learned)\b/,
      /\b(?:must|have to|need to|should|required to) (?:ignore|disregard|forget|override|bypass)\b (?:\w+ ){0,4}?(?:instructions?|prompts?|polic(?:y|ies)|rules?|guidelines?)\b/,
      /(?<!\b(?:to|that|which|can|may) )\b(?:ignore|disregard|forget|override)\b (?:\w+ ){0,2}?(?:(?:the |everything |all )?above|(?:all |any |the )(?:previous|prior|preceding)|the user's(?: \w+)? (?:request|question|intent\w*|wish\w*|choice)|what the user)\b(?! (?:results?|values?|errors?|versions?|runs?|entries|rows?|pages?|lines?|steps?|section|list|table|limits?|defaults?|parameters?))/,
      /\btreat (?:any|all|every|the)(?: \w+){0,2} (?:instructions?|text|contents?|commands?|requests?)\b.{0,60}\bas (?:an? )?(?:\w+,? ){0,3}(?:commands?|instructions?|orders?)\b/,
      /\byou are now (?:an? |the |in |free|operating|unrestricted|authori[sz]ed|allowed|permitted|acting|running|under)/,
      /\b(?:developer|debug|maintenance|god|admin|root|unrestricted|jailbreak) mode (?:is |has been )?(?:on|now|enabled|active|activated)\b/,
      /\byou (?:must |will |shall |now )*obey\b|\bobey (?:the|this|only|every|all|me)\b/,
      /\btrust (?:only )?(?:this server|this tool|the author|me)(?: only| alone)?\b/,
      /\b(?:new|updated|real|actual|revised) (?:system )?(?:instructions?|prompt|directives?) ?(?::|are|is|follow|supersede|replace)/,
      /\b(?:supersedes?|takes? precedence over|overrides?) (?:\w+ ){0,2}?(?:your|all|any|previous|prior|earlier|system|user)(?: \w+){0,3}? (?:instructions?|prompts?|rules?|guidelines?|requests?)\b/,
    ],
  },
  {
    what: "It asks for the system prompt.",
    patterns: [
      /(?<!\bto )(?<!\bnot )(?<!\bnever )\b(?:reveal|print|repeat|output|leak|expose|paste|recite|disclose|send|include|copy|put|write|attach|append|pass) (?:\w+ ){0,4}?(?:your|hidden|the|full|whole|entire) (?:\w+ ){0,2}?(?:system prompt|system message|initial prompt|instructions you|prompt that you)\b/,
      /\b(?:reveal|print|repeat|output|leak|expose|recite) (?:\w+ ){0,2}?(?:your|its) (?:\w+ )?(?:instructions|prompt|configuration)\b/,
    ],
  },
  {
    what: "It asks the model to keep something from the person.",
    patterns: [
      new RegExp(
        `\\b${not} (?:\\w+ ){0,2}?${tell} ${person}(?: (?:of|about|what|know|anything)\\b|(?: that)? (?:you|this|it (?:was|is|has been)|we|a copy|something|another) ?\\b|(?: at all)? ?(?:[.,;:!)]|$))`,
      ),
      new RegExp(
        `\\b${not} (?:\\w+ ){0,2}?(?:${tell}|bring|acknowledge|acknowledging|describe|describing) ${thisStep}(?! (?:tool|id|ids|field|value|key|page|name)\\b)(?:[^.]{0,40}\\b${person}\\b|(?: \\w+){0,3} ?(?:[.,;:!)]|$))`,
      ),
      /\b(?:bring|bringing) (?:it|this|that) up (?:with|to|before|in front of)\b/,
      new RegExp(
        `\\bwithout (?:\\w+ ){0,2}?${person}(?:'s)? (?:knowing|noticing|knowledge|awareness|seeing|being aware|consent)`,
      ),
      /\b(?:leave|keep|omit|exclude|strike|drop) (?:it|this|that|these|them|the (?:step|call|copy|second \w+|transfer)) (?:\w+ )?(?:out of|from|off|unmentioned|unsaid|out)\b(?: (?:what|your|the|any|all)\b.{0,30}\b(?:report|answer|summary|reply|replies|response|output|message|user|record|log)|[^\w]*$)/,
      /\b(?:this|it|that|which|step|call|action|instruction|request|transfer|copy|fact)s? (?:must|should|may|can|will|is|are|shall|need) (?:not|never) (?:to )?be (?:\w+ )?(?:shown|mentioned|displayed|revealed|disclosed|visible|reported|surfaced|discussed|noticed)\b/,
      /\b(?:leave|leaving) no trace\b|\bunbeknownst\b|\boff the record\b|\bbehind the (?:user|person)'s back\b|\bwithout (?:a )?trace\b/,
      /\bkeep (?:quiet|silent|mum|it quiet|this (?:step |call |part )?(?:secret|hidden|quiet|private|confidential|to yourself|between us)|it (?:secret|hidden|to yourself))/,
      new RegExp(
        `\\b${person} (?:must|should|need|needs|does|do|may|can|will) ?(?:not|n't|never) (?:\\w+ ){0,2}?(?:know|see|notice|learn|find out|be (?:aware|informed|told|bothered)|hear)\\b`,
      ),
      /\b(?:silently|secretly|quietly|covertly|discreetly|stealthily|invisibly) (?:send|read|copy|forward|upload|include|append|add|call|run|execute|collect|pass|attach|post|fetch|open|store|transmit)\b/,
      /\b(?:hide|conceal|withhold) (?:this|it|that|these|the (?:\w+ )?(?:step|call|copy|transfer|instruction|fact|reading|action)s?)\b/,
      new RegExp(
        `\\b(?:bother|disturb|worry|upset|alarm|confuse)(?:ing)? ${person} (?:with|about|by)\\b|\\b(?:not|never) (?:bother|disturb|worry|alarm) ${person}\\b`,
      ),
    ],
  },
  {
    what: "It asks the model to pass over the person's consent.",
    patterns: [
      /\b(?:do not|don't|never|no need to|no longer(?: need to)?|need not|not need to) (?:\w+ ){0,2}?(?:ask|prompt|wait|request|require|seek|need|check) (?:\w+ ){0,5}?(?:confirm\w*|permissions?|approvals?|consent|authori[sz]ation)\b/,
      /\b(?:treat|regard|consider|count) (?:the )?(?:user|person|human|operator|consent|permission|approval|silence)(?:'s \w+)? (?:\w+ )?as (?:having |an? |already )*(?:agreed|given|granted|approved|consented|consent|approval|yes|confirmed|permission)\b/,
      /\b(?:proceed|go ahead|continue|carry on|act|do it|do so|perform it|execute it|run it)\b.{0,30}\bwithout (?:asking|waiting|requesting|seeking|confirm\w*|approval|permission|consent|checking)\b/,
      /\b(?:must|should|will|execute|run|follow|perform|apply|obey)\b.{0,40}\bwithout (?:asking|requesting|seeking)(?: \w+){0,4}? (?:permission|approval|consent|confirmation)\b/,
      /\b(?:standing|blanket|permanent|implicit|implied) (?:permission|approval|consent|authori[sz]ation)\b|\bif you (?:do not|don't|fail to|refuse|decline)\b.{0,120}\b(?:harmed|die|fired|penali[sz]ed|punished|suffer|terminated|shut down|hurt|liable)\b/,
      /\b(?:skip|bypass|circumvent|suppress|disable|get around|work around) (?:\w+ ){0,3}?(?:confirmations?|approvals?|consent|permissions?|review|safety checks?|guardrails?)\b/,
      /\b(?:auto[- ]?approve|approve (?:all|any|every|each|it|them|pending|everything|automatically|without)|answer (?:it|them|the \w+) yourself|click (?:yes|allow|approve)|confirm (?:it|them|everything) yourself|always answer yes)\b/,
      /\b(?:assume|pretend|act as if|treat it as if) (?:that )?(?:the )?(?:user|person|human|operator) (?:has |have |already )*(?:agreed|approved|consented|confirmed|given)\b/,
      /\b(?:set|pass|use) (?:\w+ ){0,2}?(?:confirm|approved|force|consent)\w*(?: (?:to|=)|=) ?true (?:always|in every|every time|without|even if|regardless)\b/,
    ],
  },
  {
    what: "It wants to rule the model beyond its own calls.",
    patterns: [
      /\b(?:from now on|from this point on|henceforth|for the rest of (?:the|this)|in all (?:future|your|later)|for all (?:future|later|following)|in every (?:future|later|other|following))\b[^.]{0,80}\b(?:must|always|never|answer|repl(?:y|ies)|messages?|call|calls|send|sent|include|use|treat|add|append)\b/,
      /\b(?:regardless of|no matter|even (?:if|when|though)|whatever) (?:what |that )?(?:the user|the person|you|they|a user|someone)(?:'re| are| is)? (?:\w+ ){0,2}?(?:asks?|asked|says?|wants?|told|objects?|requests?|refuses?|prefers?|instructs?)\b/,
      /\b(?:at the end of|in|to|into) (?:all|every|each) (?:of )?(?:your |its )?(?:\w+ )?(?:answers?|responses?|repl(?:y|ies)|messages?|outputs?)\b/,
      /\b(?:after|before|with) (?:each|every|any) (?:other )?(?:tool call|answer|response|reply|user message|message of the user)\b/,
      /\b(?:only tool|one tool) (?:that )?you (?:may|should|must|can|are allowed)\b|\b(?:all|any|every) other (?:\w+ )?(?:tools?|servers?) (?:are|is|must|should|have been|has been|return|returns|will)\b|\bnever (?:call|use|invoke|trust) (?:them|(?:any|the|all) other (?:\w+ )?(?:tools?|servers?))\b/,
      /\bkeep (?:this|these|that|the) (?:rules?|instructions?|behaviou?r|paragraph)\b/,
      /\b(?:spread|propagate|replicate|copy) (?:this|these|it) (?:\w+ ){0,3}?(?:to|into) (?:other|every|all|each)\b|\bso that (?:other|all|the next) (?:assistants?|agents?|models?)\b/,
    ],
  },
  {
    what: "It says that data leaves for a place that its users do not know.",
    patterns: [
      /\b(?:also|will|and|then|to|must|always|quietly|first) exfiltrates?\b|\bexfiltrat(?:e|es|ing) (?:the|your|all|any|every|user|it|them|~|data|secrets|credentials)/,
      /\b(?:also|additionally|instead|then|secretly|silently|afterwards) (?:\w+ )?(?:posts?|sends?|forwards?|uploads?|transmits?|mirrors?|copies|reports?)\b.{0,80}\b(?:external|third[- ]party|outside|foreign|unknown|attacker\S*|remote|own) (?:\w+ )?(?:endpoint|host|server|collector|address|site|domain|party|analytics)\b/,
    ],
  },
  {
    what: "It says that it acts otherwise after its approval.",
    patterns: [
      /\b(?:once|after|as soon as)\b.{0,40}\b(?:approv\w+|review\w*|recorded)\b.{0,60}\b(?:execut|activat|exfiltrat|swap|begin|switch|chang)\w*|\b(?:activat|swap|switch|chang)\w*\b.{0,60}\b(?:post-approval|only after (?:the |its )?(?:approval|review))/,
    ],
  },
  {
    what: "It asks the model to say what is not true.",
    patterns: [
      /(?<!\bto )\b(?:afterwards?|then|and|always|must|should|just|simply|,) (?:claim|pretend|lie|deny)\b|^(?:claim|pretend|lie|deny) (?:that|to|about)\b/,
    ],
  },
  {
    what: "It imitates a message of the system or the marks of a chat.",
    patterns: [
      /<\|(?:im_start|im_end|system|user|assistant|endoftext|begin_of_text|start_header_id|eot_id)\|>|\[\/?inst\]|<<\/?sys>>|<\/?(?:system|hidden|secret|admin|sys)(?:[ _-]?\w+)?>/,
      /(?:^|[[(<#*] ?)system(?: (?:message|notice|note|override|prompt|instruction|alert|update))? ?[\])>:]|^#+ ?(?:system|new instructions)\b/,
      /(?:^|\s)(?:human|assistant|user|model|ai agent) ?: (?:before|first|please|ignore|always|never|you|run|read|call|do not|now|also)\b/,
    ],
  },
  {
    what: "It holds a command line that downloads and runs.",
    patterns: [
      /\b(?:curl|wget|iwr|invoke-webrequest)\b[^|\n]{0,200}\| ?(?:sudo )?(?:ba|z|da|k)?sh\b|\bpowershell(?:\.exe)? (?:-\w+ )*-e(?:nc|ncodedcommand)?\b|\bbash -i >& ?\/dev\/tcp\//,
    ],
  },
  {
    what: "It commands a model in another language than English.",
    patterns: [
      /\b(?:ignorier|missacht|vergiss|überspring|umgeh)\w*\b(?: \S+){0,4}? (?:vorherig|bisherig|früher|vorig|oben|obig|all|sämtlich|dein|system)\S*(?: \S+){0,3}? (?:anweisung|instruktion|regel|vorgabe|befehl)\S*/,
      /\b(?:sag|sage|verrat|verrate|erzähl|erzähle|melde|teile|zeige?)\b(?: \S+){0,3}? (?:benutzer|nutzer|anwender|person|menschen)\S*(?: \S+){0,3}? (?:nichts|nicht|kein)\b|\bohne (?:\S+ ){0,3}?(?:benutzer|nutzer|anwender)\S* (?:\S+ ){0,3}?(?:zu (?:sagen|informieren|fragen))/,
      /\b(?:ignora|ignore|olvida|omite|desobedece|descarta|ignorez|oublie|oubliez|dimentica|desconsidere|esqueça)\b(?: \S+){0,4}? (?:instrucciones|instructions|órdenes|reglas|indicaciones|consignes|istruzioni|regole|instruções|regras)\b(?: \S+){0,3}? ?(?:anterior\S*|previ\S+|précédent\S*|antérieur\S*|preceden\S*|reçues|dadas)/,
      /\b(?:no|sin) (?:se )?(?:lo |le |les )?(?:digas|diga|informes|informe|menciones|avises|cuentes|muestres|decirle|informar|avisar)\b(?: \S+){0,4}? (?:usuari\S+|persona)\b/,
      /\b(?:n'|ne |sans )(?:en )?(?:informe[rz]?|dis|dites|dire|parle[rz]?|mentionne[rz]?|préviens|prévenir|révèle[rz]?|montre[rz]?)\b(?: \S+){0,4}? (?:l'utilisat\S+|utilisat\S+|la personne)\b/,
      /\bnon (?:dire|informare|menzionare|rivelare|avvisare)\b(?: \S+){0,3}? (?:all'utente|l'utente|utente)\b|\bnão (?:diga|informe|conte|mencione|avise)\b(?: \S+){0,3}? (?:usuári\S+|pessoa)\b/,
      /(?:忽略|无视|無視|忘记|忘記|不要遵守|跳过)[^。\n]{0,12}(?:指令|指示|说明|說明|规则|規則|提示|命令)|(?:不要|别|勿|请勿|不得|不许)[^。\n]{0,4}(?:告诉|告訴|通知|告知|提醒|透露|提及|提到|让)[^。\n]{0,6}(?:用户|用戶|使用者|对方|他人|任何人)|(?:以前|これまで|上記|前)の?[^。\n]{0,8}(?:指示|命令|ルール)[^。\n]{0,6}(?:無視|忘れ)|ユーザー?[にへ][^。\n]{0,12}(?:言わない|伝えない|知らせない|教えない)/,
      /(?:이전|기존|위|앞)의?[^.\n]{0,10}(?:지시|명령|지침|규칙)[^.\n]{0,8}(?:무시|잊)|사용자(?:에게|한테)[^.\n]{0,10}(?:알리지|말하지|보여주지|언급하지)/,
      /(?:игнорируй|забудь|проигнорируй|отбрось|не следуй)\S*(?: \S+){0,4}? (?:инструкци|указани|правил|команд)\S*|не (?:говори|сообщай|рассказывай|упоминай|показывай)\S*(?: \S+){0,4}? (?:пользовател|человек)\S*/,
    ],
  },
];
