import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { importSchema, pageSchema, statementSchema } from '#apis/banking/shapes.ts';
import { generateFile } from '#libraries/cfonb/generate.ts';
import { ibanOf } from '#libraries/cfonb/rib.ts';
import { imported, makeAccount, operationsOf, problemOf } from '#test/banking/answers.ts';
import { file, first, second, third, type Statement } from '#test/banking/statements.ts';
import { openBankingWorld, type BankingWorld } from '#test/banking/world.ts';

let world: BankingWorld;

before(async () => {
  world = await openBankingWorld();
});

after(() => world.close());

test('a file is imported and read back, every field of it', async () => {
  const { account, me } = await makeAccount(world);
  const { Report, ...rest } = await imported(await me.send(file(first, second)));
  assert.partialDeepStrictEqual(rest, {
    State: 'done',
    Mode: 'strict',
    FileName: 'releve.txt',
    FileBytes: rest.ReadBytes,
  });
  assert.deepEqual(Report, {
    Read: { Bytes: rest.FileBytes, Records: 10, Statements: 2, Operations: 3 },
    Imported: { Statements: 2, Operations: 3, Records: 10 },
    Skipped: { Statements: 0, Records: 0 },
    Refused: { Statements: 0, Records: 0 },
    ...{ Warnings: 0, Findings: [], FindingsLeftOut: 0 },
  });
  const operations = await operationsOf(me, account);
  assert.deepEqual(
    operations.map(({ AmountMinor }) => AmountMinor),
    [10, -20, 5],
  );
  const { StatementId, ...one } = operations[0] ?? assert.fail();
  assert.deepEqual(one, {
    ...{
      Position: 1,
      Line: 2,
      BookingDate: '2024-01-02',
      ValueDate: '2024-01-02',
      InterbankCode: '05',
      InternalCode: '',
    },
    ...{
      RejectReason: '',
      Label: 'VIR 0',
      EntryNumber: '',
      CommissionExempt: false,
      Unavailable: false,
      AmountMinor: 10,
    },
    ...{ Currency: 'EUR', Decimals: 2, Reference: '', Complements: [{ Qualifier: 'LIB', Text: 'FACTURE 0' }] },
  });
  const statements = await me.call(`/enterprises/${account.DossierId}/ebics/accounts/${account.Id}/statements`);
  const [statement] = pageSchema(statementSchema, 'x').parse(await statements.json()).Items;
  assert.equal(statement?.Id, StatementId);
  assert.deepEqual(statement?.NewBalance, { Date: '2024-01-02', AmountMinor: 90 });
  const original = await me.call(`/ebics/imports/${rest.Id}/file`);
  assert.equal(await original.text(), file(first, second));
  assert.deepEqual(world.incoming(), []);
});

test('the same file again doubles nothing, in another encoding and with other line ends either', async () => {
  const { account, me } = await makeAccount(world);
  await imported(await me.send(file(first, second)));
  const unbroken = file(first, second).replaceAll('\n', '');
  for (const again of [file(first, second), `\ufeff${file(first, second).replaceAll('\n', '\r\n')}`, unbroken]) {
    const { Report } = await imported(await me.send(again));
    assert.deepEqual([Report?.Imported.Statements, Report?.Skipped.Statements], [0, 2]);
  }
  assert.equal((await operationsOf(me, account)).length, 3);
});

test('overlapping files merge, within one file too', async () => {
  const { account, me } = await makeAccount(world);
  await imported(await me.send(file(first, second)));
  const { Report } = await imported(await me.send(file(second, third, third)));
  assert.deepEqual([Report?.Imported.Statements, Report?.Skipped.Statements, Report?.Warnings], [1, 2, 0]);
  assert.equal((await operationsOf(me, account)).length, 4);
});

test('a statement cut in another way would double, and is refused', async () => {
  const { account, me } = await makeAccount(world);
  await imported(await me.send(file(first, second)));
  const both: Statement = { from: '2024-01-01', to: '2024-01-03', old: 100, moves: [10, -20, 5] };
  const overlapping = await imported(await me.send(file(both)), 422);
  assert.equal(overlapping.Report?.Findings[0]?.Code, 'statement_overlaps');
  const changed = await imported(await me.send(file({ ...first, moves: [5, -15] })), 422);
  assert.equal(changed.Report?.Findings[0]?.Code, 'statement_differs');
  assert.equal((await operationsOf(me, account)).length, 3);
});

test('several statements of one day that continue each other are all imported', async () => {
  const { me } = await makeAccount(world);
  const morning: Statement = { from: '2024-01-02', to: '2024-01-02', old: 90, moves: [1] };
  const evening: Statement = { from: '2024-01-02', to: '2024-01-02', old: 91, moves: [1] };
  const { Report } = await imported(await me.send(file(first, morning, evening)));
  assert.deepEqual([Report?.Imported.Statements, Report?.Warnings], [3, 0]);
});

