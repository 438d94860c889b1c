import type { Cause } from "../diagnosis/cause.ts";
import { notInWords } from "../diagnosis/words.ts";

export const diskFull: Cause = {
  id: "disk-full",
  title: "A disk is full",
  rank: "root",
  signatures: [
    {
      pattern:
        /No space left on device|\bENOSPC\b|\[Errno 28\]|There is not enough space on the disk|DiskErrorException|database or disk is full|[Ee]phemeral([- ]local)?[- ]storage (usage exceeds|limit)|low on resource: ephemeral-storage|DiskPressure/,
      strength: "certain",
      unless: /Too many open files/,
    },
    {
      pattern:
        /local-dirs (usable space is below|have errors|are bad)|could only be (replicated|written) to 0 (nodes|of the)|Failed to create local dir|used space above threshold/,
      strength: "likely",
    },
    // What a class that is not known here says.
    {
      pattern:
        /([Dd]isk|[Ss]torage|[Vv]olume|[Ff]ile ?system|[Dd]evice|[Tt]emp(orary)? (space|dir\w*)).{0,60}(\bfull\b|exhausted|out of space|no (free )?space|insufficient)|[Nn]ot enough (disk )?space|[Ii]nsufficient (disk|storage) space/,
      strength: "hint",
      of: "message",
      unless: notInWords,
    },
    // The same in other words.
    {
      pattern:
        /not enough space (on|left)|insufficient (disk|storage) space|[Dd]isk (is )?full|could not extend file|volume is full/,
      strength: "likely",
      unless: /Too many open files/,
    },
  ],
  fix: "Free or enlarge the disks of spark.local.dir (the nodes' scratch disks); less shuffle and spill (filter and project earlier, more memory per task) needs less disk.",
  source: "errno ENOSPC; Spark configuration: spark.local.dir",
};
