import type { Language } from '#base/language.ts';
import type { SubscriptionState } from '#registry/subscriptions/transitions.ts';
import { Badge } from '#ui/components/page-parts.tsx';
import { texts } from '#portal/pages/subscriptions/texts.ts';

const kinds = {
  pending: 'waiting',
  approved: 'good',
  rejected: 'bad',
  suspended: 'bad',
  revoked: 'bad',
} as const satisfies Record<SubscriptionState, string>;

type StateBadgeProps = {
  readonly language: Language;
  readonly state: SubscriptionState;
  readonly withdrawn?: boolean;
};

/** The state of a subscription as a word; one that its own side took back is no reproach. */
export const StateBadge = ({ language, state, withdrawn }: StateBadgeProps) =>
  withdrawn === true ? (
    <Badge>{texts[language].states.withdrawn}</Badge>
  ) : (
    <Badge kind={kinds[state]}>{texts[language].states[state]}</Badge>
  );
