import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { pageSchema, operationSchema, type OperationShape } from '#apis/banking/shapes.ts';
import { generateFile } from '#libraries/cfonb/generate.ts';
import { ibanOf } from '#libraries/cfonb/rib.ts';
import { imported, makeAccount, operationsOf, problemOf } from '#test/banking/answers.ts';
import { file, first, iban } from '#test/banking/statements.ts';
import { openBankingWorld, type BankingWorld } from '#test/banking/world.ts';

let world: BankingWorld;

before(async () => {
  world = await openBankingWorld();
});

after(() => world.close());

test('an account is made once, however often it is asked for', async () => {
  const { account, me } = await makeAccount(world);
  assert.equal(account.Iban, iban);
  const path = `/enterprises/${account.DossierId}/manual/ebics/accounts`;
  const again = await me.post(path, {
    Iban: iban.replace(/(....)/g, '$1 ').toLowerCase(),
    BankName: 'Banque',
    IsCfonbControlActive: true,
  });
  assert.deepEqual([again.status, await again.json()], [201, account]);
  const other = await me.post(path, { Iban: iban, BankName: 'Autre', IsCfonbControlActive: true });
  assert.deepEqual(await problemOf(other), [409, 'banking.account_exists']);
  const listed = await me.call(`/enterprises/${account.DossierId}/ebics/accounts`);
  assert.deepEqual(await listed.json(), { Items: [account], Next: null });
});

test('an account with a wrong IBAN or wrong fields is refused, and said why', async () => {
  const dossier = 7;
  const me = world.person({ [dossier]: 'write' });
  const path = `/enterprises/${dossier}/manual/ebics/accounts`;
  const good = { Iban: iban, BankName: 'Banque', IsCfonbControlActive: true };
  assert.deepEqual(await problemOf(await me.post(path, { ...good, Iban: 'FR1420041010050500013M02605' })), [
    422,
    'banking.iban_invalid',
  ]);
  const wrong = [
    {},
    { ...good, BankName: '' },
    { ...good, IsCfonbControlActive: 'yes' },
    { ...good, Surplus: 1 },
    { iban },
    [],
  ];
  for (const body of wrong)
    assert.deepEqual(await problemOf(await me.post(path, body)), [422, 'input.invalid'], JSON.stringify(body));
  const broken = { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } };
  assert.deepEqual(await problemOf(await me.call(path, broken)), [400, 'banking.body_unreadable']);
  const long = { ...broken, body: `"${'x'.repeat(20_000)}"` };
  assert.deepEqual(await problemOf(await me.call(path, long)), [413, 'request.body_too_large']);
  assert.equal((await me.post(path, { ...good, Iban: 'DE89370400440532013000' })).status, 201);
});

test('a dossier that is not yours does not exist, and one that you may only read is not changed', async () => {
  const { account } = await makeAccount(world);
  const body = { Iban: iban, BankName: 'Banque', IsCfonbControlActive: true };
  const stranger = world.person({ 1: 'write' });
  const reader = world.person({ [account.DossierId]: 'read' });
  const paths = ['', `/${account.Id}`, `/${account.Id}/statements`, `/${account.Id}/operations`];
  for (const path of paths) {
    const address = `/enterprises/${account.DossierId}/ebics/accounts${path}`;
    assert.deepEqual(await problemOf(await stranger.call(address)), [404, 'banking.dossier_not_found'], path);
    assert.equal((await reader.call(address)).status, 200, path);
  }
  const make = `/enterprises/${account.DossierId}/manual/ebics/accounts`;
  assert.deepEqual(await problemOf(await stranger.post(make, body)), [404, 'banking.dossier_not_found']);
  assert.deepEqual(await problemOf(await reader.post(make, body)), [403, 'banking.dossier_read_only']);
  assert.deepEqual(await problemOf(await reader.send(file(first))), [403, 'banking.no_dossier']);
  // An account of another dossier is not reached through one's own.
  const through = await stranger.call(`/enterprises/1/ebics/accounts/${account.Id}/operations`);
  assert.deepEqual(await problemOf(through), [404, 'banking.account_not_found']);
});

