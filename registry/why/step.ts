/** One question of "Why am I refused?" and its answer. */
import type { LocalisedText } from '#base/problem.ts';
import type { WhyFacts } from '#registry/why/facts.ts';
import type { Who } from '#registry/why/who.ts';

export const stepNames = [
  'account',
  'organisation',
  'application',
  'api',
  'subscription',
  'terms',
  'credential',
  'scope',
  'profile',
  'plan',
] as const;
export type StepName = (typeof stepNames)[number];

/** Who would refuse: the gateway, the issuer (no token can be had), or the API itself behind the gateway. */
export type RefusedBy = 'gateway' | 'issuer' | 'service';

export type WhyStep = {
  readonly step: StepName;
  /** `green`: in order; `red`: here it is refused; `none`: not asked in this case. */
  readonly light: 'green' | 'red' | 'none';
  /** What stands in the way, as refusals name it: `subscription.pending`. Null unless red. */
  readonly code: string | null;
  readonly refusedBy: RefusedBy | null;
  readonly text: LocalisedText;
  /** What will stand in the way one day; null: nothing known. */
  readonly warning: LocalisedText | null;
  /** Since when it is so, where that is known. */
  readonly since: Date | null;
  /** Who can change it; null unless red. */
  readonly who: Who | null;
  /** The operation that changes it: `consent.give`; null where none does. */
  readonly remedy: string | null;
  /** The thing concerned, as operations name it: a subscription's id, `provider/terms`. */
  readonly subject: string | null;
};

/** Answers one question from the facts. */
export type Judge = (facts: WhyFacts) => Omit<WhyStep, 'step'>;

type Answer = ReturnType<Judge>;

const nothing = {
  code: null,
  refusedBy: null,
  warning: null,
  since: null,
  who: null,
  remedy: null,
  subject: null,
} as const satisfies Partial<Answer>;

export function green(
  en: string,
  fr: string,
  more: Partial<Pick<Answer, 'warning' | 'since' | 'subject'>> = {},
): Answer {
  return { ...nothing, light: 'green', text: { en, fr }, ...more };
}

export function notNeeded(en: string, fr: string, more: Partial<Pick<Answer, 'warning'>> = {}): Answer {
  return { ...nothing, light: 'none', text: { en, fr }, ...more };
}

type Red = { readonly code: string; readonly refusedBy: RefusedBy; readonly who: Who } & Partial<
  Pick<Answer, 'since' | 'remedy' | 'subject'>
>;

export function red(en: string, fr: string, more: Red): Answer {
  return { ...nothing, light: 'red', text: { en, fr }, ...more };
}
