/** What a list of requests is narrowed to. */
import type { z } from 'zod';
import { subscriptionStateSchema } from '#registry/subscriptions/schema.ts';
import { query, type AccountVisit } from '#portal/visit/visit.ts';

/** What a list is narrowed to, as its address says. */
export type Asked = {
  readonly state: z.infer<typeof subscriptionStateSchema> | 'all';
  readonly order: 'newest' | 'oldest';
  readonly search: string;
  readonly after: string;
};

/** What the address asks for; without it, `state` in `order`. */
export function askedFor(visit: AccountVisit, state: Asked['state'], order: Asked['order']): Asked {
  const given = query(visit, 'state');
  const known = subscriptionStateSchema.safeParse(given);
  const asked = query(visit, 'order');
  return {
    // An address with anything else shows the list as it comes.
    state: known.success ? known.data : given === 'all' ? 'all' : state,
    order: asked === 'newest' || asked === 'oldest' ? asked : order,
    search: query(visit, 'search').slice(0, 200),
    after: query(visit, 'after'),
  };
}

/** The same as the input of `request.list`. */
export function inputOf({ state, order, search, after }: Asked) {
  return {
    order,
    ...(state === 'all' ? {} : { state }),
    ...(search.trim() === '' ? {} : { search }),
    ...(after === '' ? {} : { after }),
  };
}
