/** Our gateway as `guichet serve` opens it: one worker, the log of production. */
import { z } from 'zod';
import { openLog } from '#base/log.ts';
import { openMetrics } from '#base/metrics/metrics.ts';
import { openProcessMetrics } from '#base/metrics/process.ts';
import { openGatewayFigures } from '#gateway/figures/figures.ts';
import { requestLogSchema } from '#gateway/usage/sampling.ts';
import { openWorkers } from '#gateway/workers/supervisor.ts';

const settings = z
  .object({
    control: z.string(),
    dataFolder: z.string(),
    tls: z.object({ certFile: z.string(), keyFile: z.string() }),
    requestLog: requestLogSchema.default('sampled'),
    countsUsage: z.boolean(),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

const metrics = openMetrics();
const { takeThread } = openProcessMetrics(metrics);

const gateway = await openWorkers({
  listeners: [
    { environment: 'production', host: '127.0.0.1', port: 0 },
    { environment: null, host: '127.0.0.1', port: 0, tls: { pair: settings.tls } },
  ],
  control: { url: settings.control, key: 'the key of the gateways in benchmarks' },
  dataFolder: settings.dataFolder,
  trustProxy: false,
  workers: 1,
  logLevel: 'info',
  requestLog: settings.requestLog,
  countsUsage: settings.countsUsage,
  figures: openGatewayFigures({ metrics, takeThread }),
  log: openLog({ part: 'gateway' }),
});
await gateway.ready;
const [plain, tls] = gateway.addresses;
const ready = { url: `http://127.0.0.1:${plain?.port}`, tlsUrl: `https://127.0.0.1:${tls?.port}` };
process.stdout.write(`${JSON.stringify(ready)}\n`);
process.once('SIGTERM', () => void gateway.close().then(() => process.exit(0)));
