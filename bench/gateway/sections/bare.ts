import { bareContender } from '#bench/gateway/contenders.ts';
import { startExpressGateway } from '#bench/gateway/express-gateway.ts';
import { startFastifyHttpProxy } from '#bench/gateway/fastify-http-proxy.ts';
import { startGuichet } from '#bench/gateway/guichet.ts';
import { startHaproxy } from '#bench/gateway/haproxy.ts';
import { measureAll } from '#bench/gateway/measure.ts';
import { startPlainNginx } from '#bench/gateway/nginx.ts';
import { ordinaryWorld, type Section } from '#bench/gateway/section.ts';
import { printTable } from '#bench/gateway/table.ts';
import { judgeFailures, judgeRatios } from '#bench/gateway/verdicts.ts';

/** Forwarding alone: ours hands a passage's host through. */
export const bare: Section = async (stage, credentials) => {
  const subjects = [
    await startGuichet(stage, { world: ordinaryWorld(credentials) }),
    await startPlainNginx(stage),
    await startHaproxy(stage),
    await startFastifyHttpProxy(stage),
    await startExpressGateway(stage),
  ];
  const contenders = subjects.map((subject) => bareContender(subject));
  const rows = await measureAll(stage, contenders, { halfLoad: true });
  printTable('bare: 1 KB of JSON forwarded, nothing checked', rows, 'nginx');
  judgeRatios(rows, { of: 'guichet', to: 'nginx', atLeast: 0.9, aim: 1 });
  judgeFailures(rows);
};
