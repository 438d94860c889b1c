/**
 * Loaded before a stack (`node --import`), it makes its registry one of a later release, which serves only later editors.
 * No setting says so, because each release says it of itself.
 */
import { oldestServed } from "@drawbridge/registry/settings";

oldestServed.extension = "9.0.0";
