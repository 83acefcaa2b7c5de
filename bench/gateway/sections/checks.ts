import { apiContender, checkedContender } from '#bench/gateway/contenders.ts';
import { startFastifyHttpProxy } from '#bench/gateway/fastify-http-proxy.ts';
import { startGuichet } from '#bench/gateway/guichet.ts';
import { measureAll } from '#bench/gateway/measure.ts';
import { startNginxLua } from '#bench/gateway/nginx-lua.ts';
import { startPlainNginx } from '#bench/gateway/nginx.ts';
import { ordinaryWorld, type Section } from '#bench/gateway/section.ts';
import { printTable } from '#bench/gateway/table.ts';
import { judgeFailures, judgeRatios } from '#bench/gateway/verdicts.ts';

/** All that our gateway checks, against token and rate limit in nginx's Lua, and against no check at all. */
export const checks: Section = async (stage, credentials) => {
  const { tokens } = credentials;
  const world = ordinaryWorld(credentials);
  const guichet = await startGuichet(stage, { world });
  const others = [
    await startNginxLua(stage, tokens, world.applications),
    await startPlainNginx(stage),
    await startFastifyHttpProxy(stage),
  ];
  const contenders = [checkedContender(guichet, tokens), ...others.map((other) => apiContender(other, tokens))];
  const rows = await measureAll(stage, contenders, { halfLoad: true });
  printTable('checks: 10,000 opaque tokens, ten ordinary fields; nginx and fastify check nothing', rows, 'nginx');
  judgeRatios(rows, { of: 'guichet', to: 'nginx + Lua', atLeast: 1, aim: 1.2 });
  judgeRatios(rows, { of: 'guichet', to: 'nginx', atLeast: 0.75, aim: 0.9 });
  judgeRatios(rows, { of: 'guichet', to: '@fastify/http-proxy', atLeast: 5 });
  judgeFailures(rows);
};
