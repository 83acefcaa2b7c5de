/** What a look at a contract finds: where, what, and what to do about it. */
import { z } from 'zod';
import { localisedSchema } from '#registry/catalogue/schema.ts';

export const findingSchema = z.object({
  /** `error`: it cannot be published so. `warning`: it can, but its readers will miss something. */
  severity: z.enum(['error', 'warning']),
  /** Names the rule. */
  rule: z.string(),
  /** Line in the file, from 1. */
  line: z.number().int(),
  /** Where in the document: `paths./healthcheck.get`. */
  place: z.string(),
  message: localisedSchema,
  advice: localisedSchema,
});
export type Finding = z.output<typeof findingSchema>;

/** A finding as a rule makes it, its place as a way into the document. */
export type Found = Omit<Finding, 'line' | 'place'> & { readonly path: readonly (string | number)[] };

/** A rule looks at a whole document, upgraded to OpenAPI 3. */
export type Rule = (document: Readonly<Record<string, unknown>>) => readonly Found[];
