import type { Version } from '#apis/webstat/answers/respond.ts';
import type { Dataset } from '#apis/webstat/store/model.ts';

/** What an answer was made of: one data set. */
export function versionOf({ name, instance, updatedAt }: Dataset): Version {
  return { tag: `${name}.${instance}`, changedAt: updatedAt };
}

/** Of all data sets: every load makes one instance higher. */
export function versionOfAll(datasets: readonly Dataset[]): Version {
  const loads = datasets.reduce((sum, { instance }) => sum + instance, 0);
  const changed = Math.max(0, ...datasets.map(({ updatedAt }) => updatedAt.getTime()));
  return { tag: `catalogue.${datasets.length}.${loads}`, changedAt: new Date(changed) };
}
