import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '#base/limits.ts';
import { checkedContender } from '#bench/gateway/contenders.ts';
import { startGuichet, type Guichet } from '#bench/gateway/guichet.ts';
import { warmUp } from '#bench/gateway/measure.ts';
import { requestText } from '#bench/gateway/requests.ts';
import { ordinaryWorld, type Section } from '#bench/gateway/section.ts';
import { judge } from '#bench/gateway/verdicts.ts';

const idleConnections = 10_000;
const openedAtOnce = 200;

/** 10,000 clients that have had one answer each and keep their connections. */
export const idle: Section = async (stage, credentials) => {
  const { tokens } = credentials;
  const guichet = await startGuichet(stage, { world: ordinaryWorld(credentials) });
  const fresh = guichet.process.memory();
  await warmUp(stage, checkedContender(guichet, tokens));
  const before = guichet.process.memory();
  const sockets: Socket[] = [];
  while (sockets.length < idleConnections) {
    const next = tokens.slice(sockets.length, sockets.length + openedAtOnce);
    sockets.push(...(await Promise.all(next.map((token) => askOnce(guichet, token)))));
  }
  // Idle for as long as it takes a gateway to notice that it is.
  await pause(limits.gatewayQuietMs + 3_000);
  const open = sockets.filter((socket) => !socket.destroyed).length;
  const after = guichet.process.memory();
  for (const socket of sockets) socket.destroy();
  console.log(`\nidle: ${idleConnections} connections that had one answer each`);
  const figures = [fresh, before, after].map(({ pssMb }) => `${pssMb.toFixed(0)} MB`);
  console.log(
    `  PSS ${figures[0]} fresh, ${figures[1]} warm, ${figures[2]} with them; RSS ${after.rssMb.toFixed(0)} MB`,
  );
  judge({ what: 'PSS of the gateway with them', measured: after.pssMb, atMost: 150, unit: ' MB' });
  judge({ what: 'connections that it closed', measured: sockets.length - open, atMost: 0 });
};

/** Gives the connection after its first answer. */
function askOnce(guichet: Guichet, token: string): Promise<Socket> {
  const { hostname, port } = new URL(guichet.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    socket.once('error', reject);
    socket.once('data', (bytes) => {
      if (!bytes.toString('latin1').startsWith('HTTP/1.1 200')) return reject(new Error(bytes.toString('latin1')));
      socket.off('error', reject).on('error', () => undefined);
      resolve(socket.resume());
    });
    socket.write(requestText('/bench/json', token));
  });
}
