import { apiContender, checkedContender } from '#bench/gateway/contenders.ts';
import { startGuichet } from '#bench/gateway/guichet.ts';
import { measureAll } from '#bench/gateway/measure.ts';
import { startPlainNginx } from '#bench/gateway/nginx.ts';
import { ordinaryWorld, type Section } from '#bench/gateway/section.ts';
import { printTable } from '#bench/gateway/table.ts';
import { judgeFailures, judgeRatios } from '#bench/gateway/verdicts.ts';

/** ES256 JWTs that the gateway has verified before; nginx forwards both kinds, to show what the longer head costs. */
export const jwt: Section = async (stage, credentials) => {
  const { tokens, jwts } = credentials;
  const guichet = await startGuichet(stage, { world: ordinaryWorld(credentials) });
  const nginx = await startPlainNginx(stage);
  const rows = await measureAll(stage, [
    { ...apiContender(guichet, jwts.tokens, '/jwt/json'), name: 'guichet, JWT' },
    { ...checkedContender(guichet, tokens), name: 'guichet, opaque' },
    { ...apiContender(nginx, jwts.tokens, '/jwt/json'), name: 'nginx, JWT unread' },
    { ...apiContender(nginx, tokens), name: 'nginx' },
  ]);
  printTable('jwt: 1,000 ES256 JWTs, each verified once', rows, 'nginx');
  // "As fast": 5 % is what two runs of the same thing differ by.
  judgeRatios(rows, { of: 'guichet, JWT', to: 'guichet, opaque', atLeast: 0.95, aim: 1 });
  judgeFailures(rows);
};
