import type { Cause } from "../diagnosis/cause.ts";

export const diskFull: Cause = {
  id: "disk-full",
  title: "A disk is full",
  rank: "root",
  signatures: [
    {
      pattern:
        /No space left on device|ENOSPC|Disk quota exceeded|There is not enough space on the disk|DiskErrorException|DSQuotaExceededException|[Ee]phemeral([- ]local)?[- ]storage (usage exceeds|limit)|low on resource: ephemeral-storage|DiskPressure/,
      strength: "certain",
    },
  ],
  fix: "Free or enlarge the disks of spark.local.dir (the nodes' scratch disks); less shuffle and spill (filter and project earlier, more memory per task) needs less disk.",
  source: "errno ENOSPC; Spark configuration: spark.local.dir",
};
