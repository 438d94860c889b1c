export { sqlInColours } from "@drawbridge/contracts/sql-colours";
