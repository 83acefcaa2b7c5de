/** What metering costs a gateway: the same gateway that counts and logs nothing, counts and samples as by default, and logs all. */
import { checkedContender } from '#bench/gateway/contenders.ts';
import { startGuichet, type GuichetOptions } from '#bench/gateway/guichet.ts';
import { measureAll } from '#bench/gateway/measure.ts';
import { ordinaryWorld, type Section } from '#bench/gateway/section.ts';
import { printTable, rowOf } from '#bench/gateway/table.ts';
import { judge, judgeFailures } from '#bench/gateway/verdicts.ts';

const subjects: readonly Required<Pick<GuichetOptions, 'name' | 'usage'>>[] = [
  { name: 'guichet, nothing', usage: 'nothing' },
  { name: 'guichet, sampled', usage: 'sampled' },
  { name: 'guichet, all', usage: 'all' },
];

export const gateway: Section = async (stage, credentials) => {
  const { tokens } = credentials;
  const contenders = [];
  for (const subject of subjects) {
    contenders.push(
      checkedContender(await startGuichet(stage, { world: ordinaryWorld(credentials), ...subject }), tokens),
    );
  }
  const rows = await measureAll(stage, contenders, { halfLoad: true });
  const [nothing, ...others] = subjects.map(({ name }) => rowOf(rows, name));
  if (nothing === undefined) throw new Error('nothing to compare with');
  printTable(
    'gateway: 10,000 tokens of 1,000 applications; counts and log written, forced to disk, sent',
    rows,
    nothing.name,
  );
  for (const row of others) {
    const needsQuiet = [row, nothing];
    judge({ what: `${row.name}: req/s`, measured: row.perSecond / nothing.perSecond, atLeast: 0.9, needsQuiet });
    judge({ what: `${row.name}: CPU`, measured: nothing.cpuMicroseconds / row.cpuMicroseconds, atLeast: 0.9 });
    judge({ what: `${row.name}: p99`, measured: row.p99Ms / nothing.p99Ms, atMost: 1.2, needsQuiet });
    judge({
      what: `${row.name}: p99 at half load`,
      measured: row.halfP99Ms / nothing.halfP99Ms,
      atMost: 1.2,
      needsQuiet,
    });
  }
  judgeFailures(rows);
};
