import assert from 'node:assert/strict';
import test from 'node:test';
import { openAssets } from '#portal/assets.ts';

const origin = 'https://portal.example.org';

test("an instance's own style rules stand behind ours, so that they win", async () => {
  const theme = ':root { --accent: hotpink; }';
  const assets = openAssets({ theme });
  const styles = await assets.answer(new Request(origin + assets.address('portal.css')))?.text();
  assert.ok(styles?.trimEnd().endsWith(theme));
  assert.notEqual(assets.address('portal.css'), openAssets().address('portal.css'));
});

test("an instance's own logo is served as what it is", async () => {
  const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
  const assets = openAssets({ logo: { name: 'logo.png', bytes } });
  const answer = assets.answer(new Request(origin + assets.address('logo.png')));
  assert.equal(answer?.headers.get('content-type'), 'image/png');
  assert.deepEqual(Buffer.from((await answer?.arrayBuffer()) ?? []), bytes);
});

test('scripts are served without their types, and an address of another version is none', async () => {
  const assets = openAssets();
  const address = assets.address('every-page.js');
  const script = await assets.answer(new Request(origin + address))?.text();
  assert.doesNotMatch(script ?? 'HTMLElement>', /HTMLElement>/);
  assert.equal(assets.answer(new Request(`${origin}/assets/000000000000/every-page.js`)), null);
});
