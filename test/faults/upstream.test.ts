/** docs/faults.md, "The service behind an API": a real process that is killed, stopped and lies, behind a gateway. */
import assert from 'node:assert/strict';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { Answered } from '#test/gateway-surroundings.ts';
import { bodyOf } from '#test/gateway-surroundings.ts';
import {
  assertCut,
  assertRefused,
  brokeOff,
  dialects,
  inFaultScene,
  notRelayed,
  type FaultScene,
} from '#test/faults/surroundings.ts';
import { faultTests } from '#test/faults/table.ts';
import { sampleApplication, webstatRoute } from '#test/sample-snapshot.ts';

const { line, complete } = faultTests('The service behind an API');

const unreachable = { piste: 500, ibm: 503, problem: 503 } as const;
const broken = { piste: 500, ibm: 502, problem: 502 } as const;
const slow = { piste: 504, ibm: 504, problem: 504 } as const;

/** The service answers as if nothing had been. */
async function assertServes({ call }: FaultScene): Promise<void> {
  const { status, body, failure } = await call('/hello');
  assert.deepEqual([status, body, failure], [200, 'hello', null]);
}

/** The refusal of the line in each dialect, each with its line in the log. */
async function assertRefusals(
  scene: FaultScene,
  path: string,
  statuses: Readonly<Record<(typeof dialects)[number], number>>,
  reason: string,
  why: RegExp,
): Promise<void> {
  for (const dialect of dialects) {
    assertRefused(await scene.call(path, { dialect }), statuses[dialect], reason);
    await scene.logged(notRelayed, why);
  }
}

/** Both framings of an answer break off so that it shows. */
async function assertBothCut(scene: FaultScene, harm: () => Promise<void> | void, why: RegExp): Promise<void> {
  for (const path of ['/half', '/half-chunked']) {
    const answer = scene.call(path);
    await scene.upstream.begun(path);
    await harm();
    const cut = await answer;
    assertCut(cut);
    assert.ok(!cut.body.endsWith('0\r\n\r\n'));
    await scene.logged(brokeOff, why);
    await scene.upstream.restart();
  }
  await assertServes(scene);
}

line('it does not run', () =>
  inFaultScene(async (scene) => {
    await scene.upstream.kill();
    await assertRefusals(scene, '/hello', unreachable, 'upstream.unreachable', /^unreachable: ECONNREFUSED$/);
    await scene.upstream.restart();
    await assertServes(scene);
  }),
);

line('it has failed five times in a row', () =>
  inFaultScene(async (scene) => {
    await scene.upstream.kill();
    for (let failure = 1; failure <= 5; failure += 1) {
      await scene.call('/hello');
      await scene.logged(notRelayed, /ECONNREFUSED/);
    }
    const refused = await scene.call('/hello', { dialect: 'piste' });
    assertRefused(refused, 500, 'upstream.unreachable');
    assert.match(refused.head, /retry-after: [12]\r\n|retry-after: [12]$/);
    await scene.logged(notRelayed, /^refused: failed too often just now$/);
    await scene.upstream.restart();
    let answer: Answered;
    do answer = await scene.call('/hello');
    while (answer.status === 503);
    assert.equal(answer.body, 'hello');
    await assertServes(scene);
  }),
);

line('it is killed while a request waits for its answer', () =>
  inFaultScene(async (scene) => {
    for (const dialect of dialects) {
      const answer = scene.call('/wait', { dialect, method: 'POST', fields: 'Content-Length: 4\r\n', body: 'data' });
      await scene.upstream.begun('/wait');
      await scene.upstream.kill();
      assertRefused(await answer, broken[dialect], 'upstream.broken');
      await scene.logged(notRelayed, /^broken: /);
      await scene.upstream.restart();
    }
    await assertServes(scene);
  }),
);

line(
  'it closes a kept connection just as a request arrives that may be sent twice (GET, HEAD, PUT, DELETE, OPTIONS)',
  () =>
    inFaultScene(async (scene) => {
      for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
        await assertServes(scene);
        const { status, body } = await scene.call('/tired', { method });
        assert.deepEqual([status, body], [200, 'hello'], method);
      }
    }),
);

