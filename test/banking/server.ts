/**
 * The victim of the kills: the Banking service on the database of the first argument, its incoming files in the folder of the second. It
 * takes everybody for one who may write dossier 42, and says its address.
 */
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { openBanking } from '#apis/banking/service.ts';
import { silentLog } from '#base/log.ts';
import { connect } from '#database/connect.ts';

const [connectionString = '', folder = ''] = process.argv.slice(2);
const database = connect({ connectionString }, silentLog, 6);
const caller = {
  environment: 'production' as const,
  accountId: '01997a5e-2f6c-7d35-9b0a-3c6f1f2a9d10',
  readable: new Set([42]),
  writable: new Set([42]),
};
const clock = { nowMs: () => Date.now() };
const banking = await openBanking({ identify: async () => caller, pool: database.pool, folder, clock, log: silentLog });
const server = createServer(getRequestListener(banking.fetch));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.stdout.write(`http://127.0.0.1:${address.port}\n`);
});