test('a gap in the chain of balances is said, from both sides, and a sum that does not add up', async () => {
  const { me } = await makeAccount(world);
  const { Report } = await imported(await me.send(file(first, third)));
  assert.deepEqual(
    Report?.Findings.map(({ Kind, Code, Line }) => [Kind, Code, Line]),
    [['warning', 'chain_gap', 7]],
  );
  assert.equal((await imported(await me.send(file(second)))).Report?.Warnings, 0);
  const wrong: Statement = { from: '2024-01-04', to: '2024-01-05', old: 102, moves: [1], end: 200 };
  const last = await imported(await me.send(file(wrong)));
  assert.deepEqual(
    last.Report?.Findings.map(({ Code }) => Code),
    ['sum_differs'],
  );
});

test('strict imports nothing when anything is wrong, and says all that is', async () => {
  const { account, me } = await makeAccount(world);
  const spoilt = file(first, { ...second, account: '99999999999' }).replace(
    /(?<=VIR 1.*)000000000002.(?=\s)/,
    '00000000000X20',
  );
  const refused = await imported(await me.send(spoilt), 422);
  assert.equal(refused.State, 'refused');
  assert.deepEqual(
    refused.Report?.Findings.map(({ Code, Line, Column }) => [Code, Line, Column]),
    [
      ['statement_damaged', 1, undefined],
      ['amount_invalid', 4, 91],
      ['record_misplaced', 5, 1],
      ['account_unknown', 7, undefined],
    ],
  );
  assert.deepEqual(refused.Report?.Imported, { Statements: 0, Operations: 0, Records: 0 });
  assert.deepEqual(await operationsOf(me, account), []);
});

test('lenient imports the good statements and reports the rest: nothing is lost in silence', async () => {
  const { account, me } = await makeAccount(world);
  // A statement of which a record cannot be read is not imported in part.
  const damaged = file(third).replace(/^04/m, '99');
  const strange = file({ ...second, account: '99999999999' });
  const content = `${file(first)}garbage\n${strange}${file(second)}${damaged}`;
  const { Report, State } = await imported(await me.send(content, '?mode=lenient'));
  assert.equal(State, 'done');
  assert.equal((await operationsOf(me, account)).length, 3);
  assert.ok(Report !== null);
  const { Read, Imported, Skipped, Refused } = Report;
  assert.equal(Read.Records, Imported.Records + Skipped.Records + Refused.Records);
  assert.deepEqual([Read.Records, Refused.Records], [19, 9]);
});

test('a statement of another branch is refused under control, and imported and flagged without it', async () => {
  const moved: Statement = { ...first, bank: '30007' };
  const controlled = await makeAccount(world, { control: true });
  const refused = await imported(await controlled.me.send(file(moved)), 422);
  assert.equal(refused.Report?.Findings[0]?.Code, 'account_control');
  const { account, me } = await makeAccount(world, { control: false });
  const flagged = await imported(await me.send(file(moved)));
  assert.deepEqual(
    flagged.Report?.Findings.map(({ Kind, Code }) => [Kind, Code]),
    [['warning', 'account_differs']],
  );
  const statements = await me.call(`/enterprises/${account.DossierId}/ebics/accounts/${account.Id}/statements`);
  assert.equal(pageSchema(statementSchema, 'x').parse(await statements.json()).Items[0]?.AccountDiffers, true);
});

test('a named account takes every statement, as far as its control lets it', async () => {
  const { account: german, me } = await makeAccount(world, { control: false, Iban: 'DE89370400440532013000' });
  const { Report } = await imported(await me.send(file(first), `?accountId=${german.Id}`));
  assert.deepEqual([Report?.Imported.Statements, Report?.Warnings], [1, 1]);
  const stranger = world.person({ 1: 'write' });
  const foreign = await stranger.send(file(first), `?accountId=${german.Id}`);
  assert.deepEqual(await problemOf(foreign), [404, 'banking.account_not_found']);
});

test('an account in two dossiers of the sender must be named', async () => {
  const { account: one } = await makeAccount(world);
  const { account: two } = await makeAccount(world);
  const me = world.person({ [one.DossierId]: 'write', [two.DossierId]: 'write' });
  const refused = await imported(await me.send(file(first)), 422);
  assert.equal(refused.Report?.Findings[0]?.Code, 'account_ambiguous');
  assert.equal((await imported(await me.send(file(first), `?accountId=${two.Id}`))).Report?.Imported.Statements, 1);
  assert.deepEqual(await operationsOf(me, one), []);
});

