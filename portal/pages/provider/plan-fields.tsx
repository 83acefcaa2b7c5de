/** Fields of a plan. */
import { z } from 'zod';
import { TextField, Tick } from '#ui/components/field.tsx';
import type { FormState } from '#ui/form-state.ts';
import { formatNumber } from '#ui/format.ts';
import type { Offer } from '#registry/offer/get.ts';
import { texts } from '#portal/pages/provider/texts.ts';
import { tick } from '#portal/visit/form-fields.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

/** A whole number, or nothing: no limit. */
const count = z.preprocess(
  (value) => (value === '' ? undefined : value),
  z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
);

export const planFields = { rate: count, burst: count, day: count, month: count, approval: tick };
type Sent = z.output<z.ZodObject<typeof planFields>>;

export type PlanEntry = Offer['declared']['products'][number]['plans'][number];

/** The limits as operations take them. */
export function planOf({ rate, burst, day, month, approval }: Sent) {
  return {
    ...(rate === undefined ? {} : { rate }),
    ...(burst === undefined ? {} : { burst }),
    quota: { ...(day === undefined ? {} : { day }), ...(month === undefined ? {} : { month }) },
    approval,
  };
}

export function givenPlan({ rate, burst, quota, approval }: PlanEntry): Readonly<Record<string, string>> {
  const text = (value: number | undefined): string => (value === undefined ? '' : String(value));
  return {
    ...{ rate: text(rate), burst: text(burst), day: text(quota.day), month: text(quota.month) },
    approval: approval ? 'on' : '',
  };
}

/** Limits in words. */
export function limitsOf({ rate, burst, quota }: PlanEntry, visit: AccountVisit): string {
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
  return parts.length === 0 ? text.unlimited : parts.join('; ');
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
      <Tick form={form} name="approval" label={text.approval} />
    </>
  );
};
