import { bareContender } from '#bench/gateway/contenders.ts';
import { startGuichet } from '#bench/gateway/guichet.ts';
import { startHaproxy } from '#bench/gateway/haproxy.ts';
import { measureAll } from '#bench/gateway/measure.ts';
import { startPlainNginx } from '#bench/gateway/nginx.ts';
import { ordinaryWorld, type Section } from '#bench/gateway/section.ts';
import { printTable } from '#bench/gateway/table.ts';
import { judgeFailures, judgeRatios } from '#bench/gateway/verdicts.ts';

const sizes = { '64 KB': '/64k', '1 MB': '/1m' } as const;

/** Large answers. The load's core may be full before the gateway's is: CPU time a request is the figure to read. */
export const bodies: Section = async (stage, credentials) => {
  const subjects = [
    await startGuichet(stage, { world: ordinaryWorld(credentials) }),
    await startPlainNginx(stage),
    await startHaproxy(stage),
  ];
  for (const [size, path] of Object.entries(sizes)) {
    const rows = await measureAll(
      stage,
      subjects.map((subject) => bareContender(subject, path)),
    );
    printTable(`bodies: ${size}, nothing checked`, rows, 'nginx');
    judgeRatios(rows, { of: 'guichet', to: 'nginx', atLeast: 0.9, aim: 1 });
    judgeFailures(rows);
  }
};
