/** The gateway with nginx behind it, and behind that a service which notes what reached it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostName } from '#gateway/head/host.ts';
import { fuzzHost } from '#test/differential/grammar.ts';
import type { Message } from '#test/differential/message.ts';
import { cut } from '#test/differential/mutate.ts';
import { converse, openPassage, statusesOf } from '#test/differential/passage.ts';
import { nginxConfiguration, openProgram } from '#test/differential/programs.ts';
import type { Random } from '#test/differential/random.ts';
import { serve } from '#test/differential/served.ts';
import { openFake, type FakeServer } from '#test/gateway-surroundings.ts';

export type Chain = {
  /**
   * Sends a stream through, and gives the statuses that its client got.
   *
   * @throws AssertionError when what reached the service, or what nginx saw, is not what we read in the stream
   */
  readonly check: (stream: string, random: Random) => Promise<number[]>;
  readonly close: () => Promise<void>;
};

export async function openChain(): Promise<Chain> {
  let seen: string[] = [];
  const service = await openService((request) => seen.push(request));
  const nginx = await openProgram('nginx', nginxConfiguration(Number(new URL(service.url).port)));
  const passage = await openPassage(`http://127.0.0.1:${nginx.port}`);
  /** What nginx has read, by its own word: `id status method target`. */
  const lines = (): string[] => readFileSync(join(nginx.folder, 'access.log'), 'utf8').split('\n').slice(0, -1);
  const account = openAccount();
  return {
    check: async (stream, random) => {
      const bytes = Buffer.from(stream, 'latin1');
      const { messages } = serve([bytes]);
      seen = [];
      const before = lines().length;
      const answers = await converse(passage.port, cut(random, bytes));
      compareWithService(messages, seen);
      account.forwarded(messages);
      account.seen(lines().slice(before));
      return statusesOf(answers);
    },
    close: async () => {
      await passage.close();
      await nginx.close();
      await service.close();
    },
  };
}

function openService(note: (request: string) => void): Promise<FakeServer> {
  return openFake(async (request, response) => {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      note(`${request.method} ${request.url} ${Buffer.concat(chunks).toString('latin1')}`);
      response.end('served');
    } catch {
      // Broken off on the way: not a request that was made.
      response.destroy();
    }
  });
}

function compareWithService(messages: readonly Message[], seen: readonly string[]): void {
  // A refused request whose body did not come with its head ends the connection: what follows is read or not.
  const refusedAt = messages.findIndex((message) => !isForwarded(message) && isFramed(message));
  const certain = (refusedAt === -1 ? messages : messages.slice(0, refusedAt)).filter(isForwarded);
  const told = messages.filter((message) => message.complete && isForwarded(message));
  const expected = told.map((message) => `${toldTo(message)} ${message.body}`);
  assert.deepEqual(seen, expected.slice(0, seen.length));
  assert.ok(seen.length >= certain.filter(({ complete }) => complete).length, 'a request did not arrive');
}

/** Weighs what was forwarded against what nginx saw; a request that broke off is logged a little later. */
function openAccount(): {
  readonly forwarded: (messages: readonly Message[]) => void;
  readonly seen: (lines: readonly string[]) => void;
} {
  const unseen = new Map<string, number>();
  return {
    forwarded: (messages) => {
      for (const message of messages.filter(isForwarded)) {
        const line = `${toldTo(message)} HTTP/1.1`;
        unseen.set(line, (unseen.get(line) ?? 0) + 1);
      }
    },
    seen: (lines) => {
      for (const line of lines) {
        const [id = '', status = '', ...request] = line.split(' ');
        assert.match(id, /^[\w-]{20,}$/, `nginx saw a request that is not ours: ${line}`);
        assert.ok(['200', '400', '499'].includes(status), line);
        const left = (unseen.get(request.join(' ')) ?? 0) - 1;
        assert.ok(left >= 0, `nginx saw what we did not forward: ${line}`);
        unseen.set(request.join(' '), left);
      }
    },
  };
}

function isForwarded({ fields }: Message): boolean {
  const host = fields.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? '';
  return hostName(host) === fuzzHost;
}

function isFramed({ fields }: Message): boolean {
  return fields.some(([name]) => /^(?:content-length|transfer-encoding)$/i.test(name));
}

/** The request as a service sees it: the path alone of an absolute form. */
function toldTo({ start }: Message): string {
  const rest = start.replace(/^(\S+) https?:\/\/[^/?]*/i, '$1 ');
  return rest.replace(/ (?!\/)/, ' /');
}
