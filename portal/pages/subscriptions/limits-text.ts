import type { Language } from '#base/language.ts';
import { formatNumber } from '#ui/format.ts';
import { texts } from '#portal/pages/subscriptions/texts.ts';

type Limits = {
  readonly ratePerSecond: number | null;
  readonly quotaPerDay: number | null;
  readonly quotaPerMonth: number | null;
  readonly per: 'application' | 'organisation';
  readonly atLimit: 'refuse' | 'flag';
};

/** The limits of a plan in words: `10 calls a second, 50,000 calls a day, for the whole organisation`. */
export function limitsText(limits: Limits, language: Language): string {
  const { ratePerSecond, quotaPerDay, quotaPerMonth, per, atLimit } = limits;
  const text = texts[language].limits;
  const parts = [
    ratePerSecond === null ? [] : [text.second(formatNumber(ratePerSecond, language))],
    quotaPerDay === null ? [] : [text.day(formatNumber(quotaPerDay, language))],
    quotaPerMonth === null ? [] : [text.month(formatNumber(quotaPerMonth, language))],
  ].flat();
  if (parts.length === 0) return text.none;
  if (per === 'organisation') parts.push(text.organisation);
  if (atLimit === 'flag' && (quotaPerDay ?? quotaPerMonth) !== null) parts.push(text.flag);
  return parts.join(', ');
}
