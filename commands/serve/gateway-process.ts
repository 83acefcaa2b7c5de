/**
 * The gateway in a process of its own beside the control process: `guichet serve --parts gateway` on the same settings.
 * It is started again when it dies, and ends with its parent, whatever ends that.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { childEnvironment, settingFlags, type Settings } from '#base/settings.ts';
import { readGatewayKey } from '#commands/instance-keys.ts';
import { gatewayAddresses } from '#commands/serve/gateway-part.ts';
import { childSettings } from '#commands/serve/child-settings.ts';
import { metricsUrl } from '#commands/serve/ports.ts';
import type { PartContext, RunningPart } from '#commands/serve/part.ts';

const mainFile = fileURLToPath(new URL('../../main.ts', import.meta.url));

/** What the child says on its channel: it answers, or why it cannot. */
export const childMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('failed'), code: z.string(), status: z.number(), en: z.string(), fr: z.string() }),
]);
export type ChildMessage = z.infer<typeof childMessageSchema>;

function start(settings: Settings, gatewayKey: string): ChildProcess {
  const flags = settingFlags(childSettings(settings));
  const { sharedLimitsUrl, otlpUrl } = settings;
  return fork(mainFile, ['serve', ...flags], {
    env: childEnvironment({
      GUICHET_GATEWAY_KEY: gatewayKey,
      ...(sharedLimitsUrl === undefined ? {} : { GUICHET_SHARED_LIMITS_URL: sharedLimitsUrl }),
      ...(otlpUrl === undefined ? {} : { GUICHET_OTLP_URL: otlpUrl }),
    }),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** Waits until the child answers. @throws what the child says it failed with, or that it just ended */
function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`the gateway's process ended with ${code ?? signal}`)));
    child.on('message', (received) => {
      const message = childMessageSchema.parse(received);
      if (message.type === 'ready') resolve();
      else reject(new Problem(message.code, message.status, { en: message.en, fr: message.fr }));
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const cut = setTimeout(() => child.kill('SIGKILL'), limits.drainMs * 2);
  await ended;
  clearTimeout(cut);
}

/** Starts it; resolves when the gateway answers. */
export async function startGatewayProcess(context: PartContext): Promise<RunningPart> {
  const { settings } = context;
  const log = context.log.with({ part: 'gateway' });
  const key = await readGatewayKey(settings);
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let child = start(settings, key);

  function watch(): void {
    child.once('exit', (code, signal) => {
      if (closed) return;
      log.error('the gateway’s process ended and is started again', { code, signal });
      timer = setTimeout(() => {
        child = start(settings, key);
        watch();
        untilReady(child).then(
          () => log.info('the gateway’s process answers again'),
          (cause: unknown) => log.error('the gateway’s process does not start', {}, cause),
        );
      }, limits.gatewayRestartMs);
    });
  }

  try {
    await untilReady(child);
  } catch (cause) {
    await stop(child);
    throw cause;
  }
  watch();
  // Whoever asks for new certificates knows the process that was started, not its child.
  const reload = (): void => void child.kill('SIGHUP');
  process.on('SIGHUP', reload);
  return {
    addresses: { ...gatewayAddresses(settings), 'gateway-metrics': metricsUrl(childSettings(settings)) },
    // Its own process tells.
    readiness: null,
    close: async () => {
      closed = true;
      process.off('SIGHUP', reload);
      clearTimeout(timer);
      await stop(child);
    },
  };
}
