import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { declarationSchemaText } from '#registry/declarations/schema.ts';

test('docs/declaration.schema.json is what script/declaration-schema writes', () => {
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