test('sandbox and production know nothing of each other', async () => {
  const { account } = await makeAccount(world);
  const staging = world.person({ [account.DossierId]: 'write' }, 'sandbox');
  const listed = await staging.call(`/enterprises/${account.DossierId}/ebics/accounts`);
  assert.deepEqual(await listed.json(), { Items: [], Next: null });
  const refused = await imported(await staging.send(file(first)), 422);
  assert.equal(refused.Report?.Findings[0]?.Code, 'account_unknown');
});

test('only what comes through a gateway is answered', async () => {
  const bare = await world.fetch(new Request('http://service/ebics/imports'));
  assert.deepEqual(await problemOf(bare), [401, 'identity_header.invalid']);
  const wrong = { account: { id: 'not-an-id', rights: [] } };
  const headers = { 'x-guichet-identity': await world.header(wrong) };
  assert.deepEqual(await problemOf(await world.fetch(new Request('http://service/ebics/imports', { headers }))), [
    401,
    'identity_header.invalid',
  ]);
  assert.deepEqual(await problemOf(await world.person({}).call('/nowhere')), [404, 'path.not_found']);
  // A token of the application alone speaks for nobody.
  const nobody = { 'x-guichet-identity': await world.header({}) };
  const request = new Request('http://service/ebics/accounts/import', {
    method: 'POST',
    body: new FormData(),
    headers: nobody,
  });
  assert.deepEqual(await problemOf(await world.fetch(request)), [403, 'banking.no_dossier']);
});

test('pages of operations hold each operation once, filtered or not', async () => {
  const content = Buffer.concat([
    ...generateFile({ seed: 5, statements: 12, operationsPerStatement: 20, accounts: 1 }),
  ]);
  const head = content.toString('latin1', 0, 120);
  const { account, me } = await makeAccount(world, {
    control: true,
    Iban: ibanOf({ bank: head.slice(2, 7), branch: head.slice(11, 16), account: head.slice(21, 32) }) ?? '',
  });
  await imported(await me.send(content));
  const path = `/enterprises/${account.DossierId}/ebics/accounts/${account.Id}/operations`;
  const seen: OperationShape[] = [];
  for (let next: string | null = ''; next !== null;) {
    const answer = await me.call(`${path}?Limit=37${next === '' ? '' : `&After=${next}`}`);
    const page = pageSchema(operationSchema, 'x').parse(await answer.json());
    seen.push(...page.Items);
    next = page.Next;
  }
  assert.equal(new Set(seen.map(({ StatementId, Position }) => `${StatementId} ${Position}`)).size, 240);
  assert.equal(seen.length, 240);
  const count = async (query: string): Promise<number> =>
    (await operationsOf(me, account, `?Limit=1000&${query}`)).length;
  const expected = (keep: (operation: OperationShape) => boolean): number => seen.filter(keep).length;
  const { BookingDate: middle } = seen[120] ?? assert.fail();
  assert.equal(
    await count(`From=${middle}`),
    expected(({ BookingDate }) => (BookingDate ?? '') >= (middle ?? '')),
  );
  assert.equal(
    await count(`To=${middle}`),
    expected(({ BookingDate }) => (BookingDate ?? '') <= (middle ?? '')),
  );
  assert.equal(
    await count('MinAmountMinor=0'),
    expected(({ AmountMinor }) => AmountMinor >= 0),
  );
  assert.equal(
    await count('MaxAmountMinor=-1'),
    expected(({ AmountMinor }) => AmountMinor < 0),
  );
  assert.equal(
    await count('InterbankCode=B1'),
    expected(({ InterbankCode }) => InterbankCode === 'B1'),
  );
  assert.equal(
    await count('Text=orange'),
    expected((operation) => JSON.stringify(operation).includes('ORANGE')),
  );
  for (const query of ['After=nonsense', 'Limit=0', 'Limit=1001', 'From=yesterday', 'Surplus=1']) {
    assert.equal((await me.call(`${path}?${query}`)).status, 422, query);
  }
});
