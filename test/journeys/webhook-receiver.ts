/** Where a test lets webhooks lead to: takes what comes as a receiver does who follows Standard Webhooks. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { z } from 'zod';

const eventSchema = z.object({ type: z.string(), timestamp: z.string(), data: z.record(z.string(), z.unknown()) });

export type ReceivedCall = {
  readonly headers: Readonly<Record<string, string>>;
  /** As it came: what is signed. */
  readonly body: string;
  readonly event: z.infer<typeof eventSchema>;
};

export type WebhookReceiver = {
  readonly url: string;
  /** Oldest first. */
  readonly calls: readonly ReceivedCall[];
  readonly close: () => Promise<void>;
};

/** Opens it on loopback; it takes everything (204). */
export async function openWebhookReceiver(): Promise<WebhookReceiver> {
  const calls: ReceivedCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const body = Buffer.concat(chunks).toString('utf8');
      calls.push({ headers, body, event: eventSchema.parse(JSON.parse(body)) });
      response.writeHead(204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address === null || typeof address === 'string' ? 0 : address.port;
  return {
    url: `http://127.0.0.1:${port}/guichet`,
    calls,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
