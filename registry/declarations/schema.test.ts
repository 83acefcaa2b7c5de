import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { declarationSchemaText } from '#registry/declarations/schema.ts';

test('docs/declaration.schema.json is what script/pages writes', () => {
  const committed = readFileSync(new URL('../../docs/declaration.schema.json', import.meta.url), 'utf8');
  assert.equal(committed, declarationSchemaText());
});

test('every field of the published schema says what it is for', () => {
  const missing: string[] = [];
  const look = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [key, inner] of Object.entries(schema)) {
      if (key === 'properties') {
        for (const [name, property] of Object.entries(inner)) {
          if (typeof property !== 'object' || property === null || !('description' in property)) {
            missing.push(`${path}.${name}`);
          }
          look(property, `${path}.${name}`);
        }
      } else look(inner, path);
    }
  };
  look(JSON.parse(declarationSchemaText()), '');
  assert.deepEqual(missing, []);
});

test('docs/declarations.md speaks of every field', () => {
  const page = readFileSync(new URL('../../docs/declarations.md', import.meta.url), 'utf8').replaceAll(
    /```.*?```/gs,
    '',
  );
  const spoken = new Set([...page.matchAll(/`([^`]+)`/g)].flatMap(([, span = '']) => span.split(/\W+/)));
  const missing = new Set<string>();
  const look = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [key, inner] of Object.entries(schema)) {
      if (key === 'properties') {
        for (const name of Object.keys(inner)) {
          if (!spoken.has(name)) missing.add(name);
        }
      }
      look(inner);
    }
  };
  look(JSON.parse(declarationSchemaText()));
  // The two languages of any text: said once, above the tables.
  missing.delete('fr');
  missing.delete('en');
  assert.deepEqual([...missing], []);
});

test('the published schema accepts the examples and refuses a slip of the pen', () => {
  const schema = z.fromJSONSchema(JSON.parse(declarationSchemaText()));
  for (const name of ['guichet', 'examples/piste', 'examples/banque-de-france', 'examples/inqom']) {
    const value: unknown = parse(readFileSync(new URL(`../../${name}.yaml`, import.meta.url), 'utf8'));
    assert.deepEqual(schema.safeParse(value).error, undefined, name);
  }
  assert.equal(schema.safeParse({ organisation: [] }).success, false);
});
