/** The delivery in a process of its own, for tests that kill it: delivery-process.ts DATABASE-URL SEALING-KEY SMTP-URL. */
import { systemClock } from '#base/clock.ts';
import { silentLog } from '#base/log.ts';
import { connect } from '#database/connect.ts';
import { openDelivery } from '#notifications/delivery.ts';
import { openMailServer } from '#notifications/mail-server.ts';

const [connectionString = '', key = '', url = ''] = process.argv.slice(2);
const database = connect({ connectionString }, silentLog);
const server = await openMailServer({ url, from: 'portal@example.org', authorityFile: undefined });
const sealingKey = { bytes: Buffer.from(key, 'base64url') };
const portalUrl = 'https://portal.example.org';
await openDelivery({ database, clock: systemClock, sealingKey, portalUrl, log: silentLog }, server);
