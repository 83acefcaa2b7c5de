import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { test } from 'node:test';

/** The examples of the README in order, as modules that speak to each other on `port`. */
function examples(port: number): string[] {
  const text = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  return [...text.matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => {
    const placed = code.replaceAll('8080', String(port)).replaceAll('#http1/', new URL('./', import.meta.url).href);
    return `data:text/javascript,${encodeURIComponent(placed)}`;
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no address');
  return address.port;
}

test('the examples of the README run', async () => {
  const [serverExample = '', clientExample = ''] = examples(await freePort());
  const { http1, server } = await import(serverExample);
  const { upstream, answer } = await import(clientExample);
  assert.equal(answer, '200 hello /you');
  upstream.close();
  http1.destroy();
  await new Promise((resolve) => server.close(resolve));
});
