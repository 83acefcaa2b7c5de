import { strToU8, zipSync } from 'fflate';
import { collectMyData } from '#accounts/my-data/collect.ts';
import type { Registry } from '#registry/operation.ts';

/** Gives everything that is kept about a person as a zip with one readable JSON file, `my-data.json`. */
export async function exportMyData(
  registry: Pick<Registry, 'database' | 'clock'>,
  accountId: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const data = await collectMyData(registry, accountId);
  const madeAt = new Date(registry.clock.nowMs());
  const json = strToU8(`${JSON.stringify({ madeAt, ...data }, null, 2)}\n`);
  return new Uint8Array(zipSync({ 'my-data.json': [json, { mtime: madeAt }] }));
}
