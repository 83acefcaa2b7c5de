/**
 * What webhooks are told of each type of event: the `data` of the payload, with an example each. The schemas and the
 * examples stand in docs/notices.md as they are here. Fields may be added; none changes its meaning or goes.
 */
import { z } from 'zod';
import type { EventType } from '#notifications/notices/types.ts';

const localised = z.object({ fr: z.string(), en: z.string() });
const application = z
  .object({ id: z.uuid(), name: z.string(), environment: z.enum(['sandbox', 'production']) })
  .describe('The application that it concerns.');
const page = z
  .string()
  .describe('Where a person can do something about it: an address in the portal, sent whole (https://…).');
const api = z.object({ reference: z.string().describe('provider/slug@version'), name: localised });
const moment = z.iso.datetime();

export const eventData = {
  'quota.threshold': z.object({
    application,
    product: z.object({ reference: z.string().describe('provider/slug'), name: localised }),
    window: z.enum(['day', 'month']).describe('Which quota of the plan.'),
    threshold: z.literal([50, 80, 100]).describe('The share of it that was reached, in per cent.'),
    used: z.int().describe('Calls counted when it was noticed.'),
    limit: z.int().describe('Calls that the plan allows in the window.'),
    endsAt: moment.describe('When the window ends and the count begins anew.'),
    page,
  }),
  'errors.threshold': z.object({
    application,
    from: moment,
    to: moment,
    calls: z.int().describe('Calls within that time.'),
    errors: z.int().describe('How many of them were refused, failed or got an answer of 5xx.'),
    api: z
      .object({ reference: z.string(), errors: z.int() })
      .nullable()
      .describe('The API with most of them; null: not known.'),
    reason: z
      .object({ code: z.string().describe('As in docs/errors.'), calls: z.int() })
      .nullable()
      .describe('The reason that most refusals had; null: none was refused.'),
    page,
  }),
  'credential.expiring': z.object({
    application,
    credential: z.object({ id: z.uuid(), kind: z.enum(['secret', 'api-key']), label: z.string() }),
    expiresAt: moment,
    days: z.literal([30, 7, 1, 0]).describe('At most so many days are left; 0: it has expired.'),
    lastUsedAt: moment.nullable().describe('When it was last used; null: never, or not known (keys).'),
    page,
  }),
  'version.deprecated': z.object({
    application,
    api,
    reminder: z.boolean().describe('False: the announcement. True: the end is near (30, 7 and 1 days before).'),
    sunset: moment.nullable().describe('When calls begin to be refused; null: no day is named.'),
    successor: z.string().nullable().describe('slug@version of what takes its place.'),
    page,
  }),
  'version.retired': z.object({
    application,
    api,
    successor: z.string().nullable().describe('slug@version of what takes its place.'),
    page,
  }),
  'subscription.decided': z.object({
    application,
    subscription: z.uuid(),
    product: z.object({ reference: z.string(), name: localised }),
    plan: z.string(),
    decision: z
      .enum(['approve', 'reject', 'suspend', 'resume', 'revoke', 'approve-plan', 'reject-plan', 'change-plan'])
      .describe('`…-plan`: about another plan of the product; `plan` is the one that holds now.'),
    state: z.enum(['pending', 'approved', 'rejected', 'suspended', 'revoked']),
    reason: z.string().describe('What the decider wrote; may be empty.'),
    page,
  }),
  'terms.renewed': z.object({
    application,
    terms: z.object({ reference: z.string().describe('provider/slug'), title: localised }),
    version: z.string(),
    effective: moment.describe('From when on calls are refused until it is accepted.'),
    page,
  }),
} as const satisfies Readonly<Record<EventType, z.ZodObject>>;
