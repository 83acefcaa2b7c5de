/**
 * Real calls through a real gateway, seen in a real browser: the refused one is found by the number that the client got, with
 * the step that refused it; what was let through appears on the page as it comes.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startWork, until, type DeveloperAtWork } from '#test/journeys/developer-at-work.ts';

const { texts } = await import('#portal/pages/request-log/texts.ts');

let work: DeveloperAtWork;
before(async () => {
  work = await startWork();
});
after(() => work.leave());

describe('the request log', () => {
  test('finds a refused call by its number, and shows the step that refused it, without JavaScript', async () => {
    const text = texts.fr;
    // The gateway learns of the application within a second.
    const refused = await until(
      () => work.call('/catalogue?secret=personal'),
      ({ reason }) => reason === 'subscription.missing',
    );
    assert.equal(refused.status, 401);
    await work.sit({ language: 'fr', javaScript: false }, async (person) => {
      const page = `http://127.0.0.1:${work.system.portBase}/request-log/${refused.number}`;
      const open = async () => (await person.page.goto(page))?.status();
      await until(open, (status) => status === 200);
      await person.go(`/applications/${work.application.id}/requests`);
      await person.fill(text.search.label, refused.number);
      await person.press(text.search.button);
      await person.sees(text.request.refusedTitle(text.steps.subscription[0] ?? ''));
      await person.sees(text.states.stopped);
      await person.sees('subscription.missing');
      assert.doesNotMatch(await person.page.content(), /personal/);
      await person.follow(text.request.today);
      await person.sees(text.search.label);
    });
  });

  test('shows the first call of all as it comes', async () => {
    const text = texts.en;
    const { id, client } = await work.makeApplication('Unused');
    await work.sit({ language: 'en', phone: true }, async (person) => {
      await person.go(`/applications/${id}/requests`);
      await person.sees(text.empty);
      await person.press(text.live.follow);
      await person.sees(text.live.following);
      const first = await until(
        () => work.call('/catalogue', client),
        ({ reason }) => reason === 'subscription.missing',
      );
      await person.page.locator(`tbody [data-request="${first.number}"]`).waitFor();
    });
  });

  test('shows a call that was let through as it comes', async () => {
    const text = texts.en;
    await work.sit({ language: 'en' }, async (person) => {
      await person.go(`/applications/${work.application.id}/requests`);
      await person.press(text.live.follow);
      await person.sees(text.live.following);
      await work.system.json([
        'subscribe',
        work.application.client.id,
        'banque-de-france/webstat-en',
        '--plan',
        'default',
      ]);
      const through = await until(work.call, ({ status }) => status === 200);
      await person.page.locator(`tbody [data-request="${through.number}"]`).waitFor();
      await person.press(text.live.pause);
      const later = await work.call();
      await person.sees(text.live.paused.replace('{n}', '1'));
      assert.equal(await person.page.locator(`tbody [data-request="${later.number}"]`).count(), 0);
      await person.press(text.live.resume);
      await person.page.locator(`tbody [data-request="${later.number}"]`).waitFor();
      await person.press(text.live.stop);
      await person.page.getByRole('button', { name: text.live.follow }).waitFor();
      await person.page.locator(`tbody [data-request="${later.number}"]`).click();
      await person.sees(text.request.answeredTitle);
    });
  });
});
