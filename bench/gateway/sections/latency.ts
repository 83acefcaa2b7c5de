import { apiContender, checkedContender } from '#bench/gateway/contenders.ts';
import { startGuichet } from '#bench/gateway/guichet.ts';
import { measureAll, median, paced, roundsOf } from '#bench/gateway/measure.ts';
import { startNginxLua } from '#bench/gateway/nginx-lua.ts';
import { startPlainNginx } from '#bench/gateway/nginx.ts';
import { ordinaryWorld, type Section } from '#bench/gateway/section.ts';
import { judge } from '#bench/gateway/verdicts.ts';
import type { Measured } from '#bench/wrk.ts';

/** All at the same rate: half of what the slowest of them reaches. */
export const latency: Section = async (stage, credentials) => {
  const { tokens } = credentials;
  const world = ordinaryWorld(credentials);
  const contenders = [
    checkedContender(await startGuichet(stage, { world }), tokens),
    apiContender(await startNginxLua(stage, tokens, world.applications), tokens),
    apiContender(await startPlainNginx(stage), tokens),
  ];
  const saturated = await measureAll({ ...stage, quick: true }, contenders);
  const rate = Math.min(...saturated.map((row) => row.perSecond)) / 2;
  const runs = new Map<string, Measured[]>();
  for (let round = 0; round < roundsOf(stage); round += 1) {
    for (const contender of contenders) {
      runs.set(contender.name, [...(runs.get(contender.name) ?? []), await paced(stage, contender, rate)]);
    }
  }
  console.log(
    `\nlatency: ${rate.toFixed(0)} requests a second asked of each\n${''.padEnd(22)}  req/s reached      p50      p99`,
  );
  const of = (name: string, figure: (run: Measured) => number) => median((runs.get(name) ?? []).map(figure));
  for (const { name } of contenders) {
    const [reached, p50, p99] = [
      of(name, (run) => run.perSecond),
      of(name, (run) => run.p50Ms),
      of(name, (run) => run.p99Ms),
    ];
    console.log(
      name.padEnd(22) + reached.toFixed(0).padStart(15) + p50.toFixed(2).padStart(9) + p99.toFixed(2).padStart(9),
    );
  }
  const added = of('guichet', (run) => run.p50Ms) - of('nginx', (run) => run.p50Ms);
  const tail = of('guichet', (run) => run.p99Ms) / of('nginx + Lua', (run) => run.p99Ms);
  judge({ what: 'p50 added over nginx', measured: added, atMost: 0.3, unit: ' ms' });
  judge({ what: 'p99 to nginx + Lua', measured: tail, atMost: 2 });
};
