import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { loadAllCommands } from '#commands/commands.ts';
import { commandsPage, configurationPage } from '#commands/pages.ts';

function committed(name: string): string {
  return readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');
}

test('docs/configuration.md says what the settings are (script/pages writes it)', () => {
  assert.equal(committed('configuration.md'), configurationPage());
});

test('docs/commands.md says what the commands are (script/pages writes it)', async () => {
  assert.equal(committed('commands.md'), commandsPage(await loadAllCommands()));
});
