import assert from 'node:assert/strict';
import test from 'node:test';
import { consoleContract } from '#portal/console/console-contract.ts';

test('the try-out page gets a contract that leads nowhere but to the relay, and asks for no credentials', () => {
  const contract = {
    openapi: '3.1.0',
    servers: [{ url: 'https://evil.example' }],
    security: [{ oauth: [] }],
    externalDocs: { url: 'https://evil.example' },
    paths: {
      '/a': {
        servers: [{ url: 'https://evil.example' }],
        get: { security: [{ oauth: [] }], responses: { 200: { $ref: 'https://evil.example/x.json' } } },
      },
    },
    components: {
      securitySchemes: { oauth: { type: 'oauth2' } },
      schemas: { A: { properties: { servers: { type: 'string' }, other: { $ref: '#/components/schemas/A' } } } },
    },
  };
  assert.deepEqual(consoleContract(contract, 'https://api.example.org/base'), {
    openapi: '3.1.0',
    paths: { '/a': { get: { responses: { 200: {} } } } },
    components: {
      schemas: { A: { properties: { servers: { type: 'string' }, other: { $ref: '#/components/schemas/A' } } } },
    },
    servers: [{ url: 'https://api.example.org/base' }],
  });
});
