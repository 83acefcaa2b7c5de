/**
 * Texts that leave together when a turn of the event loop has read all that had come. A write wakes who reads at its other
 * end; written one by one between reads, each finds it asleep again, and waking is the dearest part of a write. What is sent
 * to a socket in another way goes behind `sendNow`: texts never overtake each other.
 */
import type { Socket } from 'node:net';

/** Texts that wait at most: reading more than that first would keep the first one waiting. */
const mostWaiting = 32;

const sockets = Array.from<unknown, Socket | null>({ length: mostWaiting }, () => null);
const texts = Array.from({ length: mostWaiting }, () => '');
let waiting = 0;
let scheduled = false;

/** Sends `text` (Latin-1) when the turn ends, or when many wait; one whose socket is gone by then is dropped. */
export function sendAtTurnEnd(socket: Socket, text: string): void {
  sockets[waiting] = socket;
  texts[waiting] = text;
  waiting += 1;
  if (waiting === mostWaiting) sendNow();
  if (scheduled) return;
  scheduled = true;
  setImmediate(endTurn);
}

function endTurn(): void {
  scheduled = false;
  sendNow();
}

/** Sends all that waits. */
export function sendNow(): void {
  const count = waiting;
  waiting = 0;
  for (let index = 0; index < count; index += 1) {
    const socket = sockets[index];
    if (socket?.destroyed === false) socket.write(texts[index] ?? '', 'latin1');
    // Neither is kept longer than it waits.
    sockets[index] = null;
    texts[index] = '';
  }
}