line('it closes a kept connection just as another request arrives', () =>
  inFaultScene(async (scene) => {
    for (const dialect of dialects) {
      await assertServes(scene);
      const answer = await scene.call('/tired', {
        dialect,
        method: 'POST',
        fields: 'Content-Length: 4\r\n',
        body: 'data',
      });
      assertRefused(answer, broken[dialect], 'upstream.broken');
      await scene.logged(notRelayed, /^broken: /);
    }
  }),
);

line('it is killed in the middle of an answer', () =>
  inFaultScene((scene) => assertBothCut(scene, scene.upstream.kill, /^broken: /)),
);

line('it is restarted between two requests', () =>
  inFaultScene(async (scene) => {
    for (let restart = 1; restart <= 3; restart += 1) {
      await assertServes(scene);
      await scene.upstream.restart();
    }
    await assertServes(scene);
  }),
);

line('it hangs before it answers', () =>
  inFaultScene(async (scene) => {
    scene.upstream.stop();
    await assertRefusals(scene, '/hello', slow, 'upstream.slow', /^slow: time out$/);
    scene.upstream.goOn();
    await assertServes(scene);
  }),
);

line('it hangs in the middle of an answer', () =>
  inFaultScene((scene) => assertBothCut(scene, scene.upstream.stop, /^slow: time out inside an answer$/)),
);

line('it resets the connection before it answers', () =>
  inFaultScene(async (scene) => {
    await assertRefusals(scene, '/reset-at-once', broken, 'upstream.broken', /^broken: ECONNRESET$/);
    await assertServes(scene);
  }),
);

line('it resets the connection in the middle of an answer', () =>
  inFaultScene(async (scene) => {
    assertCut(await scene.call('/reset'));
    await scene.logged(brokeOff, /^broken: ECONNRESET$/);
    await assertServes(scene);
  }),
);

line("it resets the connection in the middle of a request's body", () =>
  inFaultScene(async (scene) => {
    for (const dialect of dialects) {
      const body = 'half of what was announced';
      const fields = 'Content-Length: 1000000\r\n';
      assertRefused(
        await scene.call('/reset-at-once', { dialect, method: 'POST', fields, body }),
        broken[dialect],
        'upstream.broken',
      );
      await scene.logged(notRelayed, /^broken: /);
    }
    await assertServes(scene);
  }),
);

line('it closes the connection in the middle of an answer', () =>
  inFaultScene(async (scene) => {
    assertCut(await scene.call('/close'));
    await scene.logged(brokeOff, /^broken: closed before the answer was complete$/);
    await assertServes(scene);
  }),
);

line('it answers what is not HTTP', () =>
  inFaultScene(async (scene) => {
    await assertRefusals(scene, '/garbage', broken, 'upstream.broken', /^broken: answer head: /);
    await assertServes(scene);
    await assertRefusals(scene, '/garbage-field', broken, 'upstream.broken', /^broken: answer head: /);
    await assertServes(scene);
  }),
);

line('it breaks the chunked coding', () =>
  inFaultScene(async (scene) => {
    assertCut(await scene.call('/garbage-chunk'));
    await scene.logged(brokeOff, /^broken: malformed chunk$/);
    await assertServes(scene);
  }),
);

line('it sends more than its answer', () =>
  inFaultScene(async ({ port }) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (const path of ['/two-answers', '/hello', '/two-answers', '/hello']) {
      const headers = { host: webstatRoute.host, 'x-ibm-client-id': sampleApplication.clientId };
      const request = httpRequest({ port, host: '127.0.0.1', path: `/problem${path}`, agent, headers }).end();
      const [answer]: IncomingMessage[] = await once(request, 'response');
      assert.ok(answer !== undefined);
      assert.equal(await bodyOf(answer), 'hello');
    }
    agent.destroy();
  }),
);

complete();
