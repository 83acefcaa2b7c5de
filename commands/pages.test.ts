import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { loadAllCommands } from '#commands/commands.ts';
import { commandsPage, configurationPage, errorsPage, metricsPage } from '#commands/pages.ts';

function committed(name: string): string {
  return readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');
}

test('docs/configuration.md says what the settings are (script/pages writes it)', () => {
  assert.equal(committed('configuration.md'), configurationPage());
});

test('docs/metrics.md says what the metrics are (script/pages writes it)', () => {
  assert.equal(committed('metrics.md'), metricsPage());
});

test('docs/commands.md says what the commands are (script/pages writes it)', async () => {
  assert.equal(committed('commands.md'), commandsPage(await loadAllCommands()));
});

test('docs/errors/README.md lists the error pages (script/pages writes it)', () => {
  const files = readdirSync(new URL('../docs/errors/', import.meta.url)).filter((file) => file !== 'README.md');
  const pages = files.map((file) => ({ code: file.slice(0, -'.md'.length), text: committed(`errors/${file}`) }));
  assert.equal(committed('errors/README.md'), errorsPage(pages));
});
