/** From ticks to subscriptions: what applying a selection would do. Pure. */
import type { LocalisedText } from '#base/problem.ts';
import { offerFor, type HeldApi, type Offer } from '#registry/selection/offers.ts';

/** A subscription that has not ended. */
export type LiveSubscription = {
  readonly id: string;
  readonly state: 'pending' | 'approved' | 'suspended';
  readonly product: string;
  readonly name: LocalisedText;
  readonly apis: readonly HeldApi[];
};

export type Selection = {
  /** APIs that were ticked, and that lost their tick. */
  readonly add: readonly HeldApi[];
  readonly remove: readonly HeldApi[];
  readonly live: readonly LiveSubscription[];
  readonly offers: readonly Offer[];
};

/**
 * Why a tick cannot be applied: no product offers the API there; its product has several plans to choose from; its
 * product holds another API that lost its tick.
 */
export type Impossible = {
  readonly api: string;
  readonly why: 'not-offered' | 'choose-plan' | 'tied';
  /** The product where a plan is chosen, or that ties them. */
  readonly product: string | null;
};

export type SelectionPlan = {
  readonly requests: readonly Offer[];
  readonly withdrawals: readonly LiveSubscription[];
  readonly impossible: readonly Impossible[];
  /** APIs beyond the ticks: that come with a product, or go with one. */
  readonly alsoGained: readonly string[];
  readonly alsoLost: readonly string[];
};

/** Plans a selection. */
export function planSelection({ add, remove, live, offers }: Selection): SelectionPlan {
  const removed = new Set(remove.map(({ id }) => id));
  const withdrawals = live.filter((one) => one.apis.some(({ id }) => removed.has(id)));
  const kept = live.filter((one) => !withdrawals.includes(one));
  const covered = new Set(kept.flatMap((one) => one.apis.map(({ id }) => id)));
  const requests = new Map<string, Offer>();
  const impossible: Impossible[] = [];
  for (const { id, reference: api } of add) {
    if (covered.has(id)) continue;
    const offer = offerFor(id, offers);
    if (offer === undefined) impossible.push({ api, why: 'not-offered', product: null });
    else if (offer.apis.some((held) => removed.has(held.id)))
      impossible.push({ api, why: 'tied', product: offer.reference });
    else if (offer.plan === null) impossible.push({ api, why: 'choose-plan', product: offer.reference });
    else requests.set(offer.reference, offer);
  }
  const wanted = new Set(add.map(({ id }) => id));
  const had = new Set(live.flatMap((one) => one.apis.map(({ id }) => id)));
  const gained = [...requests.values()].flatMap((offer) => offer.apis);
  const keeps = new Set([...covered, ...gained.map(({ id }) => id)]);
  const lost = withdrawals.flatMap((one) => one.apis).filter(({ id }) => !keeps.has(id) && !removed.has(id));
  return {
    requests: [...requests.values()],
    withdrawals,
    impossible,
    alsoGained: namesOf(gained.filter(({ id }) => !wanted.has(id) && !had.has(id))),
    alsoLost: namesOf(lost),
  };
}

function namesOf(held: readonly HeldApi[]): string[] {
  return [...new Set(held.map(({ reference }) => reference))].toSorted();
}
