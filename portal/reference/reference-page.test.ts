import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { apis } from '#database/tables.ts';
import { newVisitor, openTestPortal, type Visitor } from '#test/portal.ts';
import { makePortalWorld } from '#test/portal-world.ts';
import { openTestRegistry, type TestRegistry } from '#test/people.ts';

const address = '/apis/piste/sne-cotation/1.0/reference';

let registry: TestRegistry;
let developer: Visitor;

before(async () => {
  registry = await openTestRegistry();
  const world = await makePortalWorld(registry);
  developer = newVisitor(await openTestPortal(registry));
  await developer.logInAs(registry, world.accounts.developer);
});
after(() => registry.database.close());

async function declare(contract: unknown): Promise<void> {
  await registry.database.query.update(apis).set({ contract }).where(eq(apis.slug, 'sne-cotation'));
}

/** Texts of a provider who would like to have a hand on the reader's page. */
const hostile = fc.constantFrom(
  ...[
    '<img src=x onerror=alert(1)>',
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '</textarea><svg onload=alert(1)>',
  ],
  ...[
    'javascript:alert(1)',
    '[a](javascript:alert(1))',
    '![a](https://evil.example/p.gif)',
    '{{7*7}}',
    '</code></pre><iframe src=//evil>',
  ],
  ...['\u202E', '&lt;b&gt;', '<!--', ']]>', '\\', '%00', 'a'.repeat(300), '', '__proto__'],
);
const place = fc.constantFrom('path', 'query', 'header', 'cookie');
const schema = fc.letrec((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small' },
    fc.record({ type: hostile, format: hostile, description: hostile, example: hostile, pattern: hostile }),
    fc.record({
      type: fc.constant('object'),
      properties: fc.dictionary(hostile, tie('schema'), { maxKeys: 3 }),
      required: fc.array(hostile),
    }),
    fc.record({ enum: fc.array(hostile), default: hostile, title: hostile }),
    fc.record({ oneOf: fc.array(tie('schema'), { maxLength: 2 }), items: tie('schema') }),
    fc.constant({ $ref: '#/components/schemas/A' }),
  ),
})).schema;
const operation = fc.record({
  operationId: hostile,
  summary: hostile,
  description: hostile,
  tags: fc.array(hostile, { maxLength: 2 }),
  parameters: fc.array(fc.record({ name: hostile, in: place, description: hostile, example: hostile, schema }), {
    maxLength: 3,
  }),
  requestBody: fc.record({
    description: hostile,
    content: fc.dictionary(
      fc.oneof(hostile, fc.constantFrom('application/json', 'multipart/form-data')),
      fc.record({ schema, example: hostile }),
      { maxKeys: 2 },
    ),
  }),
  responses: fc.dictionary(
    hostile,
    fc.record({ description: hostile, headers: fc.dictionary(hostile, fc.record({ schema }), { maxKeys: 1 }) }),
    { maxKeys: 2 },
  ),
  security: fc.array(fc.dictionary(hostile, fc.array(hostile), { maxKeys: 1 }), { maxLength: 2 }),
});
const contract = fc.record({
  openapi: fc.constant('3.1.0'),
  info: fc.record({ title: hostile, description: hostile }),
  paths: fc.dictionary(
    hostile.map((text) => `/${text}`),
    fc.record({ get: operation, post: operation }),
    { maxKeys: 2 },
  ),
  components: fc.record({
    schemas: fc.record({ A: schema, '<b>': schema }),
    securitySchemes: fc.dictionary(hostile, fc.record({ type: hostile }), { maxKeys: 1 }),
  }),
});

const forbidden =
  'img, svg, iframe, object, embed, style, link:not([rel=canonical]):not([rel=icon]):not([rel=stylesheet]), base, meta[http-equiv]';

test('whatever a contract says, its page is shown, and nothing of it is markup', async () => {
  await fc.assert(
    fc.asyncProperty(contract, async (declared) => {
      await declare(JSON.parse(JSON.stringify(declared)));
      const { status, document } = await developer.open(address);
      assert.equal(status, 200);
      const main = document.querySelector('main');
      assert.equal(main?.querySelectorAll(`${forbidden}, script`).length, 0);
      for (const element of main?.querySelectorAll('*') ?? []) {
        for (const [name, value] of Object.entries(element.attributes)) {
          assert.doesNotMatch(name, /^on|^style$/i);
          if (name === 'href' || name === 'action') assert.match(value, /^(?:\/|#|https?:|mailto:)/i);
        }
      }
      const ids = document.querySelectorAll('[id]').map(({ id }) => id);
      assert.deepEqual(
        ids.filter((id, at) => ids.indexOf(id) !== at),
        [],
      );
    }),
    { numRuns: 40 },
  );
});

test('a contract with more operations than forms leads to a page for each form', async () => {
  const paths = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`/a${at}`, { get: { responses: {} } }]));
  await declare({ openapi: '3.1.0', info: {}, paths });
  const { document } = await developer.open(`${address}?language=go`);
  assert.equal(document.querySelectorAll('main form[method=post]').length, 0);
  const link = document.querySelectorAll('.operation a.button')[0]?.getAttribute('href') ?? '';
  const seen = await developer.open(link);
  assert.match(seen.text, /Test: GET \/a0/);
});
