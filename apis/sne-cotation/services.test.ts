/** The four services as an application sees them; who calls is given, not signed (service.test.ts tries the header). */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { silentLog } from '#base/log.ts';
import { examples } from '#apis/sne-cotation/examples.ts';
import type { Caller } from '#apis/sne-cotation/identity-header.ts';
import { openSneCotation } from '#apis/sne-cotation/service.ts';
import { modelAnswerSchema, numbersSchema, ratingSchema, requestAnswerSchema } from '#apis/sne-cotation/shapes.ts';

const lyon = '200046977';
const toulouse = '243100518';
const clock = { nowMs: () => Date.parse('2026-07-01T10:00:00Z') };
const inSandbox: Caller = { environment: 'sandbox', profiles: ['EPCI'] };
const inProduction: Caller = { environment: 'production', profiles: [`EPCI-${lyon}`] };

async function ask(path: string, caller: Caller = inSandbox, init: RequestInit = {}) {
  const service = openSneCotation({ identify: async () => caller, clock, log: silentLog });
  const answer = await service(new Request(`http://service${path}`, init));
  const body: unknown = await answer.json();
  return { status: answer.status, body };
}

function rate(number: string, body: unknown, caller = inSandbox) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: text };
  return ask(`/demandes/${number}/cotation`, caller, init);
}

async function numbersOf(path: string, caller = inSandbox) {
  return numbersSchema.parse((await ask(path, caller)).body);
}

function wishing(localisationsSouhaitees: readonly { codeInsee: string }[]): string {
  return JSON.stringify({ localisationsSouhaitees });
}

/** Asserts that an answer is the refusal `code` and nothing else. */
function assertRefused({ status, body }: { status: number; body: unknown }, expected: number, code: string): void {
  const refusal = z.strictObject({ code: z.string(), message: z.string().min(20) }).parse(body);
  assert.deepEqual([status, refusal.code], [expected, code]);
}

test('numbers come in ranges that fit together, a hundred at first, and none past the end', async () => {
  const first = await numbersOf(`/numeros?epci=${lyon}`);
  assert.deepEqual([first.range, first.total, first.numeros.length], ['0-99', 300, 100]);
  const rest = await numbersOf(`/numeros?epci=${lyon}&range=100-999`);
  assert.equal(new Set([...first.numeros, ...rest.numeros]).size, 300);
  assert.deepEqual((await numbersOf(`/numeros?epci=${lyon}&range=5-5`)).numeros, first.numeros.slice(5, 6));
  assert.deepEqual((await numbersOf(`/numeros?epci=${lyon}&range=300-400`)).numeros, []);
});

test('filtre_a_coter leaves the requests that changed since their rating', async () => {
  const all = await numbersOf(`/numeros?epci=${lyon}&range=0-999`);
  const { total, numeros } = await numbersOf(`/numeros?epci=${lyon}&range=0-999&filtre_a_coter=true`);
  assert.ok(total > 0 && total < all.total);
  assert.ok(numeros.every((number) => all.numeros.includes(number)));
  const request = requestAnswerSchema.parse((await ask(`/demandes/${numeros[0]}`)).body);
  assert.equal(request.aCoter, true);
  assert.match(request.avertissement, /générées/);
});

test('what is wrong with a range, a filter or an EPCI is said with its code', async () => {
  for (const range of ['', 'x', '5', '9-5', '-1-5', '0-1.5', '0-9999999999', '0-5&range=6-7']) {
    assertRefused(await ask(`/numeros?epci=${lyon}&range=${range}`), 400, 'ERRCOTNUM0002');
  }
  assertRefused(await ask(`/numeros?epci=${lyon}&range=0-1000`), 400, 'ERRCOTNUM0003');
  assertRefused(await ask(`/numeros?epci=${lyon}&filtre_a_coter=oui`), 400, 'ERRCOTNUM0004');
  assertRefused(await ask('/numeros?epci=123456789'), 403, 'ERRAUTUSR0004');
  assertRefused(await ask('/numeros?epci=lyon'), 403, 'ERRAUTUSR0004');
  assertRefused(await ask('/numeros'), 400, 'ERRAUTUSR0005');
});

test('sandbox and production have no request in common', async () => {
  const [sandbox = ''] = (await numbersOf(`/numeros?epci=${lyon}`)).numeros;
  const [production = ''] = (await numbersOf('/numeros', inProduction)).numeros;
  assert.equal((await ask(`/demandes/${production}`, inProduction)).status, 200);
  assertRefused(await ask(`/demandes/${sandbox}`, inProduction), 404, 'ERRCOTNUM0006');
  assertRefused(await ask(`/demandes/${production}`), 404, 'ERRCOTNUM0006');
});

