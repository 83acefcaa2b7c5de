/**
 * A service that is killed, stopped and lied by: `node upstream.ts PORT`. It says `listening PORT` when it does, and
 * `begun PATH` when it has done for a request all that it will do until something happens to it.
 */
import { createServer, type Socket } from 'node:net';

const hello = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const half = 'HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhalf';
const halfChunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n';

const bytesOf: Readonly<Record<string, string>> = {
  '/hello': hello,
  '/upload': hello,
  /** On a connection that has served before, it closes instead. */
  '/tired': hello,
  '/wait': '',
  '/half': half,
  '/half-chunked': halfChunked,
  '/reset': half,
  '/reset-at-once': '',
  '/close': half,
  '/garbage': 'what is this?\r\n\r\n',
  '/garbage-field': 'HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\nhello',
  '/garbage-chunk': `${halfChunked}ZZ\r\n`,
  '/two-answers': `${hello}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil`,
};

const afterwards: Readonly<Record<string, (socket: Socket) => void>> = {
  '/reset': (socket) => socket.resetAndDestroy(),
  '/reset-at-once': (socket) => socket.resetAndDestroy(),
  '/close': (socket) => socket.end(),
};

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** More than sockets and windows take in when nobody reads. */
const largeBody = Buffer.alloc(8 * 1024 * 1024, 'x');
const largeHead = `HTTP/1.1 200 OK\r\nContent-Length: ${largeBody.length}\r\n\r\n`;

/** Answers each head by its path; `/upload` alone waits for the body. */
function serve(socket: Socket): void {
  let received = '';
  let served = 0;
  socket.setEncoding('latin1');
  socket.on('error', () => socket.destroy());
  socket.on('data', (text: string) => {
    received += text;
    const path = /^\w+ (\/[\w-]+) HTTP\/1\.1\r\n/.exec(received)?.[1];
    const end = received.indexOf('\r\n\r\n');
    if (path === undefined || end === -1) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(received)?.[1] ?? 0);
    if (path === '/upload' && received.length < end + 4 + length) return;
    received = '';
    const done = (): void => {
      say(`begun ${path}`);
      afterwards[path]?.(socket);
    };
    served += 1;
    if (path === '/tired' && served > 1) return void socket.destroy();
    if (path === '/large') {
      socket.write(largeHead);
      return void socket.write(largeBody);
    }
    const bytes = bytesOf[path] ?? '';
    if (bytes === '') done();
    else socket.write(bytes, 'latin1', done);
  });
}

const port = Number(process.argv[2]);
const server = createServer(serve).listen(port, '127.0.0.1', () => {
  const address = server.address();
  say(`listening ${typeof address === 'object' ? address?.port : ''}`);
});
