/**
 * Every command of `guichet` by its first word. A file is loaded only when its command is called: the gateway's process
 * must not carry the registry's libraries.
 */
import type { Command } from '#commands/command.ts';

type CommandFile = () => Promise<{ readonly commands: readonly Command[] }>;

export const commandFiles: Readonly<Record<string, CommandFile>> = {
  serve: () => import('#commands/serve.ts'),
  apply: () => import('#commands/apply.ts'),
  export: () => import('#commands/export.ts'),
};

/** Loads them all, in the order of the list: for help and for the page. */
export async function loadAllCommands(): Promise<readonly Command[]> {
  const files = await Promise.all(Object.values(commandFiles).map((load) => load()));
  return files.flatMap((file) => file.commands);
}
