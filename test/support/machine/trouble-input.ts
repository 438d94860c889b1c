/** The inputs in test/golden/trouble: what people's servers, providers and environments do. Names in them are invented. */
import { readFileSync } from "node:fs";
import type { z } from "zod";

/** Reads `<folder>/<name>` in the form that the test needs. Throws where the file has another form. */
export const troubleInput = <Form extends z.ZodType>(
  name: string,
  form: Form,
  folder: "bridge" | "edge" = "bridge",
): z.output<Form> =>
  form.parse(JSON.parse(readFileSync(new URL(`../../golden/trouble/${folder}/${name}`, import.meta.url), "utf8")));
