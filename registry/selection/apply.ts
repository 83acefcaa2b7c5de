import { z } from 'zod';
import { Problem } from '#base/problem.ts';
import { mayChangeApplication } from '#registry/applications/find.ts';
import type { AuditNote } from '#registry/audit/entry.ts';
import { operation } from '#registry/operation.ts';
import { anyRole } from '#registry/permission.ts';
import type { Impossible } from '#registry/selection/plan.ts';
import { readSelection, selectionFields } from '#registry/selection/read.ts';
import { askFor } from '#registry/subscriptions/ask.ts';
import { lockSubscription } from '#registry/subscriptions/find.ts';
import { moveSubscription } from '#registry/subscriptions/record.ts';
import {
  messageSchema,
  presentSubscription,
  subscriptionSchema,
  type SubscriptionRow,
} from '#registry/subscriptions/schema.ts';
import { nextState } from '#registry/subscriptions/transitions.ts';

/**
 * Applies a selection of APIs to an application, all of it or nothing (PISTE guide, "Modify the application"): gives up the
 * subscriptions to APIs that lost their tick, asks for the products of those that got one.
 *
 * @throws Problem `application.not_found` (404), `api.not_found` (404), `selection.impossible` (409), and what
 *   `subscription.request` refuses with
 */
export const applySelection = operation({
  name: 'selection.apply',
  summary: 'Ticks and unticks APIs of an application: asks for their products, or gives their subscriptions up.',
  http: { method: 'post', path: '/applications/{application}/selection' },
  input: z.strictObject({ ...selectionFields, message: messageSchema }),
  output: z.object({ requested: z.array(subscriptionSchema), withdrawn: z.array(subscriptionSchema) }),
  authorise: (work, input) => mayChangeApplication(work, input.application, anyRole),
  perform: async (work, { subject: application }, { message, ...ticks }) => {
    const { requests, withdrawals, impossible } = await readSelection(work.tx, application, ticks, work.now);
    if (impossible.length > 0) throw selectionImpossible(impossible);
    const audit: AuditNote[] = [];
    const withdrawn: SubscriptionRow[] = [];
    for (const { id } of withdrawals) {
      const subscription = await lockSubscription(work.tx, id);
      const to = nextState(subscription.state, 'revoke');
      // The provider was faster: it has ended already.
      if (to === null) continue;
      audit.push(await moveSubscription(work, subscription, to, '', true));
      withdrawn.push({ ...subscription, state: to });
    }
    const requested: SubscriptionRow[] = [];
    for (const { product, plan } of requests) {
      if (plan === null) continue;
      const { row, note } = await askFor(work, { application, product, plan, message });
      requested.push(row);
      audit.push(note);
    }
    return {
      result: { requested: requested.map(presentSubscription), withdrawn: withdrawn.map(presentSubscription) },
      audit,
    };
  },
});

function selectionImpossible(impossible: readonly Impossible[]): Problem {
  return new Problem(
    'selection.impossible',
    409,
    {
      en: 'Not all of these APIs can be had by a tick; nothing was changed.',
      fr: 'Ces API ne peuvent pas toutes être obtenues en les cochant ; rien n’a été changé.',
    },
    { faults: impossible.map(({ api, why }) => ({ path: api, message: why })) },
  );
}
