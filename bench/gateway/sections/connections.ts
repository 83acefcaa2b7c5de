import { apiContender, bareContender, checkedContender } from '#bench/gateway/contenders.ts';
import { startGuichet } from '#bench/gateway/guichet.ts';
import { measureAll } from '#bench/gateway/measure.ts';
import { startNginxLua } from '#bench/gateway/nginx-lua.ts';
import { startPlainNginx } from '#bench/gateway/nginx.ts';
import { ordinaryWorld, type Section } from '#bench/gateway/section.ts';
import { printTable, rowOf } from '#bench/gateway/table.ts';
import { judge, judgeFailures } from '#bench/gateway/verdicts.ts';

/** A thousand busy connections at once. */
export const connections: Section = async (stage, credentials) => {
  const { tokens } = credentials;
  const world = ordinaryWorld(credentials);
  const guichet = await startGuichet(stage, { world });
  const nginx = await startPlainNginx(stage);
  const lua = await startNginxLua(stage, tokens, world.applications);
  const contenders = [
    bareContender(guichet, '/json', 'guichet, bare'),
    bareContender(nginx),
    { ...checkedContender(guichet, tokens), name: 'guichet, checks' },
    apiContender(lua, tokens),
  ];
  const rows = await measureAll(stage, contenders, { connections: 1000 });
  printTable('connections: 1,000 of them, all busy', rows, 'nginx');
  const nginxRow = rowOf(rows, 'nginx');
  for (const name of ['guichet, bare', 'guichet, checks']) {
    const row = rowOf(rows, name);
    const measured = row.p99Ms / nginxRow.p99Ms;
    judge({ what: `p99, ${name} to nginx`, measured, atMost: 2, needsQuiet: [row, nginxRow] });
  }
  judgeFailures(rows);
};
