/** What one call would do, and whose yes it needs: the words of the wire, which tools use as they are. */
export type { Amount, ApprovalNeed, Plan } from "@drawbridge/contracts/approvals";
