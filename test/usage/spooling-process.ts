/**
 * A process that does with usage what a gateway does, until it is killed: appends parcels to the spool, sends them, and says the
 * name of each that lies safe. Arguments: data folder, address of the control process, bound of the spool, number of the run,
 * how many to append (then it ends by itself once everything was sent; 0: without end).
 */
import { Agent } from 'undici';
import { silentLog } from '#base/log.ts';
import { openSender } from '#gateway/usage/sender.ts';
import { openSpool } from '#gateway/usage/spool/spool.ts';
import { gatewayKey } from '#test/gateway-surroundings.ts';
import { bodyOf } from '#test/usage/parcels.ts';

const [folder = '', url = '', maximumBytes = '', run = '', asked = ''] = process.argv.slice(2);
const total = asked === '0' ? Number.POSITIVE_INFINITY : Number(asked);
const spool = await openSpool(folder, silentLog, Number(maximumBytes));
const sender = openSender({
  ...{ spool, control: { url, key: gatewayKey }, dispatcher: new Agent(), log: silentLog },
  times: { postMs: 300, retryMs: 2, retryMaximumMs: 8 },
});
process.stdout.write('ready\n');
for (let number = 0; number < total; number += 1) {
  const names = [`${run}.${number}.a`, `${run}.${number}.b`];
  await spool.append([bodyOf([names[0] ?? ''], 200), bodyOf([names[1] ?? ''], 200)]);
  process.stdout.write(`${names.join('\n')}\n`);
  sender.wake();
}
while ((await spool.oldest()) !== null) await new Promise((resolve) => setTimeout(resolve, 5));
await sender.close();
await spool.close();
process.exit(0);
