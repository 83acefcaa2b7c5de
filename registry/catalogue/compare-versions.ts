/**
 * The order of versions as people read them: number by number, letter by letter between (`9.0` before `10.0`), and what
 * follows a hyphen before what has none (`2.0-beta` before `2.0`, as in Semantic Versioning 2.0.0 §11).
 *
 * Negative: `a` is the older.
 */
export function compareVersions(a: string, b: string): number {
  const [coreA, ...restA] = a.split('-');
  const [coreB, ...restB] = b.split('-');
  const cores = compareParts(coreA ?? '', coreB ?? '');
  if (cores !== 0) return cores;
  if (restA.length === 0 || restB.length === 0) return restB.length - restA.length;
  return compareParts(restA.join('-'), restB.join('-'));
}

function compareParts(a: string, b: string): number {
  const partsA = a.match(/\d+|[^\d.]+/g) ?? [];
  const partsB = b.match(/\d+|[^\d.]+/g) ?? [];
  for (let index = 0; index < Math.max(partsA.length, partsB.length); index++) {
    const one = partsA[index];
    const other = partsB[index];
    if (one === undefined || other === undefined) return partsA.length - partsB.length;
    const numbers = Number(one) - Number(other);
    if (Number.isNaN(numbers) ? one !== other : numbers !== 0) {
      return Number.isNaN(numbers) ? (one < other ? -1 : 1) : numbers;
    }
  }
  return 0;
}
