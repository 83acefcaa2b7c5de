/** Our gateway alone under Node's sampling profiler. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkedContender } from '#bench/gateway/contenders.ts';
import { startGuichet } from '#bench/gateway/guichet.ts';
import { measureAll } from '#bench/gateway/measure.ts';
import { ordinaryWorld, type Section } from '#bench/gateway/section.ts';
import { printTable } from '#bench/gateway/table.ts';

const folder = join(import.meta.dirname, '../results');

/** Measures it with all its checks, and says where the profile is; one file a thread. */
export const profile: Section = async (stage, credentials) => {
  mkdirSync(folder, { recursive: true });
  const known = new Set(readdirSync(folder));
  const guichet = await startGuichet(stage, {
    world: ordinaryWorld(credentials),
    flags: ['--cpu-prof', '--cpu-prof-dir', folder],
  });
  const checked = { ...checkedContender(guichet, credentials.tokens), name: 'guichet, checks' };
  const rows = await measureAll(stage, [checked]);
  printTable('profile: with the profiler on, the figures are lower than without', rows, 'guichet, checks');
  await guichet.process.stop();
  const written = readdirSync(folder).filter((name) => !known.has(name));
  for (const name of written) console.log(`profile: ${join(folder, name)}`);
};
