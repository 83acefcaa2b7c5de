/**
 * The hot path of limits: judges one request that everything else allows, and counts it if it passes. No lock: threads
 * change a row by compare-and-exchange, so the limits hold exactly across all threads of the process. A request that one
 * limit refuses is counted in none.
 */
import { aheadOf, tickOf } from '#gateway/limits/arrival.ts';
import { moveCalendar } from '#base/calendar.ts';
import { rowWord, rowWords, type LimitTable } from '#gateway/limits/limit-memory.ts';
import type { CompiledPlan } from '#gateway/limits/plan.ts';
import type { Verdict } from '#gateway/limits/verdict.ts';
import { enterWindow } from '#gateway/limits/window.ts';

type Words = LimitTable['words'];

/**
 * Takes one request from `row` under `plan`.
 *
 * @param row of the quotas, from `limitRows`; `noRow` is let through without limit
 * @param monotonicMs `monotonicNowMs`: judges the rate, and never jumps
 * @param wallMs milliseconds since the Unix epoch: judges the calendar
 * @param bucketRow of the rate, where that is another one
 * @returns the table's own verdict, overwritten by the next call
 */
export function takeFrom(
  table: LimitTable,
  row: number,
  plan: CompiledPlan,
  monotonicMs: number,
  wallMs: number,
  bucketRow: number = row,
): Verdict {
  const { words, verdict } = table;
  verdict.refusedBy = null;
  verdict.flagged = false;
  verdict.retryAfterSeconds = 0;
  if (row < 0) return unlimited(plan, verdict);
  const at = row * rowWords;
  const bucketAt = bucketRow * rowWords;
  if (plan.hasQuota) {
    enterWindows(words, at, plan, wallMs);
    noteWindowEnds(plan, wallMs, verdict);
    if (quotaRefuses(words, at, plan, verdict)) return refuseByQuota(words, bucketAt, plan, monotonicMs, verdict);
  }
  if (plan.costTicks !== 0 && !takeCell(words, bucketAt, plan, monotonicMs, verdict)) return verdict;
  if (!plan.hasQuota) Atomics.add(words, at + rowWord.total, 1);
  else if (!countInQuotas(words, at, plan, verdict)) {
    if (plan.costTicks !== 0) giveCellBack(words, bucketAt + rowWord.arrival, plan);
    return refuseByQuota(words, bucketAt, plan, monotonicMs, verdict);
  }
  markDirty(table, row);
  if (bucketRow !== row) {
    Atomics.add(words, bucketAt + rowWord.total, 1);
    markDirty(table, bucketRow);
  }
  return verdict;
}

function unlimited(plan: CompiledPlan, verdict: Verdict): Verdict {
  verdict.rateRemaining = plan.burst;
  verdict.dayRemaining = plan.quotaPerDay;
  verdict.monthRemaining = plan.quotaPerMonth;
  verdict.rateResetSeconds = 0;
  verdict.dayResetSeconds = 0;
  verdict.monthResetSeconds = 0;
  return verdict;
}

function enterWindows(words: Words, at: number, plan: CompiledPlan, wallMs: number): void {
  const { calendar } = plan;
  moveCalendar(calendar, wallMs);
  if (Atomics.load(words, at + rowWord.day) !== calendar.day) {
    enterWindow(words, at, rowWord.day, calendar.day, calendar.dayEndMs - wallMs);
  }
  if (Atomics.load(words, at + rowWord.month) !== calendar.month) {
    enterWindow(words, at, rowWord.month, calendar.month, calendar.monthEndMs - wallMs);
  }
}

function noteWindowEnds({ calendar }: CompiledPlan, wallMs: number, verdict: Verdict): void {
  verdict.dayResetSeconds = Math.ceil((calendar.dayEndMs - wallMs) / 1000);
  verdict.monthResetSeconds = Math.ceil((calendar.monthEndMs - wallMs) / 1000);
}

/** True when a quota is used up and the plan refuses then; notes what is left before this request. The longer wait is the reason. */
function quotaRefuses(words: Words, at: number, plan: CompiledPlan, verdict: Verdict): boolean {
  // Bases before the total: a base is a total of before, so the difference is never below 0.
  const monthBase = Atomics.load(words, at + rowWord.monthBase);
  const dayBase = Atomics.load(words, at + rowWord.dayBase);
  const total = Atomics.load(words, at + rowWord.total);
  return !noteRemaining(plan, (total - dayBase) >>> 0, (total - monthBase) >>> 0, verdict);
}

