/** Starts the parts one after the other, waits for the end, and stops them in the opposite order. */
import { isLoopbackHost } from '#base/loopback.ts';
import { Problem } from '#base/problem.ts';
import { releaseMemory } from '#base/release-memory.ts';
import type { Settings } from '#base/settings.ts';
import type { Log } from '#base/log.ts';
import type { OpenRegistry } from '#commands/registry-session.ts';
import { openMetrics, type Metrics } from '#base/metrics/metrics.ts';
import { openProcessMetrics } from '#base/metrics/process.ts';
import { openRequestTallies } from '#base/metrics/requests.ts';
import { openHttpListener } from '#commands/serve/http-listener.ts';
import { openOperatorAnswers } from '#commands/serve/operator-listener.ts';
import { metricsPort } from '#commands/serve/ports.ts';
import type { PartContext, PartName, RunningPart } from '#commands/serve/part.ts';
import { chosenParts } from '#commands/serve/parts.ts';
import type { Registry } from '#registry/operation.ts';

export type Server = {
  /** Addresses of all parts by name. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
};

type ServerOptions = {
  readonly settings: Settings;
  readonly log: Log;
  /** Done on the open registry before any part starts. */
  readonly prepare: (registry: Registry) => Promise<void>;
};

/** Plain HTTP carries secrets: where others can read along it is refused. @throws Problem `settings.plain_http` (422) */
function refusePlainHttp({ listenHost, trustProxy, parts }: Settings): void {
  const listens = parts.includes('identity') || parts.includes('gateway');
  if (!listens || trustProxy || isLoopbackHost(listenHost)) return;
  throw new Problem('settings.plain_http', 422, {
    en: `Plain HTTP may not stand on ${listenHost}, which others reach: say --trust-proxy when TLS ends in front of Guichet, or use the TLS listener.`,
    fr: `Le HTTP simple ne peut pas se tenir sur ${listenHost}, que d'autres atteignent : indiquez --trust-proxy si TLS s'arrête devant Guichet, ou utilisez l'écoute TLS.`,
  });
}

/** Closes in the opposite order, each whatever the others do. */
async function closeAll(closers: readonly (() => Promise<void>)[], log: Log): Promise<void> {
  for (const close of closers.toReversed()) {
    await close().catch((cause: unknown) => log.error('a part did not stop cleanly', {}, cause));
  }
}

/** Metrics and health of this process, where its settings put them. */
async function openOperatorListener(
  settings: Settings,
  metrics: Metrics,
  running: readonly (RunningPart & { readonly part: PartName })[],
): Promise<Pick<RunningPart, 'addresses' | 'close'>> {
  const port = metricsPort(settings);
  if (port === null) return { addresses: {}, close: async () => undefined };
  const host = settings.metricsHost;
  const parts = running.flatMap(({ part, readiness }) => (readiness === null ? [] : [{ part, readiness }]));
  const listener = await openHttpListener({ host, port, fetch: openOperatorAnswers({ metrics, parts, host }) });
  return { addresses: { metrics: listener.url }, close: listener.close };
}

/**
 * Starts the server; it answers when this returns.
 *
 * @throws Problem `settings.plain_http`, `settings.tls_incomplete` (422), `server.port_taken` (409), or what the database
 *   refuses with
 */
export async function runServer({ settings, log, prepare }: ServerOptions): Promise<Server> {
  refusePlainHttp(settings);
  const parts = chosenParts(settings);
  const closers: (() => Promise<void>)[] = [];
  let opened: OpenRegistry | undefined;
  try {
    if (parts.some((part) => part.needsRegistry)) {
      const { openRegistry } = await import('#commands/registry-session.ts');
      opened = await openRegistry(settings, log, 'own');
      closers.push(opened.close);
      await prepare(opened.registry);
    }
    const metrics = openMetrics();
    const own = openProcessMetrics(metrics);
    closers.push(async () => own.close());
    const context: PartContext = {
      ...{ settings, log, metrics, takeThread: own.takeThread, requestsOf: openRequestTallies(metrics) },
      registry: () => {
        if (opened === undefined) throw new Error('this part was not said to need the registry');
        return opened.registry;
      },
    };
    const running: (RunningPart & { readonly part: PartName })[] = [];
    for (const part of parts) {
      const started = await part.start(context);
      running.push({ ...started, part: part.name });
      closers.push(started.close);
    }
    const operators = await openOperatorListener(settings, metrics, running);
    closers.push(operators.close);
    // What starting leaves behind is as much as what is kept, and nothing makes a quiet process collect it.
    await releaseMemory(async () => {});
    const addresses = Object.assign({}, ...running.map((part) => part.addresses), operators.addresses);
    return { addresses, close: () => closeAll(closers, log) };
  } catch (cause) {
    await closeAll(closers, log);
    throw cause;
  }
}
