/**
 * Real calls through a real gateway, counted: the page of usage shows them without JavaScript, what was refused with its
 * reason, and the same at the command line and in a spreadsheet's file.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startWork, until, type DeveloperAtWork } from '#test/journeys/developer-at-work.ts';
import type { Person } from '#test/journeys/person.ts';

const { texts } = await import('#portal/pages/usage/texts.ts');

let work: DeveloperAtWork;
before(async () => {
  work = await startWork();
});
after(() => work.leave());

/** What the client saw, by the first digit of the status. */
const seen = [0, 0, 0, 0, 0, 0];

/** Calls Webstat; gives the status. */
async function call(): Promise<number> {
  const { status } = await work.call();
  const digit = Math.trunc(status / 100);
  seen[digit] = (seen[digit] ?? 0) + 1;
  return status;
}

/** Opens the page again until it says `text`. */
function untilSaid(person: Person, path: string, text: RegExp): Promise<string> {
  const read = async (): Promise<string> => {
    await person.go(path);
    return person.page.locator('main').innerText();
  };
  return until(read, (said) => text.test(said));
}

test('calls show on the page of usage, from the first one on, and so does why some were refused', async () => {
  const text = texts.en;
  const { system, application } = work;
  await work.sit({ language: 'en', phone: true, javaScript: false }, async (person) => {
    const usage = `/applications/${application.id}/usage?range=1h`;
    await person.go(usage);
    await person.sees(text.empty.title);
    await person.sees(text.empty.steps.apis);
    assert.equal(await call(), 401);
    await untilSaid(person, usage, /no subscription to this API\.\s+subscription\.missing/);
    await system.json(['subscribe', application.client.id, 'banque-de-france/webstat-en', '--plan', 'default']);
    await until(call, (status) => status === 200);
    // Faster than the plan allows, so that some of them are refused.
    assert.ok((await Promise.all(Array.from({ length: 30 }, call))).includes(429));
    const calls = seen.reduce((sum, some) => sum + some, 0);
    const said = await untilSaid(person, usage, new RegExp(`Calls\\s+${calls}\\b`));
    assert.match(said, /faster than its plan allows\.\s+limit\.rate/);
    const chart = person.page.getByRole('img', { name: text.calls.title }).first();
    assert.match((await chart.locator('desc').textContent()) ?? '', new RegExp(`^${calls} calls; the most`));
    await person.page.getByText(text.table.summary).first().click();
    await person.page
      .getByRole('row', { name: / [1-9]\d* [1-9]\d* 0 0$/ })
      .first()
      .waitFor();
    await person.follow('subscription.missing');
    await person.sees('What to do.');
    const { figures } = await system.json(['usage', 'application', application.id]);
    assert.deepEqual(JSON.parse(JSON.stringify(figures)).byClass, seen);
    const file = await person.page
      .context()
      .request.get(`http://127.0.0.1:${system.portBase}/applications/${application.id}/usage.csv?range=1h&table=apis`);
    assert.match(await file.text(), new RegExp(`banque-de-france/webstat-en@1\\.0,${calls},`));
  });
});
