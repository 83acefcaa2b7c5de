/** Who can change something: named, with an address to write to, or "you". */
import type { LocalisedText } from '#base/problem.ts';
import type { WhyFacts } from '#registry/why/facts.ts';

export type Who = {
  /** `you`: the one who asks may do it. */
  readonly kind: 'you' | 'consumer' | 'provider' | 'operator';
  readonly name: LocalisedText;
  /** Null: no address is known. */
  readonly mail: string | null;
};

const you: Who = { kind: 'you', name: { en: 'you', fr: 'vous' }, mail: null };

/** What the people on the side of an application are named from. */
export type ConsumerFacts = Pick<WhyFacts, 'viewer' | 'organisation'> & {
  readonly application: Pick<WhyFacts['application'], 'email'>;
};

/** What the people on the side of an API are named from. */
export type ProviderFacts = Pick<WhyFacts, 'viewer'> & {
  readonly api: Pick<WhyFacts['api'], 'approverEmail' | 'administratorEmail'>;
  readonly provider: Pick<WhyFacts['provider'], 'name' | 'contactEmail'>;
};

/** The members of the application's organisation. */
export function consumerOf({ viewer, organisation, application }: ConsumerFacts): Who {
  if (viewer.consumer) return you;
  const name = { en: `the members of ${organisation}`, fr: `les membres de ${organisation}` };
  return { kind: 'consumer', name, mail: application.email };
}

/** Who approves subscriptions to the API. */
export function approverOf(facts: ProviderFacts): Who {
  const { approverEmail, administratorEmail } = facts.api;
  return providerAt(facts, approverEmail || administratorEmail);
}

/** Who administers the API. */
export function administratorOf(facts: ProviderFacts): Who {
  return providerAt(facts, facts.api.administratorEmail);
}

function providerAt({ viewer, provider }: ProviderFacts, mail: string): Who {
  if (viewer.provider) return you;
  const name = {
    en: `the administrators of ${provider.name.en}`,
    fr: `les administrateurs de ${provider.name.fr}`,
  };
  return { kind: 'provider', name, mail: mail || provider.contactEmail };
}

/** Who operates this instance. */
export function operatorOf({ viewer }: Pick<WhyFacts, 'viewer'>): Who {
  if (viewer.operator) return you;
  const name = { en: 'the operators of this portal', fr: 'les exploitants de ce portail' };
  return { kind: 'operator', name, mail: null };
}
