import { z } from 'zod';
import { readApplication } from '#registry/applications/find.ts';
import { applicationNotFound } from '#registry/applications/refusals.ts';
import { localisedSchema } from '#registry/catalogue/schema.ts';
import { operation } from '#registry/operation.ts';
import { anyRole, mayActFor } from '#registry/permission.ts';
import { readSelection, selectionFields } from '#registry/selection/read.ts';
import { readTermsStates } from '#registry/terms/state.ts';

const previewSchema = z.object({
  /** Products that would be asked for. */
  requests: z.array(
    z.object({
      product: z.string(),
      name: localisedSchema,
      plan: z.string(),
      planName: localisedSchema,
      apis: z.array(z.string()),
      /** What the subscription would be at once. */
      becomes: z.enum(['approved', 'pending']),
      /** Who would have to approve it. */
      approvers: z.array(z.string()),
      /** Terms that would still have to be accepted: `provider/slug`. */
      termsDue: z.array(z.string()),
    }),
  ),
  /** Subscriptions that would be given up. */
  withdrawals: z.array(
    z.object({
      id: z.string(),
      product: z.string(),
      name: localisedSchema,
      state: z.string(),
      apis: z.array(z.string()),
    }),
  ),
  /** Ticks that cannot be applied, and why; while there is one, nothing is. */
  impossible: z.array(
    z.object({
      api: z.string(),
      why: z.enum(['not-offered', 'choose-plan', 'tied']),
      product: z.string().nullable(),
    }),
  ),
  /** APIs that come, or go, beyond the ticks, because a product holds several. */
  alsoGained: z.array(z.string()),
  alsoLost: z.array(z.string()),
});

/**
 * Tells what applying a selection of APIs would do, and does nothing.
 *
 * @throws Problem `application.not_found` (404), `api.not_found` (404)
 */
export const previewSelection = operation({
  name: 'selection.preview',
  summary: 'Tells what ticking and unticking APIs of an application would do.',
  http: { method: 'get', path: '/applications/{application}/selection' },
  input: z.strictObject(selectionFields),
  output: previewSchema,
  authorise: async (work, input) =>
    mayActFor(work, await readApplication(work.tx, input.application), anyRole, applicationNotFound()),
  perform: async (work, { subject }, input) => {
    const { requests, withdrawals, ...rest } = await readSelection(work.tx, subject, input, work.now);
    const termsIds = requests.flatMap(({ apis }) => apis.flatMap(({ termsId }) => termsId ?? []));
    const states = await readTermsStates(work.tx, subject.id, [...new Set(termsIds)], work.now);
    const dueOf = (held: (typeof requests)[number]['apis']) =>
      held.flatMap(({ termsId }) => {
        const state = termsId === null ? undefined : states.get(termsId);
        return state?.state === 'due' ? [state.reference] : [];
      });
    return {
      result: {
        requests: requests.flatMap(({ reference, name, plan, apis, approvalNeeded, approvers }) =>
          plan === null
            ? []
            : [
                {
                  product: reference,
                  name,
                  plan: plan.slug,
                  planName: { fr: plan.nameFr, en: plan.nameEn },
                  apis: apis.map((api) => api.reference),
                  becomes: approvalNeeded ? ('pending' as const) : ('approved' as const),
                  approvers: approvalNeeded ? [...approvers] : [],
                  termsDue: [...new Set(dueOf(apis))],
                },
              ],
        ),
        withdrawals: withdrawals.map(({ id, product, name, state, apis }) => ({
          ...{ id, product, name, state },
          apis: apis.map((api) => api.reference),
        })),
        impossible: [...rest.impossible],
        alsoGained: [...rest.alsoGained],
        alsoLost: [...rest.alsoLost],
      },
      audit: [],
    };
  },
});
