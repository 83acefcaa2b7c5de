/** A gateway of little patience in front of a service that is a process of its own; its log is there to be waited for. */
import assert from 'node:assert/strict';
import { z } from 'zod';
import { openLog } from '#base/log.ts';
import type { Gateway } from '#gateway/gateway.ts';
import { openLines } from '#test/faults/lines.ts';
import { startUpstream, type UpstreamProcess } from '#test/faults/upstream-process.ts';
import { openControl, openFolder, openTestGateway, speak, type Answered } from '#test/gateway-surroundings.ts';
import { sampleApplication, sampleSnapshot, webstatRoute } from '#test/sample-snapshot.ts';

export const dialects = ['piste', 'ibm', 'problem'] as const;
export type Dialect = (typeof dialects)[number];

export type FaultScene = {
  readonly gateway: Gateway;
  readonly port: number;
  readonly upstream: UpstreamProcess;
  /** One request on a connection of its own, with all that comes back until the connection ends. */
  readonly call: (path: string, options?: CallOptions) => Promise<Answered>;
  /** Waits until the log has said `message` once more, for a reason that fits. */
  readonly logged: (message: string, why?: RegExp) => Promise<void>;
};

type CallOptions = {
  readonly dialect?: Dialect;
  readonly method?: string;
  readonly fields?: string;
  readonly body?: string;
};

const lineSchema = z.looseObject({ message: z.string(), why: z.string().optional() });

export function requestText(
  path: string,
  { dialect = 'problem', method = 'GET', fields = '', body = '' }: CallOptions = {},
): string {
  const credential = `X-IBM-Client-Id: ${sampleApplication.clientId}`;
  return `${method} /${dialect}${path} HTTP/1.1\r\nHost: ${webstatRoute.host}\r\n${credential}\r\n${fields}\r\n${body}`;
}

/** Runs `run` in fresh surroundings. */
export async function inFaultScene(run: (scene: FaultScene) => Promise<void>): Promise<void> {
  const [control, folder, upstream] = await Promise.all([openControl(), openFolder(), startUpstream()]);
  const lines = openLines();
  const routes = dialects.map((dialect) => ({
    ...webstatRoute,
    ...({ credential: 'client-id', basePath: `/${dialect}`, upstream: `http://127.0.0.1:${upstream.port}` } as const),
    dialect,
  }));
  control.publish(sampleSnapshot({ routes }));
  const gateway = await openTestGateway(control.url, folder.path, {
    log: openLog({}, lines.put),
    upstreamTimes: { connectMs: 1_000, firstByteMs: 200, stallMs: 200 },
    deadlineStepMs: 20,
  });
  await gateway.ready;
  const port = gateway.addresses[0]?.port ?? 0;
  try {
    await run({
      ...{ gateway, port, upstream },
      call: (path, options = {}) =>
        speak(port, requestText(path, { ...options, fields: `Connection: close\r\n${options.fields ?? ''}` })),
      logged: async (message, why = /(?:)/) => {
        await lines.next((text) => {
          const line = lineSchema.parse(JSON.parse(text));
          return line.message === message && why.test(line.why ?? '');
        });
      },
    });
  } finally {
    await upstream.kill();
    await gateway.close();
    await Promise.all([control.close(), folder.close()]);
  }
}

export const notRelayed = 'a request could not be relayed';
export const brokeOff = 'an answer broke off';

/** The refusal of the table: a status for each dialect, one reason. */
export function assertRefused(answer: Answered, status: number, reason: string): void {
  assert.equal(answer.status, status, answer.head);
  assert.match(answer.head, new RegExp(`x-guichet-reason: ${reason}(\r\n|$)`));
  assert.ok(answer.body.includes(reason) || answer.body.includes('httpCode'), answer.body);
  if (status === 503) assert.match(answer.head, /retry-after: \d+/);
  assert.equal(answer.failure, null);
}

/** It began as it should, and was reset: nobody takes it for whole. */
export function assertCut({ head, failure }: Answered): void {
  assert.match(head, /^HTTP\/1\.1 200 /);
  assert.equal(failure, 'read ECONNRESET');
}
