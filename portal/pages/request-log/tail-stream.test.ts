import assert from 'node:assert/strict';
import test from 'node:test';
import { limits } from '#base/limits.ts';
import { openTailStream, type TailEvents } from '#portal/pages/request-log/tail-stream.ts';

const quiet: TailEvents = {
  look: async () => [],
  stillLoggedIn: async () => true,
  pause: async () => {},
  failed: () => undefined,
  ended: () => undefined,
};

async function readAll(events: Partial<TailEvents>): Promise<string> {
  return new Response(openTailStream({ ...quiet, ...events }).body).text();
}

test('a stream ends after its time, has looked so often, and gives signs of life until then', async () => {
  let [waitedMs, looks, ended] = [0, 0, 0];
  const text = await readAll({
    look: async () => {
      looks += 1;
      return [];
    },
    pause: async (ms) => void (waitedMs += ms),
    ended: () => void (ended += 1),
  });
  assert.deepEqual(
    [waitedMs, looks, ended],
    [limits.requestTailMs, limits.requestTailMs / limits.requestTailEveryMs, 1],
  );
  assert.match(text, /^: still there\n\n(: still there\n\n){59}event: end\ndata: time\n\n$/);
});

test('it ends when the session has, a minute later at most', async () => {
  let waitedMs = 0;
  const text = await readAll({ stillLoggedIn: async () => false, pause: async (ms) => void (waitedMs += ms) });
  assert.match(text, /event: end\ndata: lost\n\n$/);
  assert.ok(waitedMs <= limits.requestTailCheckMs);
});

test('it ends when looking is refused, and says so to the log, not to the reader', async () => {
  const failures: unknown[] = [];
  const look = async (): Promise<never> => {
    throw new Error('no right');
  };
  const text = await readAll({ look, failed: (cause) => failures.push(cause) });
  assert.equal(text, 'event: end\ndata: lost\n\n');
  assert.equal(failures.length, 1);
});

test('a row of several lines stays one event', async () => {
  const { body, end } = openTailStream({ ...quiet, look: async () => ['<tr>\n\nevent: end\r\n</tr>'] });
  const { value } = await body.getReader().read();
  assert.equal(
    new TextDecoder().decode(value),
    'event: request\ndata: <tr>\ndata: \ndata: event: end\ndata: </tr>\n\n',
  );
  end();
});

test('who closes the stream, or the portal that closes, gives the place back once and looks no more', async () => {
  let ended = 0;
  const one = openTailStream({ ...quiet, ended: () => void (ended += 1) });
  const reader = one.body.getReader();
  await reader.read();
  one.end();
  assert.equal((await reader.read()).done, true);
  const other = openTailStream({ ...quiet, ended: () => void (ended += 1) });
  await other.body.cancel();
  other.end();
  assert.equal(ended, 2);
});
