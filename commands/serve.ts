import { once } from 'node:events';
import type { Command, CommandContext } from '#commands/command.ts';
import { firstCallLines } from '#commands/first-call/lines.ts';
import type { ChildMessage } from '#commands/serve/gateway-process.ts';
import { runServer } from '#commands/serve/run-server.ts';
import { Problem } from '#base/problem.ts';
import type { Registry } from '#registry/operation.ts';

/** Applies the declarations that `--apply` names; says in the log how much changed. */
async function applyFiles(paths: readonly string[], registry: Registry, { log }: CommandContext): Promise<void> {
  if (paths.length === 0) return;
  const [{ run }, { applyDeclaration }, { collectDeclarationFiles }, { commandLine }] = await Promise.all([
    import('#registry/operation.ts'),
    import('#registry/declarations/apply.ts'),
    import('#registry/declarations/files.ts'),
    import('#commands/registry-session.ts'),
  ]);
  const { changes } = await run(registry, commandLine, applyDeclaration, collectDeclarationFiles(paths));
  log.info('the declarations were applied', { changes: changes.length });
}

/** Ends at SIGTERM or SIGINT, or when the parent that started this process as a child is gone. */
async function untilAskedToStop(): Promise<void> {
  const asked = [once(process, 'SIGTERM'), once(process, 'SIGINT')];
  if (process.send !== undefined) asked.push(once(process, 'disconnect'));
  await Promise.race(asked);
}

/** Tells the parent, when there is one, how the start went. */
function tellParent(message: ChildMessage): void {
  process.send?.(message);
}

function failureMessage(cause: unknown): ChildMessage {
  const problem = cause instanceof Problem ? cause : undefined;
  const text = problem?.text ?? { en: String(cause), fr: String(cause) };
  return { type: 'failed', code: problem?.code ?? 'internal.fault', status: problem?.status ?? 500, ...text };
}

const serve: Command = {
  name: 'serve',
  summary: {
    en: 'Runs Guichet in the foreground: all parts, or those of --parts.',
    fr: 'Fait tourner Guichet au premier plan : toutes les parties, ou celles de --parts.',
  },
  usage: '[--apply FILE]…',
  options: {
    apply: {
      type: 'string',
      multiple: true,
      value: 'FILE',
      text: { en: 'Apply this declaration first.', fr: "Appliquer d'abord cette déclaration." },
    },
  },
  run: async (context, given) => {
    const { settings, log, print } = context;
    const paths = Array.isArray(given.options['apply']) ? given.options['apply'].map(String) : [];
    const stopping = untilAskedToStop();
    const server = await runServer({
      ...{ settings, log },
      prepare: (registry) => applyFiles(paths, registry, context),
    }).catch((cause: unknown) => {
      tellParent(failureMessage(cause));
      throw cause;
    });
    tellParent({ type: 'ready' });
    const addresses = Object.entries(server.addresses).map(([name, url]) => `${name}=${url}`);
    print(['ready', ...addresses].join(' '));
    if (settings.parts.length > 1) for (const line of firstCallLines(settings)) print(line);
    await stopping;
    await server.close();
    // The channel to the parent, while it is open, would keep this process alive.
    if (process.connected) process.disconnect?.();
    return { json: { stopped: true }, text: [] };
  },
};

export const commands: readonly Command[] = [serve];
