/** Parcels made smaller when there is no room for them: without their entries, and with counts of several minutes as one. */
import { limits } from '#base/limits.ts';
import type { Count, KeyUse, Parcel, QuotaUse } from '#gateway/usage/parcel.ts';

/** The parcel without its entries, and with how many they were. */
export function withoutRequests(parcel: Parcel): Parcel {
  return { ...parcel, requests: [], lostRequests: parcel.lostRequests + parcel.requests.length };
}

/**
 * Adds up the counts of parcels of one spool, in steps of so many minutes. What it gives are as few parcels as have room for
 * them, under the last sequences of those given: whoever has taken the given ones passes them over, and whoever has taken none
 * gets everything. One who has taken some would count those twice.
 */
export function mergeParcels(parcels: readonly Parcel[], stepMinutes: number): Parcel[] {
  const counts = new Map<string, Count>();
  const quotas = new Map<string, QuotaUse>();
  const keys = new Map<string, KeyUse>();
  for (const parcel of parcels) {
    for (const count of parcel.counts) addCount(counts, { ...count, minute: stepOf(count.minute, stepMinutes) });
    for (const use of parcel.apiKeys) keys.set(use.id, use);
    for (const use of parcel.quotas) quotas.set(`${use.subjectId} ${use.productId}`, use);
  }
  const lostRequests = parcels.reduce((sum, one) => sum + one.lostRequests + one.requests.length, 0);
  const groups = groupsOf([...counts.values()], parcels.length);
  const kept = parcels.slice(parcels.length - groups.length);
  return kept.map(({ sequence, madeAtMs }, index) => {
    const last = index === kept.length - 1;
    return {
      ...{ sequence, madeAtMs, counts: groups[index] ?? [], requests: [] },
      ...{ quotas: last ? [...quotas.values()] : [], apiKeys: last ? [...keys.values()] : [] },
      lostRequests: last ? lostRequests : 0,
    };
  });
}

function stepOf(minute: number, stepMinutes: number): number {
  return Math.floor(minute / stepMinutes) * stepMinutes;
}

function addCount(counts: Map<string, Count>, count: Count): void {
  const { minute, environment, apiId, applicationId, providerId } = count;
  const key = JSON.stringify([minute, environment, apiId, applicationId, providerId]);
  const sum = counts.get(key);
  counts.set(key, sum === undefined ? count : sumOf(sum, count));
}

function sumOf(one: Count, other: Count): Count {
  const reasons = new Set([...Object.keys(one.byReason), ...Object.keys(other.byReason)]);
  return {
    ...one,
    byClass: one.byClass.map((calls, index) => calls + (other.byClass[index] ?? 0)),
    byReason: Object.fromEntries(
      [...reasons].map((reason) => [reason, (one.byReason[reason] ?? 0) + (other.byReason[reason] ?? 0)]),
    ),
    flagged: one.flagged + other.flagged,
    requestBytes: one.requestBytes + other.requestBytes,
    answerBytes: one.answerBytes + other.answerBytes,
    total: sumOfPairs(one.total, other.total),
    upstream: sumOfPairs(one.upstream, other.upstream),
  };
}

function sumOfPairs(one: readonly number[], other: readonly number[]): number[] {
  const sums = new Map<number, number>();
  for (const pairs of [one, other]) {
    for (let index = 0; index + 1 < pairs.length; index += 2) {
      const [key = 0, count = 0] = [pairs[index], pairs[index + 1]];
      sums.set(key, (sums.get(key) ?? 0) + count);
    }
  }
  return [...sums].flat();
}

/** Groups of counts that are one parcel each: at least one group, at most `maximum`. */
function groupsOf(counts: readonly Count[], maximum: number): Count[][] {
  const length = counts.reduce((sum, count) => sum + JSON.stringify(count).length, 0);
  const groups = Math.min(maximum, Math.max(1, Math.ceil(length / limits.usageParcelBytes)));
  const size = Math.ceil(counts.length / groups);
  return Array.from({ length: groups }, (_, index) => counts.slice(index * size, (index + 1) * size));
}
