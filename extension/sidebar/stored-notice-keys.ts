/** The notices that the editor stored as shown. */
import { z } from "zod";

const Keys = z.array(z.string()).catch([]);

export const noticeKeysIn = (stored: unknown): readonly string[] => Keys.parse(stored);
