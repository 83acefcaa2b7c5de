/** A gateway that hands one host through to an upstream, and a client that says everything at once. */
import { connect } from 'node:net';
import { fuzzHost } from '#test/differential/grammar.ts';
import { openControl, openFolder, openTestGateway } from '#test/gateway-surroundings.ts';
import { sampleSnapshot } from '#test/sample-snapshot.ts';

export type Passage = { readonly port: number; readonly close: () => Promise<void> };

export async function openPassage(upstreamUrl: string): Promise<Passage> {
  const control = await openControl();
  const folder = await openFolder();
  control.publish(sampleSnapshot({ passages: [{ host: fuzzHost, upstream: upstreamUrl }] }));
  const gateway = await openTestGateway(control.url, folder.path);
  await gateway.ready;
  return {
    port: gateway.addresses[0]?.port ?? 0,
    close: async () => {
      await gateway.close();
      await Promise.all([control.close(), folder.close()]);
    },
  };
}

/** Sends `pieces`, ends, and gives all that comes back. */
export function converse(port: number, pieces: readonly Buffer[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    let text = '';
    socket.on('data', (data) => (text += data.toString('latin1')));
    socket.on('end', () => socket.end());
    socket.on('error', () => socket.destroy());
    socket.once('close', () => resolve(text));
    const send = ([first, ...rest]: readonly Buffer[]): void => {
      if (first === undefined) return void socket.end();
      socket.write(first);
      setImmediate(() => send(rest));
    };
    send(pieces);
  });
}

/** The statuses of the final answers in what a client got. */
export function statusesOf(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.1 ([2-5][0-9][0-9]) /g)].map((match) => Number(match[1]));
}
