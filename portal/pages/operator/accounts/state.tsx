import type { OperatorTexts } from '#portal/pages/operator/en.ts';
import { Badge } from '#ui/components/page-parts.tsx';

type StateProps = {
  readonly account: { readonly active: boolean; readonly operator: boolean };
  readonly text: OperatorTexts['accounts'];
};

/** Whether an account can log in, and whether it operates. */
export const StateBadges = ({ account, text }: StateProps) => (
  <>
    {account.active ? <Badge kind="good">{text.active}</Badge> : <Badge kind="bad">{text.shut}</Badge>}{' '}
    {account.operator ? <Badge kind="waiting">{text.operator}</Badge> : null}
  </>
);
