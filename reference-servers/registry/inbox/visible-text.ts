export { type Shape, visible } from "@drawbridge/contracts/visible-text";
