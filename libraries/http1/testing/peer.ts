/** The other end of a connection in a test: sends bytes, and waits for bytes. */
import { connect, type Socket } from 'node:net';

export class Peer {
  readonly socket: Socket;
  /** All that came, a byte a character. */
  received = '';
  /** How the connection ended: in order, or broken off. */
  readonly closed: Promise<'ended' | 'reset'>;
  #waiting: { readonly pattern: RegExp; readonly found: () => void; readonly failed: (cause: Error) => void } | null =
    null;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    let ended: 'ended' | 'reset' = 'ended';
    socket.on('data', (data) => {
      this.received += data.toString('latin1');
      this.#look();
    });
    socket.on('error', () => (ended = 'reset'));
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.#waiting?.failed(new Error(`closed while waiting for ${String(this.#waiting.pattern)}: ${this.received}`));
        resolve(ended);
      });
    });
  }

  /** Opens a connection to a port of this machine. */
  static open(port: number): Peer {
    return new Peer(connect({ port, host: '127.0.0.1', allowHalfOpen: true }));
  }

  send(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /** Waits until all that came matches. */
  until(pattern: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting = { pattern, found: resolve, failed: reject };
      this.#look();
    });
  }

  /** Waits until the other side has ended, ends too, and gives all that came. */
  async rest(): Promise<string> {
    if (!this.socket.readableEnded && !this.socket.destroyed) {
      await Promise.race([new Promise((resolve) => this.socket.once('end', resolve)), this.closed]);
    }
    this.socket.end();
    await this.closed;
    return this.received;
  }

  /** Reads no further. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  #look(): void {
    if (this.#waiting?.pattern.test(this.received) !== true) return;
    const { found } = this.#waiting;
    this.#waiting = null;
    found();
  }
}
