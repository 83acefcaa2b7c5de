import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { mergeSettings, readSettings, settingLines } from '#base/settings.ts';

test('a flag goes before a variable, a variable before the file, the file before the default', () => {
  const file = { portBase: 7000 };
  const environment = { GUICHET_PORT_BASE: '7100' };
  const flags = { 'port-base': '7200' };
  assert.equal(mergeSettings({ flags, environment, file }).portBase, 7200);
  assert.equal(mergeSettings({ flags: {}, environment, file }).portBase, 7100);
  assert.equal(mergeSettings({ flags: {}, environment: {}, file }).portBase, 7000);
  assert.equal(mergeSettings({ flags: {}, environment: {}, file: {} }).portBase, 8000);
});

test('a wrong value is refused with the place where it stands', () => {
  const wrong = (named: Partial<Parameters<typeof mergeSettings>[0]>) => () =>
    mergeSettings({ flags: {}, environment: {}, file: {}, ...named });
  assert.throws(wrong({ flags: { 'port-base': 'many' } }), /--port-base/);
  assert.throws(wrong({ environment: { GUICHET_TRUST_PROXY: 'perhaps' } }), /GUICHET_TRUST_PROXY/);
  assert.throws(wrong({ file: { parts: ['gateway', 'kitchen'] } }), /settings\.parts/);
});

test('an unknown variable of ours, or an unknown key in the file, is refused', () => {
  assert.throws(() => mergeSettings({ flags: {}, environment: { GUICHET_PORTBASE: '1' }, file: {} }), {
    code: 'settings.invalid',
  });
  assert.throws(() => mergeSettings({ flags: {}, environment: {}, file: { port: 1 } }), { code: 'settings.invalid' });
});

test('a secret has no flag, and DATABASE_URL stands in for its own variable', () => {
  assert.deepEqual(
    settingLines.filter((line) => line.flag === null).map((line) => line.name),
    ['databaseUrl', 'sealingKey', 'gatewayKey', 'adminKey', 'smtpUrl', 'sharedLimitsUrl', 'otlpUrl'],
  );
  const environment = { DATABASE_URL: 'postgres://one', GUICHET_DATABASE_URL: 'postgres://two' };
  assert.equal(mergeSettings({ flags: {}, environment, file: {} }).databaseUrl, 'postgres://two');
  const other = { DATABASE_URL: 'postgres://one' };
  assert.equal(mergeSettings({ flags: {}, environment: other, file: {} }).databaseUrl, 'postgres://one');
});

test('the settings section of a declaration file is read, and the rest of it left alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-settings-'));
  const path = join(folder, 'guichet.yaml');
  await writeFile(path, 'include: [a.yaml]\nsettings:\n  portBase: 8100\n  parts: [gateway]\n');
  const settings = await readSettings({}, { GUICHET_SETTINGS: path });
  assert.equal(settings.portBase, 8100);
  assert.deepEqual(settings.parts, ['gateway']);
});

test('a settings file that was named must be there', async () => {
  await assert.rejects(readSettings({}, { GUICHET_SETTINGS: '/nowhere/guichet.yaml' }), { code: 'settings.invalid' });
});

test('French is the language of a French locale, unless another is asked for', () => {
  const environment = { LANG: 'fr_FR.UTF-8' };
  assert.equal(mergeSettings({ flags: {}, environment, file: {} }).language, 'fr');
  assert.equal(mergeSettings({ flags: { language: 'en' }, environment, file: {} }).language, 'en');
});
