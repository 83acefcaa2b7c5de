/** What operations give, as the pages about subscriptions show it. */
import type { z } from 'zod';
import type { listSelectableApis } from '#registry/selection/list.ts';
import type { getSubscription } from '#registry/subscriptions/get.ts';
import type { listRequests } from '#registry/subscriptions/list-requests.ts';
import type { explainRefusal } from '#registry/why/explain.ts';

/** An API as a row of the table of ticks. */
export type SelectableApi = z.output<typeof listSelectableApis.output>['items'][number];

export type ShownRequest = z.output<typeof getSubscription.output>;

export type RequestPage = z.output<typeof listRequests.output>;

export type ShownWhy = z.output<typeof explainRefusal.output>;
export type ShownStep = ShownWhy['steps'][number];
