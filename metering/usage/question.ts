/** What is asked of usage, and what comes back: shared by operations, pages, the command line and exports. */
import { z } from 'zod';
import { levels } from '#metering/schema/levels.ts';

export type UsageSubject =
  | { readonly kind: 'application'; readonly applicationId: string }
  | { readonly kind: 'api'; readonly apiId: string }
  /** Of an application at one API. */
  | { readonly kind: 'pair'; readonly applicationId: string; readonly apiId: string }
  | { readonly kind: 'provider'; readonly providerId: string }
  | { readonly kind: 'instance' };

export const usageEnvironmentSchema = z.enum(['sandbox', 'production']);
export const usageStepSchema = z.enum(levels);
/** How long one period of a series is; days and months are those of Europe/Paris. */
export type UsageStep = z.infer<typeof usageStepSchema>;

export type UsageQuestion = {
  readonly subject: UsageSubject;
  /** Without it: both, and calls of which the gateway could not tell. */
  readonly environment?: z.infer<typeof usageEnvironmentSchema> | undefined;
  /** Milliseconds since the Unix epoch; widened to whole periods. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly step: UsageStep;
};

const countSchema = z.number().int().nonnegative();

const percentilesSchema = z
  .object({ p50: z.number(), p95: z.number(), p99: z.number() })
  .describe('Milliseconds, within 1 %.')
  .nullable();
export type Percentiles = z.infer<typeof percentilesSchema>;

export const figuresSchema = z.object({
  calls: countSchema,
  byClass: z
    .array(countSchema)
    .length(6)
    .describe('Answers by the first digit of their status, 1 to 5; first those without any.'),
  refused: countSchema.describe('Of these, refused by the gateway itself.'),
  flagged: countSchema.describe('Of these, let through above a quota whose plan says so.'),
  requestBytes: countSchema,
  answerBytes: countSchema,
  totalMs: percentilesSchema,
  upstreamMs: percentilesSchema,
});
export type Figures = z.infer<typeof figuresSchema>;

export const usageReportSchema = z.object({
  fromMs: z.number().describe('What was counted: the range asked for, widened to whole periods.'),
  toMs: z.number(),
  step: usageStepSchema.describe('The one asked for, or the finest that is still held of that time.'),
  figures: figuresSchema,
  before: figuresSchema.describe('The same of the period of the same length before.'),
  series: z.array(figuresSchema.extend({ atMs: z.number() })).describe('Every period, empty ones too.'),
  byReason: z.array(z.object({ reason: z.string(), calls: countSchema })).describe('Refusals, most frequent first.'),
  byApi: z
    .array(figuresSchema.extend({ apiId: z.string().nullable() }))
    .describe('Those with the most calls; null: addresses that no API has.'),
  byApplication: z
    .array(figuresSchema.extend({ applicationId: z.string().nullable() }))
    .describe('Those with the most calls; null: nobody was recognised.'),
});
export type UsageReport = z.infer<typeof usageReportSchema>;