function noteRemaining(plan: CompiledPlan, usedDay: number, usedMonth: number, verdict: Verdict): boolean {
  verdict.dayRemaining = Math.max(0, plan.quotaPerDay - usedDay);
  verdict.monthRemaining = Math.max(0, plan.quotaPerMonth - usedMonth);
  if (plan.flags) {
    verdict.flagged = verdict.monthRemaining === 0 || verdict.dayRemaining === 0;
    return true;
  }
  if (verdict.monthRemaining === 0) verdict.refusedBy = 'limit.quota_month';
  else if (verdict.dayRemaining === 0) verdict.refusedBy = 'limit.quota_day';
  return verdict.refusedBy === null;
}

/** Counts the request in both windows at once, which share one total; false when the last place went to another thread. */
function countInQuotas(words: Words, at: number, plan: CompiledPlan, verdict: Verdict): boolean {
  for (;;) {
    const monthBase = Atomics.load(words, at + rowWord.monthBase);
    const dayBase = Atomics.load(words, at + rowWord.dayBase);
    const total = Atomics.load(words, at + rowWord.total);
    if (!noteRemaining(plan, (total - dayBase) >>> 0, (total - monthBase) >>> 0, verdict)) return false;
    if (Atomics.compareExchange(words, at + rowWord.total, total, (total + 1) | 0) === total) {
      // Below 0 where a plan flags.
      verdict.dayRemaining = Math.max(0, verdict.dayRemaining - 1);
      verdict.monthRemaining = Math.max(0, verdict.monthRemaining - 1);
      return true;
    }
  }
}

function takeCell(words: Words, at: number, plan: CompiledPlan, monotonicMs: number, verdict: Verdict): boolean {
  const slot = at + rowWord.arrival;
  const now = tickOf(monotonicMs, plan);
  const second = (monotonicMs / 1000) | 0;
  for (;;) {
    const arrival = Atomics.load(words, slot);
    const ahead = aheadOf(arrival, now, plan) + plan.costTicks;
    if (ahead > plan.spanTicks) {
      noteBucket(plan, ahead - plan.costTicks, verdict);
      verdict.refusedBy = 'limit.rate';
      verdict.flagged = false;
      verdict.retryAfterSeconds = Math.max(1, Math.ceil((ahead - plan.spanTicks) / (plan.ticksPerMs * 1000)));
      return false;
    }
    // Before the exchange: the sweep, which reads in the other order, then never takes a row in use for an idle one.
    if (Atomics.load(words, at + rowWord.touchedAt) !== second) Atomics.store(words, at + rowWord.touchedAt, second);
    // 0 means a full bucket: a time that falls on it is written one tick later.
    const next = (now + ahead) | 0 || 1;
    if (Atomics.compareExchange(words, slot, arrival, next) === arrival) {
      noteBucket(plan, ahead, verdict);
      return true;
    }
  }
}

function noteBucket(plan: CompiledPlan, aheadTicks: number, verdict: Verdict): void {
  verdict.rateRemaining = Math.max(0, Math.floor((plan.spanTicks - aheadTicks) / plan.costTicks));
  verdict.rateResetSeconds = Math.ceil(aheadTicks / (plan.ticksPerMs * 1000));
}

function giveCellBack(words: Words, slot: number, plan: CompiledPlan): void {
  for (;;) {
    const arrival = Atomics.load(words, slot);
    const next = (arrival - plan.costTicks) | 0 || -1;
    if (arrival === 0 || Atomics.compareExchange(words, slot, arrival, next) === arrival) return;
  }
}

function refuseByQuota(words: Words, at: number, plan: CompiledPlan, monotonicMs: number, verdict: Verdict): Verdict {
  const byMonth = verdict.refusedBy === 'limit.quota_month';
  verdict.retryAfterSeconds = Math.max(1, byMonth ? verdict.monthResetSeconds : verdict.dayResetSeconds);
  if (plan.costTicks !== 0) {
    const now = tickOf(monotonicMs, plan);
    noteBucket(plan, aheadOf(Atomics.load(words, at + rowWord.arrival), now, plan), verdict);
  }
  return verdict;
}

/** After the count: who clears the bit and then reads the row sees this request, or finds the bit set again. */
function markDirty({ dirty }: LimitTable, row: number): void {
  const bit = 1 << (row & 31);
  if ((Atomics.load(dirty, row >> 5) & bit) === 0) Atomics.or(dirty, row >> 5, bit);
}
