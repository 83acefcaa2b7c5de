/** What differs between two versions of an API, as data: pages put it into words. */
import { z } from 'zod';

/** Which way a body or a parameter travels; what breaks one way is harmless the other. */
export type Direction = 'request' | 'response';

export const changeSchema = z.object({
  subject: z.enum([
    ...['operation', 'parameter', 'body', 'response', 'media-type', 'property', 'alternative', 'definition', 'schema'],
  ] as const),
  kind: z.enum(['added', 'removed', 'changed']),
  /** What about the subject has changed; null: it was added or removed. */
  aspect: z.enum(['type', 'values', 'required', 'optional', 'limit', 'format', 'openness', 'deprecated']).nullable(),
  /** True: a program that was right with the older version may fail with the newer one. */
  breaking: z.boolean(),
  direction: z.enum(['request', 'response']).nullable(),
  /** The definition that it lies in; null: the operation itself. */
  definition: z.string().nullable(),
  /** Where in it: `query page`, `200`, `adresse.ville`; `[]` is any entry of a list, `*` any other property. */
  at: z.string(),
  /** Keyword of a limit: `maxLength`. */
  keyword: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** Operations that it concerns: `GET /healthcheck`. */
  operations: z.array(z.string()),
});

export type Change = z.output<typeof changeSchema>;

/** A change before it is known which operations share it. */
export type SeenChange = Omit<Change, 'operations'>;

/** The rest of a change that has no more to say than these. */
export const plainChange = {
  aspect: null,
  breaking: false,
  direction: null,
  definition: null,
  at: '',
  keyword: null,
  from: null,
  to: null,
} as const;