test('a request on another territory is not there, word for word like one that does not exist', async () => {
  const [foreign = ''] = (await numbersOf(`/numeros?epci=${toulouse}`)).numeros;
  const onlyLyon: Caller = { environment: 'sandbox', profiles: [`EPCI-${lyon}`] };
  const hidden = await ask(`/demandes/${foreign}`, onlyLyon);
  assertRefused(hidden, 404, 'ERRCOTNUM0006');
  assert.deepEqual(await ask('/demandes/000000000000000000', onlyLyon), hidden);
  assertRefused(await rate(foreign, examples.locations, onlyLyon), 404, 'ERRCOTNUM0006');
  assertRefused(await ask('/demandes/12345'), 400, 'ERRCOTNUM0005');
});

test('a rating says note, detail, position and waiting time; the examples of the contract are what is answered', async () => {
  const { status, body } = await rate(examples.number, examples.locations);
  assert.equal(status, 200);
  assert.deepEqual(body, examples.rating);
  const rating = ratingSchema.parse(body);
  assert.equal(
    rating.note,
    rating.detail.reduce((sum, { points }) => sum + points, 0),
  );
  for (const { position, demandesSimilaires } of rating.localisationsSouhaitees) {
    assert.ok(position >= 1 && position <= demandesSimilaires + 1);
  }
  assert.deepEqual((await ask(`/demandes/${examples.number}`)).body, examples.request);
});

test('locations that are missing, repeated, many, malformed or elsewhere are refused', async () => {
  const wished = (codes: readonly string[]) => ({ localisationsSouhaitees: codes.map((codeInsee) => ({ codeInsee })) });
  const eleven = Array.from({ length: 11 }, (_, index) => `691${10 + index}`);
  for (const codes of [[], ['69123', '69123'], eleven, ['Lyon']]) {
    assertRefused(await rate(examples.number, wished(codes)), 400, 'ERRCOTCAL0002');
  }
  assertRefused(await rate(examples.number, {}), 400, 'ERRCOTCAL0002');
  for (const body of ['', '{', '[]', 'null', { ...wished(['69123']), note: 100 }]) {
    assertRefused(await rate(examples.number, body), 400, 'ERRCOTCAL0001');
  }
  assertRefused(await rate(examples.number, wished(['31555'])), 422, 'ERRCOTCAL0003');
  assertRefused(await rate(examples.number, ' '.repeat(20_000)), 413, 'ERRCOTCAL0005');
});

test('the model is given as of a date, with its versions and where its points come from', async () => {
  const model = modelAnswerSchema.parse((await ask(`/modele?epci=${lyon}`)).body);
  assert.equal(model.modele.version, '2');
  assert.deepEqual(
    model.versions.map(({ version }) => version),
    ['1', '2'],
  );
  assert.ok(model.sources.some(({ adresse }) => adresse?.includes('lacsf69.org')));
  const before = modelAnswerSchema.parse((await ask(`/modele?epci=${lyon}&date=2024-12-31`)).body);
  assert.equal(before.modele.version, '1');
  assertRefused(await ask(`/modele?epci=${lyon}&date=2020-01-01`), 404, 'ERRCOTCAL0006');
  assertRefused(await ask(`/modele?epci=${lyon}&date=2026-02-30`), 400, 'ERRCOTCAL0007');
});

test('whatever is asked, the answer is one of the contract and never a fault of ours', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.constantFrom('__proto__', lyon, '0-99', 'true'),
  );
  const path = fc.oneof(
    fc.tuple(text, text, text).map(([epci, range, filtre_a_coter]) => {
      return `/numeros?${new URLSearchParams({ epci, range, filtre_a_coter })}`;
    }),
    text.map((number) => `/demandes/${encodeURIComponent(number)}`),
    fc.tuple(text, text).map(([epci, date]) => `/modele?${new URLSearchParams({ epci, date })}`),
  );
  await fc.assert(fc.asyncProperty(path, async (asked) => assert.ok((await ask(asked)).status < 500, asked)));
  const bodies = fc.oneof(fc.json(), fc.string(), fc.array(fc.record({ codeInsee: text })).map(wishing));
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => assert.ok((await rate(examples.number, body)).status < 500)),
  );
});

test('profiles are judged before anything that was sent is read', async () => {
  assertRefused(await ask('/demandes/x', { environment: 'sandbox', profiles: ['EDITEUR'] }), 403, 'ERRAUTUSR0002');
  assertRefused(await ask('/modele?date=x', { environment: 'production', profiles: ['EPCI'] }), 403, 'ERRAUTUSR0003');
  assertRefused(await rate('x', '{', { environment: 'sandbox', profiles: [] }), 403, 'ERRAUTUSR0001');
});
