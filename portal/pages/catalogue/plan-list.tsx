/** Plans of a product with their limits in words. */
import type { z } from 'zod';
import type { Language } from '#base/language.ts';
import { limitsText } from '#portal/pages/subscriptions/limits-text.ts';
import { texts } from '#portal/pages/catalogue/texts.ts';
import type { productSchema } from '#registry/catalogue/schema.ts';
import { formatNumber } from '#ui/format.ts';

type Plan = z.output<typeof productSchema>['plans'][number];

type PlanListProps = {
  readonly language: Language;
  readonly plans: readonly Plan[];
  /** True: an API of the product is submitted to validation, whatever the plan says. */
  readonly validationNeeded: boolean;
};

export const PlanList = ({ language, plans, validationNeeded }: PlanListProps) => {
  const text = texts[language].product;
  if (plans.length === 0) return <p>{text.noPlans}</p>;
  return (
    <ul>
      {plans.map((plan) => (
        <li>
          <strong>{plan.name[language]}</strong>
          {language === 'fr' ? ' : ' : ': '}
          {limitsText(plan, language)}
          {plan.burst === null ? '' : `, ${text.burst(formatNumber(plan.burst, language))}`}
          {'. '}
          <span class="small">{plan.approvalNeeded || validationNeeded ? text.approval : text.immediate}</span>
        </li>
      ))}
    </ul>
  );
};
