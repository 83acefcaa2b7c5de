import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Exchange } from '#http1/exchange.ts';
import { Peer } from '#http1/testing/peer.ts';
import { echo, getText as get, openServers, waysOfReading } from '#http1/testing/server.ts';

const host = 'Host: a\r\n';
const chunkedPost = `POST /c HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n`;

for (const [way, readSocket] of waysOfReading) {
  const { open, close } = openServers(readSocket);
  after(close);
  const title = (text: string): string => `${text} (read through ${way})`;

  test(title('a connection stays for the next request, and closes when it is told to'), async () => {
    const { peer } = await open();
    peer.send(get('/1'));
    await peer.until(/\[GET \/1 \]/);
    peer.send(get('/2', 'Connection: close'));
    const text = await peer.rest();
    assert.match(
      text,
      /200 OK\r\ncontent-length: 9\r\n\r\n\[GET \/1 \]HTTP\/1\.1 200 OK\r\ncontent-length: 9\r\nconnection: close\r\n\r\n\[GET \/2 \]$/,
    );
    assert.equal(await peer.closed, 'ended');
  });

  test(title('pipelined requests are answered in order, however late each answer comes'), async () => {
    const waiting: Exchange[] = [];
    const { peer } = await open((exchange) => {
      waiting.push(exchange);
      setImmediate(() => exchange.answer('HTTP/1.1 200 OK\r\n', `[${exchange.head.target}]`));
    });
    peer.send(get('/1') + get('/2') + get('/3', 'Connection: close'));
    const text = await peer.rest();
    assert.deepEqual(text.match(/\[.*?\]/g), ['[/1]', '[/2]', '[/3]']);
    assert.equal(waiting.length, 3);
  });

  test(title('answers of one turn stay in order, whether they are whole, in pieces or refused'), async () => {
    const { peer } = await open((exchange) => {
      const { target } = exchange.head;
      if (target.startsWith('/pieces')) {
        exchange.startAnswer('HTTP/1.1 200 OK\r\n', -1);
        exchange.writeAnswer(Buffer.from(`[${target}]`));
        exchange.endAnswer();
      } else {
        exchange.answer('HTTP/1.1 200 OK\r\n', `[${target}]`);
      }
    });
    peer.send(get('/1') + get('/pieces1') + get('/2') + get('/3') + get('/pieces2') + get('/4') + 'NONSENSE\r\n\r\n');
    const text = await peer.rest();
    assert.deepEqual(text.match(/\[.*?\]/g)?.slice(0, 6), ['[/1]', '[/pieces1]', '[/2]', '[/3]', '[/pieces2]', '[/4]']);
    assert.match(text, /\[\/4\]HTTP\/1\.1 400 /);
  });

  test(title('ten thousand pipelined requests answered at once do not exhaust the stack'), async () => {
    const { peer } = await open();
    const count = 10_000;
    peer.send(`${get('/')}${chunkedPost}1\r\nx\r\n0\r\n\r\n`.repeat(count / 2) + get('/last', 'Connection: close'));
    const text = await peer.rest();
    assert.equal(text.match(/200 OK/g)?.length, count + 1);
  });

  test(title('every split of a stream of requests is read alike'), async () => {
    const stream = `${get('/1')}POST /2 HTTP/1.1\r\n${host}Content-Length: 3\r\n\r\nabc${chunkedPost}2\r\nde\r\n1;x\r\nf\r\n0\r\nT: x\r\n\r\n${get('/4', 'Connection: close')}`;
    const { server, peer: first } = await open();
    first.send(stream);
    const expected = await first.rest();
    assert.deepEqual(expected.match(/\[.*?\]/g), ['[GET /1 ]', '[POST /2 abc]', '[POST /c def]', '[GET /4 ]']);
    const split = async (at: number): Promise<void> => {
      const peer = Peer.open(server.port);
      peer.send(stream.slice(0, at));
      await new Promise((resolve) => setImmediate(resolve));
      peer.send(stream.slice(at));
      assert.equal(await peer.rest(), expected, `split at ${at}`);
    };
    await Promise.all(Array.from({ length: stream.length }, (_, at) => split(at)));
  });

  test(title('a client that has ended its side still gets every answer that it asked for'), async () => {
    const { peer } = await open((exchange) =>
      setImmediate(() => exchange.answer('HTTP/1.1 200 OK\r\n', `[${exchange.head.target}]`)),
    );
    peer.socket.end(get('/1') + get('/2') + get('/3'));
    const text = await peer.rest();
    assert.deepEqual(text.match(/\[.*?\]/g), ['[/1]', '[/2]', '[/3]']);
  });

  test(title('a client that ends inside a body gets no answer to a request that it did not finish'), async () => {
    const { peer } = await open();
    peer.socket.end(`POST / HTTP/1.1\r\n${host}Content-Length: 5\r\n\r\nabc`);
    assert.match(await peer.rest(), /\[cut\]$/);
  });

  test(title('a client is told to go on when its body is wanted, and only then'), async () => {
    const { peer } = await open((exchange) => {
      if (exchange.head.target === '/refused') exchange.answer('HTTP/1.1 403 No\r\n', '');
      else echo(exchange);
    });
    const post = (target: string): string =>
      `POST ${target} HTTP/1.1\r\n${host}Expect: 100-continue\r\nContent-Length: 3\r\n\r\n`;
    peer.send(post('/1'));
    await peer.until(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    peer.send('abc');
    await peer.until(/\[POST \/1 abc\]$/);
    peer.send(`${post('/2')}abc`);
    await peer.until(/\[POST \/2 abc\]$/);
    assert.equal(peer.received.match(/100 Continue/g)?.length, 1);
    peer.send(post('/refused'));
    assert.match(await peer.rest(), /403 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n$/);
  });

  test(title('HTTP/1.0 closes unless it asks to stay, and learns of an unknown length by the end'), async () => {
    const onRequest = (exchange: Exchange): void => {
      if (exchange.head.target === '/whole') return echo(exchange);
      exchange.startAnswer('HTTP/1.1 200 OK\r\n', -1);
      exchange.writeAnswer(Buffer.from('piece by '));
      exchange.writeAnswer(Buffer.from('piece'));
      return exchange.endAnswer();
    };
    const { server, peer } = await open(onRequest);
    peer.send('GET /whole HTTP/1.0\r\nConnection: keep-alive\r\n\r\n');
    await peer.until(/connection: keep-alive\r\n\r\n\[GET \/whole \]$/);
    peer.send('GET /whole HTTP/1.0\r\n\r\nGET /never HTTP/1.0\r\n\r\n');
    assert.match(await peer.rest(), /connection: close\r\n\r\n\[GET \/whole \]$/);
    const other = Peer.open(server.port);
    other.send('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n');
    assert.equal(await other.rest(), 'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\npiece by piece');
  });

  test(title('an answer of unknown length is chunked, and the connection stays'), async () => {
    const { peer } = await open((exchange) => {
      exchange.startAnswer('HTTP/1.1 200 OK\r\n', -1);
      exchange.writeAnswer(Buffer.from('abc'));
      exchange.writeAnswer(Buffer.alloc(0));
      exchange.writeAnswer(Buffer.alloc(20_000, 'x'));
      exchange.endAnswer();
    });
    peer.send(get('/') + get('/', 'Connection: close'));
    const answer = `3\r\nabc\r\n4e20\r\n${'x'.repeat(20_000)}\r\n0\r\n\r\n`;
    assert.equal(
      await peer.rest(),
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${answer}HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n${answer}`,
    );
  });

  test(title('an answer to HEAD tells a length and has no body'), async () => {
    const { peer } = await open((exchange) => exchange.answer('HTTP/1.1 200 OK\r\n', '', 5));
    peer.send(`HEAD / HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
    assert.equal(await peer.rest(), 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\n');
  });

  test(title('an answer that ends before its length is broken off, so that nobody takes it for whole'), async () => {
    const { peer } = await open((exchange) => {
      exchange.startAnswer('HTTP/1.1 200 OK\r\n', 10);
      exchange.writeAnswer(Buffer.from('abc'));
      exchange.endAnswer();
    });
    peer.send(get('/'));
    assert.equal(await peer.closed, 'reset');
  });

  test(title('a refusal reaches a client that goes on sending, and what follows it is not read'), async () => {
    const requests: string[] = [];
    const { peer } = await open((exchange) => {
      requests.push(exchange.head.target);
      echo(exchange);
    });
    peer.send(`${get('/1')}GET /2 HTTP/1.1\nHost: a\n\n${get('/3')}`);
    for (let count = 0; count < 50; count += 1) peer.send('x'.repeat(10_000));
    const text = await peer.rest();
    assert.match(text, /400 Bad Request\r\ncontent-length: 9\r\nconnection: close\r\n\r\nmalformed$/);
    assert.deepEqual(requests, ['/1']);
    assert.equal(await peer.closed, 'ended');
  });

  test(title('an answer before the end of the body closes, and nothing of the body becomes a request'), async () => {
    const requests: string[] = [];
    const { peer } = await open((exchange) => {
      requests.push(exchange.head.target);
      exchange.answer('HTTP/1.1 403 No\r\n', '');
    });
    peer.send(`POST /1 HTTP/1.1\r\n${host}Content-Length: 100000\r\n\r\n${get('/2')}`);
    assert.match(await peer.rest(), /403 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n$/);
    assert.deepEqual(requests, ['/1']);
  });

  test(title('a body over the limit is refused, with a length before a byte of it is taken'), async () => {
    const { server, peer } = await open(echo, { maximumBodyBytes: 5 });
    peer.send(`${chunkedPost}3\r\nabc\r\n3\r\nabc\r\n0\r\n\r\n`);
    assert.match(await peer.rest(), /\[too_large\]$/);
    const other = Peer.open(server.port);
    other.send(`POST / HTTP/1.1\r\n${host}Content-Length: 6\r\n\r\n`);
    assert.match(await other.rest(), /\[too_large\]$/);
    const whole = Peer.open(server.port);
    whole.send(`POST / HTTP/1.1\r\n${host}Content-Length: 6\r\n\r\nabcdef`);
    assert.match(await whole.rest(), /\[too_large\]$/);
  });

  test(title('a malformed chunk ends the body with a fault'), async () => {
    const { peer } = await open();
    peer.send(`${chunkedPost}3\r\nabcd`);
    assert.match(await peer.rest(), /\[malformed\]$/);
  });

  test(title('a connection that is turned over carries bytes both ways, those behind the head first'), async () => {
    const { peer } = await open((exchange) => {
      exchange.tunnel('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\n', {
        onBody: (data) => void exchange.writeAnswer(Buffer.from(data.toString('latin1').toUpperCase())),
        onBodyEnd: () => exchange.endAnswer(),
        onBodyFault: () => exchange.abort(),
      });
    });
    peer.send(`${get('/', 'Connection: upgrade', 'Upgrade: echo')}early `);
    await peer.until(/upgrade: echo\r\n\r\nEARLY $/);
    peer.send(get('/not-a-request'));
    await peer.until(/GET \/NOT-A-REQUEST/);
    peer.socket.end();
    await peer.rest();
  });

  test(title('a server that drains ends idle connections at once and the others after their answer'), async () => {
    const begun = Promise.withResolvers<Exchange>();
    const { server, peer: idle } = await open((exchange) => {
      if (exchange.head.target === '/slow') begun.resolve(exchange);
      else echo(exchange);
    });
    idle.send(get('/'));
    await idle.until(/\[GET \/ \]$/);
    const busy = Peer.open(server.port);
    busy.send(get('/slow') + get('/too-late'));
    const exchange = await begun.promise;
    const drained = server.http1.drain();
    await idle.rest();
    exchange.answer('HTTP/1.1 200 OK\r\n', '[slow]');
    assert.match(await busy.rest(), /\r\nconnection: close\r\n[^]*\[slow\]$/);
    await drained;
  });
}
