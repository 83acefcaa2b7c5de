/** Our gateway, opened through its public door, with the log of production. */
import { z } from 'zod';
import { systemClock } from '#base/clock.ts';
import { openLog } from '#base/log.ts';
import { openGateway } from '#gateway/gateway.ts';

const settings = z
  .object({
    control: z.string(),
    dataFolder: z.string(),
    tls: z.object({ certFile: z.string(), keyFile: z.string() }),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

const gateway = await openGateway({
  listeners: [
    { environment: 'production', host: '127.0.0.1', port: 0 },
    { environment: null, host: '127.0.0.1', port: 0, tls: { pair: settings.tls } },
  ],
  control: { url: settings.control, key: 'the key of the gateways in benchmarks' },
  dataFolder: settings.dataFolder,
  log: openLog({ part: 'gateway' }),
  clock: systemClock,
  trustProxy: false,
});
await gateway.ready;
const [plain, tls] = gateway.addresses;
const ready = { url: `http://127.0.0.1:${plain?.port}`, tlsUrl: `https://127.0.0.1:${tls?.port}` };
process.stdout.write(`${JSON.stringify(ready)}\n`);
process.once('SIGTERM', () => void gateway.close().then(() => process.exit(0)));
