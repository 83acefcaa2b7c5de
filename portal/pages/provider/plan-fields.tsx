/** Fields of a plan. */
import { z } from 'zod';
import { RadioGroup, TextField, Tick } from '#ui/components/field.tsx';
import type { FormState } from '#ui/form-state.ts';
import { formatNumber } from '#ui/format.ts';
import type { Offer } from '#registry/offer/get.ts';
import { planSchema } from '#registry/declarations/schema.ts';
import { texts } from '#portal/pages/provider/texts.ts';
import { tick } from '#portal/visit/form-fields.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

/** A whole number, or nothing: no limit. */
const count = z.preprocess(
  (value) => (value === '' ? undefined : value),
  z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
);

export const planFields = {
  ...{ rate: count, burst: count, day: count, month: count, approval: tick },
  ...{ per: planSchema.shape.per, atLimit: planSchema.shape.atLimit },
};
type Sent = z.output<z.ZodObject<typeof planFields>>;

export type PlanEntry = Offer['declared']['products'][number]['plans'][number];

/** The limits as operations take them. */
export function planOf({ rate, burst, day, month, per, atLimit, approval }: Sent) {
  return {
    ...(rate === undefined ? {} : { rate }),
    ...(burst === undefined ? {} : { burst }),
    quota: { ...(day === undefined ? {} : { day }), ...(month === undefined ? {} : { month }) },
    ...{ per, atLimit, approval },
  };
}

/** What a plan is unless somebody says otherwise. */
export const freshPlan = { per: 'application', atLimit: 'refuse' } as const;

export function givenPlan({ rate, burst, quota, per, atLimit, approval }: PlanEntry): Readonly<Record<string, string>> {
  const text = (value: number | undefined): string => (value === undefined ? '' : String(value));
  return {
    ...{ rate: text(rate), burst: text(burst), day: text(quota.day), month: text(quota.month) },
    ...{ per, atLimit, approval: approval ? 'on' : '' },
  };
}

/** Limits in words. */
export function limitsOf({ rate, burst, quota, per, atLimit }: PlanEntry, visit: AccountVisit): string {
  const text = texts[visit.language].plan;
  const parts = (
    [
      [text.rate, rate],
      [text.burst, burst],
      [text.day, quota.day],
      [text.month, quota.month],
    ] as const
  )
    .filter(([, value]) => value !== undefined)
    .map(([label, value]) => `${label}: ${formatNumber(value ?? 0, visit.language)}`);
  if (parts.length === 0) return text.unlimited;
  if (per === 'organisation') parts.push(text.perOrganisation);
  if (atLimit === 'flag' && (quota.day ?? quota.month) !== undefined) parts.push(text.flags);
  return parts.join('; ');
}

export const PlanFields = ({ visit, form }: { readonly visit: AccountVisit; readonly form: FormState }) => {
  const text = texts[visit.language].plan;
  const hint = text.noLimit;
  return (
    <>
      <TextField form={form} name="rate" type="number" min="1" label={text.rate} hint={hint} />
      <TextField form={form} name="burst" type="number" min="1" label={text.burst} />
      <TextField form={form} name="day" type="number" min="1" label={text.day} hint={hint} />
      <TextField form={form} name="month" type="number" min="1" label={text.month} hint={hint} />
      <RadioGroup
        form={form}
        name="per"
        legend={text.per}
        choices={[
          { value: 'application', label: text.perApplication },
          { value: 'organisation', label: text.perOrganisation },
        ]}
      />
      <RadioGroup
        form={form}
        name="atLimit"
        legend={text.atLimit}
        hint={text.atLimitHint}
        choices={[
          { value: 'refuse', label: text.refuses },
          { value: 'flag', label: text.flags },
        ]}
      />
      <Tick form={form} name="approval" label={text.approval} />
    </>
  );
};
