import type { Language } from '#base/language.ts';
import { formatNumber } from '#ui/format.ts';
import { texts } from '#portal/pages/subscriptions/texts.ts';

type Limits = {
  readonly ratePerSecond: number | null;
  readonly quotaPerDay: number | null;
  readonly quotaPerMonth: number | null;
};

/** The limits of a plan in words: `10 calls a second, 50,000 calls a day`. */
export function limitsText({ ratePerSecond, quotaPerDay, quotaPerMonth }: Limits, language: Language): string {
  const text = texts[language].limits;
  const parts = [
    ratePerSecond === null ? [] : [text.second(formatNumber(ratePerSecond, language))],
    quotaPerDay === null ? [] : [text.day(formatNumber(quotaPerDay, language))],
    quotaPerMonth === null ? [] : [text.month(formatNumber(quotaPerMonth, language))],
  ].flat();
  return parts.length === 0 ? text.none : parts.join(', ');
}
