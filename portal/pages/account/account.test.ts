import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { Secret, TOTP } from 'otpauth';
import { newId } from '#base/ids.ts';
import { limits } from '#base/limits.ts';
import { accounts, organisationCodes, organisations } from '#database/tables.ts';
import type { Portal } from '#portal/server.ts';
import { goodPassword, mailedLink, mailsTo } from '#test/account-doors.ts';
import { softPasskey } from '#test/passkey.ts';
import { makeWorld, openTestRegistry, type TestRegistry, type World } from '#test/people.ts';
import { newVisitor, openTestPortal, portalOrigin, type SeenPage, type Visitor } from '#test/portal.ts';

let registry: TestRegistry;
let world: World;
let portal: Portal;

before(async () => {
  registry = await openTestRegistry();
  world = await makeWorld(registry);
});
after(() => registry.database.close());

/** A portal of its own for each test: throttles are counted anew. */
async function visitor(language: 'fr' | 'en' = 'en'): Promise<Visitor> {
  portal = await openTestPortal(registry);
  return newVisitor(portal, language);
}

function later(ms: number): void {
  registry.setNow(new Date(registry.clock.nowMs() + ms).toISOString());
}

const filled = (email: string) => ({
  name: 'Zoé Martin',
  email,
  password: goodPassword,
  passwordAgain: goodPassword,
  terms: 'on',
});

async function signUp(anna: Visitor, email: string): Promise<void> {
  await anna.submit(await anna.open('/sign-up'), '/sign-up', filled(email));
  await anna.submit(await anna.open(await mailedLink(registry, email, 'account.activate')), '/activate');
}

async function logIn(anna: Visitor, email: string, password = goodPassword): Promise<SeenPage> {
  return anna.submit(await anna.open('/login'), '/login', { email, password });
}

/** The text of an element, white space folded. */
function seen(page: SeenPage, selector: string): string {
  return page.document.querySelector(selector)?.textContent.replaceAll(/\s+/g, ' ').trim() ?? '';
}

/** What stands in the block that can be copied; the parser takes `pre` for text. */
function copied(page: SeenPage): string {
  return seen(page, '.code pre').replaceAll(/<[^>]*>/g, '');
}

test('the PISTE guide: sign up, read the confirmation on the home page, activate, log in', async () => {
  const anna = await visitor('fr');
  const email = 'anna@example.org';
  const form = await anna.open('/sign-up');
  for (const field of ['name', 'email', 'password', 'passwordAgain', 'organisationCode', 'news', 'surveys', 'terms']) {
    assert.ok(form.document.querySelector(`form [name="${field}"]`), field);
  }
  assert.match(form.text, /consulter, l’exporter, le corriger et le supprimer/);
  const home = await anna.submit(form, '/sign-up', filled(email));
  assert.equal(home.address, '/');
  assert.match(home.text, /nous avons écrit à anna@example\.org/);
  const early = await logIn(anna, email);
  assert.equal(early.status, 422);
  assert.match(early.text, /pas encore activé/);
  const address = await mailedLink(registry, email, 'account.activate');
  const link = await anna.open(address);
  assert.match(link.text, /Zoé Martin/);
  const [waiting] = await registry.database.query.select().from(accounts).where(eq(accounts.email, email));
  assert.equal(waiting?.active, false, 'opening the link does nothing');
  const login = await anna.submit(link, '/activate');
  assert.equal(login.address, '/login');
  assert.match(login.text, /Votre compte est actif/);
  assert.match((await anna.open(address)).text, /a déjà servi/);
  const inside = await anna.submit(login, '/login', { email, password: goodPassword });
  assert.equal(inside.address, '/applications');
  assert.ok((await anna.open('/')).document.querySelector('form[action="/logout"]'));
  const out = await anna.submit(await anna.open('/'), '/logout');
  assert.match(out.text, /déconnecté/);
  assert.equal((await anna.open('/account')).address, '/login?next=%2Faccount');
});

