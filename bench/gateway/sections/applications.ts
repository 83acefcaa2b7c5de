import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { checkedContender } from '#bench/gateway/contenders.ts';
import { startGuichet, type Guichet } from '#bench/gateway/guichet.ts';
import { measureAll } from '#bench/gateway/measure.ts';
import { ordinaryWorld, type Section } from '#bench/gateway/section.ts';
import type { Stage } from '#bench/gateway/stage.ts';
import { printTable, rowOf } from '#bench/gateway/table.ts';
import { judge, judgeFailures, judgeRatios } from '#bench/gateway/verdicts.ts';
import type { World } from '#bench/gateway/world.ts';

const [few, many] = [10, 1_000_000];
/** APIs, to all of which every application is subscribed. */
const routesEach = 2;
/** From an empty gateway to a million applications in force. */
const patienceMs = 180_000;
const quickPatienceMs = 60_000;

/** Ten applications and a million: memory, and the same calls. */
export const applications: Section = async (stage, credentials) => {
  const world = { ...ordinaryWorld(credentials), routes: routesEach };
  const small = await startGuichet(stage, { name: 'guichet, 10', world: { ...world, applications: few } });
  const large = await startLarge(stage, { ...world, applications: many });
  if (large === null) {
    judge({ what: 'PSS with 1,000,000 applications', measured: Number.NaN, atMost: 1024, unit: ' MB' });
    judge({ what: 'speed to 10 applications', measured: Number.NaN, atLeast: 0.8 });
    return;
  }
  const contenders = [small, large].map((guichet) => checkedContender(guichet, credentials.tokens));
  const rows = await measureAll(stage, contenders);
  printTable('applications: 10 and 1,000,000', rows, small.name);
  judge({
    what: 'PSS with 1,000,000 applications',
    measured: rowOf(rows, large.name).pssMb,
    atMost: 1024,
    unit: ' MB',
  });
  judgeRatios(rows, { of: large.name, to: small.name, atLeast: 0.8 });
  judgeFailures(rows);
};

/** Null when it does not get as far as serving, which is said. */
async function startLarge(stage: Stage, world: Omit<World, 'upstream'>): Promise<Guichet | null> {
  const startedMs = performance.now();
  try {
    const guichet = await startGuichet(stage, {
      name: 'guichet, 1000000',
      world,
      patienceMs: stage.quick ? quickPatienceMs : patienceMs,
    });
    const seconds = (): string => ((performance.now() - startedMs) / 1000).toFixed(1);
    console.log(`\n1,000,000 applications were in force after ${seconds()} s`);
    // Hundreds of megabytes, once after a start: the other one has long been done with it.
    const lastGood = join(stage.folder, guichet.name, 'gateway', 'snapshot.sealed');
    while (!existsSync(lastGood)) await pause(100);
    console.log(`and lay safe on the disk after ${seconds()} s`);
    return guichet;
  } catch (cause) {
    console.log(`\nno gateway with 1,000,000 applications: ${cause instanceof Error ? cause.message : 'unknown'}`);
    return null;
  }
}