test('what is no file of statements is refused before anything is kept', async () => {
  const { me } = await makeAccount(world);
  const cases = [
    [await me.send(''), 422, 'banking.file_empty'],
    [await me.send('\n \n'), 422, 'banking.not_cfonb'],
    [await me.send('PK\u0003\u0004 a zip'), 422, 'banking.not_cfonb'],
    [await me.send('31000001'.padEnd(240)), 422, 'banking.not_cfonb'],
    [await me.send(Buffer.alloc(300_000)), 422, 'banking.not_cfonb'],
    [await me.send(file(first), '?mode=generous'), 422, 'input.invalid'],
    [await me.call('/ebics/accounts/import', { method: 'POST', body: file(first) }), 415, 'banking.multipart_expected'],
    [await me.call('/ebics/accounts/import', { method: 'POST', body: new FormData() }), 422, 'banking.file_missing'],
  ] as const;
  for (const [answer, status, code] of cases) assert.deepEqual(await problemOf(answer), [status, code]);
  const listed = await me.call('/ebics/imports');
  assert.deepEqual(await listed.json(), { Items: [], Next: null });
  assert.deepEqual(world.incoming(), []);
});

test('a file that is cut off imports nothing', async () => {
  const { account, me } = await makeAccount(world);
  const cut = await imported(await me.send(file(first, second).slice(0, -200)), 422);
  assert.deepEqual(
    cut.Report?.Findings.map(({ Code }) => Code),
    ['unfinished'],
  );
  assert.deepEqual(await operationsOf(me, account), []);
});

test('a large file is answered at once, processed behind the answer, and its result is kept', async () => {
  const big = Buffer.concat([...generateFile({ seed: 3, statements: 300, operationsPerStatement: 100, accounts: 1 })]);
  assert.ok(big.length > 8 * 1024 * 1024);
  const head = big.toString('latin1', 0, 120);
  const generated = { bank: head.slice(2, 7), branch: head.slice(11, 16), account: head.slice(21, 32) };
  const { account, me } = await makeAccount(world, { control: true, Iban: ibanOf(generated) ?? '' });
  const answer = await me.send(big);
  const location = new URL(answer.headers.get('location') ?? '', 'http://service/ebics/accounts/import');
  const waiting = await imported(answer, 202);
  assert.equal(waiting.State, 'waiting');
  assert.equal(location.pathname, `/ebics/imports/${waiting.Id}`);
  // Undoing what has not ended is refused.
  assert.deepEqual(await problemOf(await me.call(location.pathname, { method: 'DELETE' })), [
    409,
    'banking.import_waiting',
  ]);
  // Ending the service waits for it; a start takes up what is left.
  await world.restart();
  await world.restart();
  const done = importSchema.parse(await (await me.call(location.pathname)).json());
  assert.deepEqual([done.State, done.Report?.Imported.Operations, done.ReadBytes], ['done', 30_000, big.length]);
  assert.equal((await operationsOf(me, account, '?Limit=1000')).length, 1_000);
});

test('an import can be taken back, by who may write all that it touched, and sent again', async () => {
  const { account, me } = await makeAccount(world);
  const { Id } = await imported(await me.send(file(first, second)));
  const reader = world.person({ [account.DossierId]: 'read' });
  assert.deepEqual(await problemOf(await reader.call(`/ebics/imports/${Id}`, { method: 'DELETE' })), [
    403,
    'banking.dossier_read_only',
  ]);
  const stranger = world.person({ 1: 'write' });
  for (const init of [{ method: 'GET' }, { method: 'DELETE' }]) {
    assert.deepEqual(await problemOf(await stranger.call(`/ebics/imports/${Id}`, init)), [
      404,
      'banking.import_not_found',
    ]);
  }
  assert.deepEqual(await problemOf(await stranger.call(`/ebics/imports/${Id}/file`)), [
    404,
    'banking.import_not_found',
  ]);
  for (let time = 0; time < 2; time += 1) {
    assert.equal((await me.call(`/ebics/imports/${Id}`, { method: 'DELETE' })).status, 204);
    assert.deepEqual(await operationsOf(me, account), []);
  }
  assert.equal(importSchema.parse(await (await me.call(`/ebics/imports/${Id}`)).json()).State, 'undone');
  assert.equal((await imported(await me.send(file(first, second)))).Report?.Imported.Operations, 3);
  assert.equal((await operationsOf(me, account)).length, 3);
});

test('imports of the same file at the same time double nothing', async () => {
  const { account, me } = await makeAccount(world);
  const answers = await Promise.all(Array.from({ length: 6 }, () => me.send(file(first, second, third))));
  const reports = await Promise.all(answers.map((answer) => imported(answer)));
  assert.equal(
    reports.reduce((sum, { Report }) => sum + (Report?.Imported.Statements ?? 0), 0),
    3,
  );
  assert.equal((await operationsOf(me, account)).length, 4);
});
