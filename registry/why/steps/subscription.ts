import { byOpening } from '#registry/subscriptions/opening.ts';
import { dayOf } from '#registry/why/day.ts';
import type { SubscriptionFacts, WhyFacts } from '#registry/why/facts.ts';
import { green, red, type Judge } from '#registry/why/step.ts';
import { approverOf, consumerOf } from '#registry/why/who.ts';

/** The subscription that counts for the API: the one that opens most. */
export function decisiveSubscription({ subscriptions }: WhyFacts): SubscriptionFacts | undefined {
  return subscriptions.toSorted(byOpening).at(-1);
}

/** The API must be granted to the application by an approved subscription. */
export const subscription: Judge = (facts) => {
  const found = decisiveSubscription(facts);
  if (found === undefined) {
    return red(
      'The application has no subscription to this API.',
      "L'application n'a pas de souscription à cette API.",
      { code: 'subscription.missing', refusedBy: 'gateway', who: consumerOf(facts), remedy: 'subscription.request' },
    );
  }
  const day = dayOf(found.since);
  const of = { en: `“${found.product.en}”`, fr: `« ${found.product.fr} »` };
  if (found.state === 'approved') {
    return green(
      `The subscription to ${of.en} has been approved since ${day.en}.`,
      `La souscription à ${of.fr} est approuvée depuis le ${day.fr}.`,
      { since: found.since, subject: found.id },
    );
  }
  const { en, fr } = sentenceOf(found, day);
  return red(
    `The subscription to ${of.en} ${en}${said(found, ': ')}`,
    `La souscription à ${of.fr} ${fr}${said(found, ' : ')}`,
    {
      code: `subscription.${found.state}`,
      refusedBy: 'gateway',
      since: found.since,
      subject: found.id,
      ...changeOf(found, facts),
    },
  );
};

function sentenceOf(
  { state, withdrawn }: SubscriptionFacts,
  day: { en: string; fr: string },
): { en: string; fr: string } {
  if (state === 'pending')
    return { en: `has waited for approval since ${day.en}`, fr: `attend sa validation depuis le ${day.fr}` };
  if (state === 'rejected') return { en: `was rejected on ${day.en}`, fr: `a été refusée le ${day.fr}` };
  if (state === 'suspended')
    return { en: `has been suspended since ${day.en}`, fr: `est suspendue depuis le ${day.fr}` };
  if (withdrawn)
    return {
      en: `was cancelled by the application's own side on ${day.en}`,
      fr: `a été résiliée par l'organisation de l'application le ${day.fr}`,
    };
  return { en: `was revoked on ${day.en}`, fr: `a été révoquée le ${day.fr}` };
}

/** The decider's reason at the end of the sentence; what the asker wrote is no reason. */
function said({ state, reason }: SubscriptionFacts, colon: string): string {
  if (state === 'pending' || reason === '') return '.';
  return `${colon}${reason}${/[.!?…]$/.test(reason) ? '' : '.'}`;
}

/** Who gets it out of this state, and how: what is ended can be asked for again. */
function changeOf({ state }: SubscriptionFacts, facts: WhyFacts) {
  if (state === 'pending') return { who: approverOf(facts), remedy: 'subscription.approve' };
  if (state === 'suspended') return { who: approverOf(facts), remedy: 'subscription.resume' };
  return { who: consumerOf(facts), remedy: 'subscription.request' };
}
