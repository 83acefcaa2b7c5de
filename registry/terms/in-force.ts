/**
 * Gives the version of terms that is in force at `nowMs` and, after it, those announced; none while the first is still to
 * come. Any of them counts as consent: one that is announced may be accepted beforehand.
 */
export function versionsThatCount<Version extends { readonly effectiveAt: Date }>(
  versions: readonly Version[],
  nowMs: number,
): readonly Version[] {
  const sorted = versions.toSorted((one, other) => one.effectiveAt.getTime() - other.effectiveAt.getTime());
  const inForce = sorted.findLastIndex((version) => version.effectiveAt.getTime() <= nowMs);
  return inForce === -1 ? [] : sorted.slice(inForce);
}
