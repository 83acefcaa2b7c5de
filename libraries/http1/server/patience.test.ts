import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { AnswerWatch, Exchange } from '#http1/exchange.ts';
import { Peer } from '#http1/testing/peer.ts';
import { echo, getText as get, openServers, takeBody, waysOfReading } from '#http1/testing/server.ts';

const host = 'Host: a\r\n';
const watchNothing: AnswerWatch = { onAbort: () => undefined, onDrain: () => undefined };

for (const [way, readSocket] of waysOfReading) {
  const { open, close } = openServers(readSocket);
  after(close);
  const title = (text: string): string => `${text} (read through ${way})`;

  test(title('a body that is paused stops the client, and comes whole when it goes on'), async () => {
    let go: (() => void) | null = null;
    const paused = Promise.withResolvers<void>();
    let taken = 0;
    const { peer } = await open(
      (exchange) => {
        exchange.receiveBody({
          onBody: (data) => {
            taken += data.length;
            if (go !== null) return;
            exchange.pauseBody();
            go = () => exchange.resumeBody();
            paused.resolve();
          },
          onBodyEnd: () => exchange.answer('HTTP/1.1 200 OK\r\n', String(taken)),
          onBodyFault: () => exchange.abort(),
        });
      },
      { maximumBodyBytes: 64 * 1024 * 1024 },
    );
    const size = 32 * 1024 * 1024;
    peer.send(`POST / HTTP/1.1\r\n${host}Content-Length: ${size}\r\nConnection: close\r\n\r\n`);
    peer.socket.write(Buffer.alloc(size));
    await paused.promise;
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(peer.socket.writableLength > 0, 'the client could not send everything');
    // The handler has set it, which the compiler cannot see.
    (go as (() => void) | null)?.();
    assert.match(await peer.rest(), new RegExp(`\r\n\r\n${size}$`));
  });

  test(title('a client that reads nothing holds the answer back, and gets all of it when it reads'), async () => {
    const piece = Buffer.alloc(64 * 1024, 'x');
    const pieces = 200;
    const full = Promise.withResolvers<void>();
    const { peer } = await open((exchange) => {
      let left = pieces;
      const more = (): void => {
        while (left > 0) {
          left -= 1;
          if (!exchange.writeAnswer(piece)) {
            full.resolve();
            return;
          }
        }
        exchange.endAnswer();
      };
      exchange.watch = { onAbort: () => undefined, onDrain: more };
      exchange.startAnswer('HTTP/1.1 200 OK\r\n', pieces * piece.length);
      more();
    });
    peer.pause();
    peer.send(get('/', 'Connection: close'));
    await full.promise;
    peer.resume();
    const text = await peer.rest();
    assert.equal(text.length - text.indexOf('\r\n\r\n') - 4, pieces * piece.length);
  });

  test(
    title('a client that is slow to read gets the whole last answer, though it takes longer than the farewell'),
    async () => {
      const size = 16 * 1024 * 1024;
      const { peer } = await open((exchange) => exchange.answer('HTTP/1.1 200 OK\r\n', 'x'.repeat(size)), {
        lingerMs: 1,
      });
      peer.pause();
      peer.send(get('/', 'Connection: close'));
      // Longer than the farewell: another connection's whole life with the same limit.
      const other = await open(echo, { idleMs: 60 });
      other.peer.send(get('/'));
      await other.peer.rest();
      peer.resume();
      const text = await peer.rest();
      assert.equal(text.length - text.indexOf('\r\n\r\n') - 4, size);
    },
  );

  test(title('a head that does not come in time is refused, however many bytes come'), async () => {
    const { server, peer } = await open(echo, { headMs: 30 });
    peer.send('GET / HTTP/1.1\r\nHost: a\r\nX: ');
    const drip = setInterval(() => peer.send('x'), 5);
    await peer.until(/400 Bad Request.*too_slow$/s);
    clearInterval(drip);
    peer.socket.destroy();
    // A connection on which nothing comes is closed without a word.
    const silent = Peer.open(server.port);
    assert.equal(await silent.rest(), '');
  });

  test(title('a connection on which no next request comes is closed without a word'), async () => {
    const { peer } = await open(echo, { idleMs: 30 });
    peer.send(get('/'));
    assert.match(await peer.rest(), /\[GET \/ \]$/);
  });

  test(title('a body that stands still is given up'), async () => {
    const { peer } = await open(echo, { stallMs: 30 });
    peer.send(`POST / HTTP/1.1\r\n${host}Content-Length: 5\r\n\r\nabc`);
    assert.match(await peer.rest(), /\[too_slow\]$/);
  });

  test(title('a body that crawls is given up when its whole time is over'), async () => {
    const { peer } = await open(echo, { bodyMs: 50 });
    peer.send(`POST / HTTP/1.1\r\n${host}Content-Length: 100000\r\n\r\n`);
    const drip = setInterval(() => peer.send('x'), 5);
    await peer.until(/\[too_slow\]$/);
    clearInterval(drip);
    peer.socket.destroy();
  });

  test(
    title('a client that reads nothing of an answer for too long is cut off, and the exchange hears of it'),
    async () => {
      const gone = Promise.withResolvers<void>();
      const { peer } = await open(
        (exchange) => {
          const more = (): void => {
            while (exchange.writeAnswer(Buffer.alloc(64 * 1024)));
          };
          exchange.watch = { onDrain: more, onAbort: gone.resolve };
          exchange.startAnswer('HTTP/1.1 200 OK\r\n', -1);
          more();
        },
        { stallMs: 30 },
      );
      peer.pause();
      peer.send(get('/'));
      await gone.promise;
      peer.socket.destroy();
    },
  );

  test(
    title('a client that disappears is noticed while it waits, inside its body, and inside its answer'),
    async () => {
      const states: Readonly<Record<string, (exchange: Exchange, gone: () => void) => void>> = {
        '/waiting': (exchange, gone) => {
          exchange.watch = { ...watchNothing, onAbort: gone };
        },
        '/body': (exchange, gone) => {
          exchange.watch = { ...watchNothing, onAbort: gone };
          takeBody(exchange, () => undefined);
        },
        '/answer': (exchange, gone) => {
          exchange.watch = { ...watchNothing, onAbort: gone };
          exchange.startAnswer('HTTP/1.1 200 OK\r\n', -1);
          exchange.writeAnswer(Buffer.from('begun'));
        },
      };
      let gone: () => void = () => undefined;
      let begun: () => void = () => undefined;
      const { server, peer: idle } = await open((exchange) => {
        states[exchange.head.target]?.(exchange, () => {
          assert.equal(exchange.open, false);
          gone();
        });
        begun();
      });
      for (const target of Object.keys(states)) {
        const peer = Peer.open(server.port);
        const noticed = new Promise<void>((resolve) => (gone = resolve));
        const started = new Promise<void>((resolve) => (begun = resolve));
        peer.send(`POST ${target} HTTP/1.1\r\n${host}Content-Length: 5\r\n\r\n${target === '/body' ? 'ab' : 'abcde'}`);
        await started;
        peer.socket.resetAndDestroy();
        await noticed;
      }
      idle.socket.end();
      await idle.rest();
      assert.equal(server.http1.connections, 0);
    },
  );

  test(title('what is said to an exchange after its client is gone goes nowhere'), async () => {
    const done = Promise.withResolvers<void>();
    const { peer } = await open((exchange) => {
      exchange.watch = {
        onDrain: () => undefined,
        onAbort: () => {
          exchange.answer('HTTP/1.1 200 OK\r\n', 'x');
          exchange.startAnswer('HTTP/1.1 200 OK\r\n', -1);
          assert.equal(exchange.writeAnswer(Buffer.from('x')), true);
          exchange.endAnswer();
          exchange.abort();
          assert.equal(
            exchange.tunnel('HTTP/1.1 101 x\r\n', {
              onBody: () => undefined,
              onBodyEnd: () => undefined,
              onBodyFault: () => undefined,
            }),
            false,
          );
          done.resolve();
        },
      };
      peer.socket.resetAndDestroy();
    });
    peer.send(get('/'));
    await done.promise;
  });
}
