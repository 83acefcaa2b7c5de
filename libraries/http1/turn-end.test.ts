import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { beforeEach, test } from 'node:test';
import { sendAtTurnEnd, sendNow } from '#http1/turn-end.ts';

let sent: string[] = [];
beforeEach(() => {
  sent = [];
});

/** All of a socket that is asked here. */
function socketNamed(name: string, destroyed = false): Socket {
  const write = (text: string): boolean => sent.push(`${name}: ${text}`) > 0;
  return { destroyed, write } as Partial<Socket> as Socket;
}

const turnsEnd = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('texts leave when the turn ends, in the order in which they came', async () => {
  const [one, other] = [socketNamed('one'), socketNamed('other')];
  sendAtTurnEnd(one, 'first');
  sendAtTurnEnd(other, 'second');
  sendAtTurnEnd(one, 'third');
  assert.deepEqual(sent, []);
  await turnsEnd();
  assert.deepEqual(sent, ['one: first', 'other: second', 'one: third']);
  sendAtTurnEnd(other, 'in the next turn');
  await turnsEnd();
  assert.equal(sent.length, 4);
});

test('who must send at once sends all that waits before, and nothing leaves twice', async () => {
  sendAtTurnEnd(socketNamed('one'), 'waits');
  sendNow();
  assert.deepEqual(sent, ['one: waits']);
  await turnsEnd();
  assert.deepEqual(sent, ['one: waits']);
});

test('a socket that is gone by then is passed over', async () => {
  sendAtTurnEnd(socketNamed('gone', true), 'to nobody');
  sendAtTurnEnd(socketNamed('there'), 'arrives');
  await turnsEnd();
  assert.deepEqual(sent, ['there: arrives']);
});

test('when many wait they leave before the turn ends', async () => {
  const socket = socketNamed('one');
  for (let number = 0; number < 100; number += 1) sendAtTurnEnd(socket, String(number));
  assert.ok(sent.length > 60);
  await turnsEnd();
  assert.deepEqual(
    sent,
    Array.from({ length: 100 }, (_, number) => `one: ${number}`),
  );
});
