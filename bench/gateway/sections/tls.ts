import { apiContender, bareContender, checkedContender, overTls } from '#bench/gateway/contenders.ts';
import { startGuichet } from '#bench/gateway/guichet.ts';
import { startHaproxy } from '#bench/gateway/haproxy.ts';
import { measureAll } from '#bench/gateway/measure.ts';
import { startPlainNginx } from '#bench/gateway/nginx.ts';
import { ordinaryWorld, type Section } from '#bench/gateway/section.ts';
import { printTable } from '#bench/gateway/table.ts';
import { judgeFailures, judgeRatios } from '#bench/gateway/verdicts.ts';

/** HTTPS with one P-256 certificate for all, connections kept. No figure is asked: those without TLS are held to it. */
export const tls: Section = async (stage, credentials) => {
  const { tokens } = credentials;
  const guichet = await startGuichet(stage, { world: ordinaryWorld(credentials) });
  const nginx = await startPlainNginx(stage);
  const haproxy = await startHaproxy(stage);
  const rows = await measureAll(stage, [
    overTls(bareContender(guichet, '/json', 'guichet, bare'), guichet),
    overTls({ ...checkedContender(guichet, tokens), name: 'guichet, checks' }, guichet),
    overTls(bareContender(nginx), nginx),
    overTls({ ...apiContender(nginx, tokens), name: 'nginx, ten fields' }, nginx),
    overTls(bareContender(haproxy), haproxy),
  ]);
  printTable('tls: HTTPS to the gateway, HTTP behind it', rows, 'nginx');
  judgeRatios(rows, { of: 'guichet, bare', to: 'nginx', atLeast: 0.9, aim: 1 });
  judgeRatios(rows, { of: 'guichet, checks', to: 'nginx, ten fields', atLeast: 0.75, aim: 0.9 });
  judgeFailures(rows);
};