test('a sign-up says at each field what is wrong, in both languages, and keeps what was typed', async () => {
  for (const [language, words] of [
    ['en', [/required/, /special character/, /not the same/, /no account/]],
    ['fr', [/obligatoire/, /caractère spécial/, /pas les mêmes/, /il n'y a pas de compte/]],
  ] as const) {
    const anna = await visitor(language);
    const wrong = { name: ' ', email: 'a@example.org', password: 'Correcthorse1', passwordAgain: 'x', news: 'on' };
    const page = await anna.submit(await anna.open('/sign-up'), '/sign-up', wrong);
    assert.equal(page.status, 422);
    for (const pattern of words) assert.match(page.text, pattern);
    assert.equal(page.document.querySelector('[name=email]')?.getAttribute('value'), 'a@example.org');
    assert.ok(page.document.querySelector('[name=news]')?.hasAttribute('checked'));
    assert.equal(page.document.toString().includes('Correcthorse1'), false);
    assert.equal(page.document.querySelector('[name=name]')?.getAttribute('aria-invalid'), 'true');
  }
});

test('a common password and a wrong organisation code are told at their fields', async () => {
  const anna = await visitor();
  const common = { ...filled('b@example.org'), password: 'Password-2026!', passwordAgain: 'Password-2026!' };
  const guessed = await anna.submit(await anna.open('/sign-up'), '/sign-up', common);
  assert.match(seen(guessed, '#fault-password'), /guessed quickly/);
  const coded = { ...filled('b@example.org'), organisationCode: 'wrong' };
  const refused = await anna.submit(await anna.open('/sign-up'), '/sign-up', coded);
  assert.equal(refused.status, 422);
  assert.match(seen(refused, '#fault-organisationCode'), /wrong, expired or used up/);
  assert.equal(refused.document.querySelector('[name=organisationCode]')?.getAttribute('value'), 'wrong');
});

test('no page tells whether an address has an account', async () => {
  const known = world.developer.name;
  const asUnknown = (page: SeenPage, email: string) => page.text.replaceAll(email, '…');
  for (const [address, field] of [
    ['/sign-up', filled],
    ['/forgotten-password', (email: string) => ({ email })],
    ['/activate/resend', (email: string) => ({ email })],
    ['/login', (email: string) => ({ email, password: 'Wrong-horse-99' })],
  ] as const) {
    const told = [];
    for (const email of [known, 'stranger@example.org']) {
      const anna = await visitor();
      const page = await anna.submit(await anna.open(address), address, field(email));
      told.push([page.status, page.address, asUnknown(page, email)]);
    }
    assert.deepEqual(told[0], told[1], address);
  }
});

test('a forgotten password: link, new password, login with it', async () => {
  const anna = await visitor();
  const email = 'forgot@example.org';
  await signUp(anna, email);
  const asked = await anna.submit(await anna.open('/forgotten-password'), '/forgotten-password', { email });
  assert.equal(asked.address, '/login');
  const address = await mailedLink(registry, email, 'password.reset');
  const weak = { password: 'short', passwordAgain: 'short' };
  const refused = await anna.submit(await anna.open(address), '/reset-password', weak);
  assert.equal(refused.status, 422);
  const next = { password: 'Battery-staple-2', passwordAgain: 'Battery-staple-2' };
  assert.match((await anna.submit(refused, '/reset-password', next)).text, /password is changed/);
  assert.equal((await anna.open(address)).status, 410);
  assert.equal((await logIn(anna, email, 'Battery-staple-2')).address, '/applications');
});

test('a link that never was, or is used up, says how to get another one', async () => {
  const anna = await visitor();
  for (const [address, way] of [
    ['/activate?token=nonsense', '/activate/resend'],
    ['/activate', '/activate/resend'],
    ['/reset-password?token=nonsense', '/forgotten-password'],
    ['/account/email/confirm?token=nonsense', '/account/email'],
  ] as const) {
    const page = await anna.open(address);
    assert.equal(page.status, 410);
    assert.ok(page.document.querySelector(`main a[href="${way}"]`), address);
  }
});

test('after the login one is where one wanted to go, and never on another site', async () => {
  const anna = await visitor();
  const email = 'next@example.org';
  await signUp(anna, email);
  const login = await anna.open('/account/sessions');
  assert.equal(login.address, '/login?next=%2Faccount%2Fsessions');
  const inside = await anna.submit(login, '/login', { email, password: goodPassword });
  assert.equal(inside.address, '/account/sessions');
  await anna.submit(inside, '/logout');
  for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example']) {
    const page = await anna.open(`/login?next=${encodeURIComponent(next)}`);
    assert.equal(page.document.querySelector('form[action="/login"] [name=next]')?.getAttribute('value'), '');
    const forged = await anna.submit(page, '/login', { email, password: goodPassword, next });
    assert.equal(forged.address, '/applications');
    await anna.submit(await anna.open('/'), '/logout');
  }
});

test('an authenticator app is set up, owed at login, and replaced by a recovery code when lost', async () => {
  const anna = await visitor();
  const email = 'secure@example.org';
  await signUp(anna, email);
  await logIn(anna, email);
  later(limits.sessionConfirmedMs);
  const asked = await anna.open('/account/totp');
  assert.equal(asked.address, '/confirm-identity?next=%2Faccount%2Ftotp');
  const wrong = await anna.submit(asked, '/confirm-identity', { password: 'Wrong-horse-99' });
  assert.equal(wrong.status, 422);
  const offer = await anna.submit(wrong, '/confirm-identity', { password: goodPassword });
  assert.equal(offer.address, '/account/totp');
  assert.ok(offer.document.querySelector('svg.qr-code path'));
  const secret = Secret.fromBase32(copied(offer).replaceAll(' ', ''));
  const codeNow = () => new TOTP({ secret }).generate({ timestamp: registry.clock.nowMs() });
  const refused = await anna.submit(offer, '/account/totp', { code: '12' });
  assert.match(seen(refused, '#fault-code'), /not right/);
  const codes = await anna.submit(refused, '/account/totp', { code: codeNow() });
  const recovery = copied(codes).split(' ');
  assert.equal(recovery.length, limits.recoveryCodes);
  assert.equal((await anna.open('/account/totp')).address, '/account/security');
  await anna.submit(await anna.open('/'), '/logout');

  later(30_000);
  const second = await logIn(anna, email);
  assert.equal(second.address, '/login/second-factor');
  assert.equal((await anna.open('/account')).address, '/login?next=%2Faccount', 'half a login opens nothing');
  const again = await anna.submit(second, '/login/second-factor', { code: '000000' });
  assert.equal(again.status, 422);
  const inside = await anna.submit(again, '/login/second-factor', { code: codeNow() });
  assert.equal(inside.address, '/applications');
  await anna.submit(await anna.open('/'), '/logout');
  const lost = await logIn(anna, email);
  const form = lost.document.querySelectorAll('form').find((one) => one.querySelector('[name=recoveryCode]'));
  const csrf = form?.querySelector('[name=csrf]')?.getAttribute('value') ?? '';
  const body = new URLSearchParams({ csrf, recoveryCode: recovery[0] ?? '', next: '' });
  const saved = await anna.send('/login/second-factor', { method: 'POST', body });
  assert.equal(saved.headers.get('location'), '/applications');
  const removal = await anna.open('/account/totp/remove');
  assert.match((await anna.submit(removal, '/account/totp/remove')).text, /removed/);
  assert.equal((await logIn(await visitor(), email)).address, '/applications');
});

test('a passkey is added and then logs in alone', async () => {
  const anna = await visitor();
  const email = 'keys@example.org';
  await signUp(anna, email);
  await logIn(anna, email);
  const passkey = softPasskey({ id: new URL(portalOrigin).hostname, origin: portalOrigin });
  const challengeAt = async (page: SeenPage, address: string): Promise<string> => {
    const token = page.document.querySelector('[name=csrf]')?.getAttribute('value') ?? '';
    const response = await anna.send(address, { method: 'POST', headers: { 'x-csrf-token': token } });
    const options: { challenge: string } = JSON.parse(await response.text());
    return options.challenge;
  };
  const page = await anna.open('/account/passkeys');
  assert.ok(page.document.querySelector('form[data-passkey=make]')?.hasAttribute('hidden'), 'shown by the script');
  const answer = passkey.make(await challengeAt(page, '/account/passkeys/challenge'));
  const added = await anna.submit(page, '/account/passkeys', { label: 'Key ring', answer });
  assert.match(added.text, /shown this once/);
  const listed = await anna.open('/account/passkeys');
  assert.match(listed.text, /Key ring/);
  await anna.submit(listed, '/logout');
  const login = await anna.open('/login');
  const proof = passkey.prove(await challengeAt(login, '/login/passkey/challenge'));
  assert.equal((await anna.submit(login, '/login/passkey', { answer: proof })).address, '/applications');
  await anna.submit(await anna.open('/'), '/logout');
  const replayed = await anna.submit(await anna.open('/login'), '/login/passkey', { answer: proof });
  assert.equal(replayed.status, 422);
  assert.equal((await anna.send('/login/passkey/challenge', { method: 'POST' })).status, 403, 'no token, no challenge');
});

test('sessions are listed with their browsers, and ended', async () => {
  const anna = await visitor();
  const email = 'many@example.org';
  await signUp(anna, email);
  await logIn(anna, email);
  const bob = newVisitor(portal);
  await logIn(bob, email);
  const page = await anna.open('/account/sessions');
  assert.equal(page.document.querySelectorAll('tbody tr').length, 2);
  const end = page.document.querySelector('form[action$="/end"]')?.getAttribute('action') ?? '';
  const strange = await visitor();
  await strange.logInAs(registry, world.outsider.accountId);
  const csrf = (await strange.open('/account')).document.querySelector('[name=csrf]')?.getAttribute('value') ?? '';
  await strange.send(end, { method: 'POST', body: new URLSearchParams({ csrf }) });
  assert.equal((await bob.open('/account')).address, '/account', 'nobody ends the session of somebody else');
  await anna.submit(page, end);
  assert.match((await bob.open('/account')).address, /^\/login/);
  await logIn(bob, email);
  const others = await anna.submit(await anna.open('/account/sessions'), '/account/sessions/end-others');
  assert.match(others.text, /1 session was ended/);
});

test('the profile is changed, its language at once', async () => {
  const anna = await visitor();
  const email = 'profile@example.org';
  await signUp(anna, email);
  await logIn(anna, email);
  const changed = { name: 'Zoé <b>Durand</b>', language: 'fr', surveys: 'on' };
  const saved = await anna.submit(await anna.open('/account'), '/account', changed);
  assert.match(saved.text, /Votre profil est enregistré/);
  assert.equal(saved.document.querySelector('[name=name]')?.getAttribute('value'), 'Zoé <b>Durand</b>');
  assert.ok(saved.document.querySelector('[name=surveys]')?.hasAttribute('checked'));
  const forged = await anna.open('/account');
  const csrf = forged.document.querySelector('[name=csrf]')?.getAttribute('value') ?? '';
  const body = new URLSearchParams({ csrf, name: 'x', language: '', operator: 'on' });
  assert.equal((await anna.send('/account', { method: 'POST', body })).status, 422, 'fields that are not its own');
});

test('another organisation is joined by its code, which cannot be guessed', async () => {
  const anna = await visitor();
  const email = 'joins@example.org';
  const { query } = registry.database;
  const [owner] = await query.select().from(organisations).where(eq(organisations.slug, world.organisation));
  const code = { id: newId(), organisationId: owner?.id ?? '', code: '984b19', role: 'developer' } as const;
  await query.insert(organisationCodes).values(code);
  await signUp(anna, email);
  await logIn(anna, email);
  const address = '/account/organisations';
  const joined = await anna.submit(await anna.open(address), address, { organisationCode: '984b19' });
  assert.match(joined.text, /member of mtes now/);
  let page = await anna.submit(joined, address, { organisationCode: '984b19' });
  assert.match(seen(page, '#fault-organisationCode'), /member of that organisation already/);
  for (let count = 0; count < limits.passwordFailuresPerAccount; count += 1) {
    page = await anna.submit(page, address, { organisationCode: `wrong-${count}` });
    assert.equal(page.status, 422);
  }
  assert.equal((await anna.submit(page, address, { organisationCode: '984b19' })).status, 429);
  const [used] = await query.select().from(organisationCodes).where(eq(organisationCodes.id, code.id));
  assert.equal(used?.uses, 1, 'a refusal takes no use');
});

test('the address changes once the new one is confirmed', async () => {
  const anna = await visitor();
  await signUp(anna, 'before@example.org');
  await logIn(anna, 'before@example.org');
  const form = await anna.open('/account/email');
  const same = await anna.submit(form, '/account/email', { email: 'before@example.org' });
  assert.equal(same.status, 422);
  const asked = await anna.submit(form, '/account/email', { email: 'after@example.org' });
  assert.match(asked.text, /on its way to after@example\.org/);
  const link = await anna.open(await mailedLink(registry, 'after@example.org', 'email.confirm'));
  const done = await anna.submit(link, '/account/email/confirm');
  assert.match(done.text, /you log in with after@example\.org/);
  assert.equal((await logIn(await visitor(), 'after@example.org')).address, '/applications');
});

test('the password is changed with the present one', async () => {
  const anna = await visitor();
  const email = 'change@example.org';
  await signUp(anna, email);
  await logIn(anna, email);
  const next = { password: 'Battery-staple-2', passwordAgain: 'Battery-staple-2' };
  const page = await anna.open('/account/password');
  const wrong = await anna.submit(page, '/account/password', { ...next, currentPassword: 'Wrong-horse-99' });
  assert.match(seen(wrong, '#fault-currentPassword'), /not right/);
  const done = await anna.submit(wrong, '/account/password', { ...next, currentPassword: goodPassword });
  assert.equal(done.address, '/account/security');
  assert.ok((await mailsTo(registry, email)).some(({ template }) => template === 'account.changed'));
});

test('my data: seen, taken, and deleted with the account', async () => {
  const anna = await visitor();
  const email = 'leaving@example.org';
  await signUp(anna, email);
  await logIn(anna, email);
  assert.match((await anna.open('/account/data')).text, /leaving@example\.org/);
  const zip = await anna.send('/account/data/export');
  assert.equal(zip.headers.get('content-type'), 'application/zip');
  assert.match(zip.headers.get('content-disposition') ?? '', /my-data\.zip/);
  const page = await anna.open('/account/data/delete');
  assert.match(page.text, new RegExp(`APP_SANDBOX_${email}`));
  assert.match(page.text, /pseudonym/);
  const unsure = await anna.submit(page, '/account/data/delete');
  assert.equal(unsure.status, 422);
  const gone = await anna.submit(unsure, '/account/data/delete', { sure: 'on' });
  assert.match(gone.text, /Farewell/);
  assert.match((await anna.open('/account')).address, /^\/login/);
  assert.equal((await logIn(anna, email)).status, 422);
});

test('too many tries are told with the time to wait', async () => {
  const anna = await visitor('fr');
  const email = world.administrator.name;
  let page = await logIn(anna, email, 'Wrong-horse-99');
  for (let count = 1; count <= limits.passwordFailuresPerAccount; count += 1) {
    page = await logIn(anna, email, 'Wrong-horse-99');
  }
  assert.equal(page.status, 429);
  assert.match(page.text, /Réessayez dans 15 min/);
});
