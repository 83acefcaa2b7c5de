/**
 * The control part: the admin API, the snapshots for gateways, the keys of the identity header, the delivery of mails and to webhooks, and
 * what comes back by the clock (sweeping, ends of APIs).
 */
import { sweepAccounts } from '#accounts/sweep.ts';
import { openAdmin } from '#admin/server.ts';
import { limits } from '#base/limits.ts';
import { openReadiness } from '#base/readiness.ts';
import { repeat, type RepeatedTask } from '#base/repeated.ts';
import { readAdminKey, readGatewayKey } from '#commands/instance-keys.ts';
import { allOperations } from '#commands/serve/all-operations.ts';
import { databaseChecks, diskCheck, keyFilesCheck } from '#commands/serve/checks.ts';
import { openControlMetrics } from '#commands/serve/control-metrics.ts';
import { openHttpListener } from '#commands/serve/http-listener.ts';
import type { PartContext, RunningPart } from '#commands/serve/part.ts';
import { localUpstreams, loopbackUrl, portalUrl, portsFrom } from '#commands/serve/ports.ts';
import { openMetering } from '#commands/serve/metering.ts';
import { openMailDelivery } from '#commands/serve/mail-delivery.ts';
import { openPost } from '#notifications/webhooks/post.ts';
import { openWebhookDelivery } from '#notifications/webhooks/delivery.ts';
import { openNoticeWatch } from '#commands/serve/notice-watch.ts';
import { openPublisher } from '#commands/serve/publish.ts';
import type { InstanceFacts } from '#commands/serve/build-snapshot.ts';
import { ensureIdentityHeaderKey, publicKeys } from '#identity/keys/published.ts';
import { keepDates } from '#registry/notices/keep-dates.ts';
import { run, type Registry } from '#registry/operation.ts';

/** What a snapshot needs besides the registry's rows. */
async function instanceFacts(
  registry: Registry,
  settings: PartContext['settings'],
): Promise<Omit<InstanceFacts, 'nowMs'>> {
  const ports = portsFrom(settings.portBase);
  const { kid, privateKeyPem } = await ensureIdentityHeaderKey(registry);
  const issuers = await registry.database.query.query.issuers.findMany({
    columns: { id: true, tokenFormat: true },
  });
  const keysOf = async (id: string) =>
    [
      id,
      (await publicKeys(registry, id)).map((key) => ({ ...key, kty: key['kty'] ?? '', kid: key['kid'] ?? '' })),
    ] as const;
  const jwtIssuers = issuers.filter((issuer) => issuer.tokenFormat === 'jwt');
  return {
    identityUrl: loopbackUrl(ports.identity),
    portalUrl: portalUrl(settings),
    localUpstreams: localUpstreams(settings),
    identityHeader: { kid, privateKeyPem },
    issuerKeys: new Map(await Promise.all(jwtIssuers.map((issuer) => keysOf(issuer.id)))),
  };
}

/** Sessions that ended, mailed links, sign-ups that nobody activated. */
function sweepAccountsAgain(registry: Registry, log: PartContext['log']): RepeatedTask {
  return repeat({
    everyMs: limits.accountSweepEveryMs,
    task: () => sweepAccounts(registry),
    failed: (cause) => log.error('sessions and sign-ups could not be swept', {}, cause),
  });
}

/** Ends of APIs and of credentials, terms to renew, and notices about them. */
function keepDatesAgain(registry: Registry, log: PartContext['log']): RepeatedTask {
  return repeat({
    everyMs: limits.datesKeptEveryMs,
    task: async () => void (await run(registry, { kind: 'system', name: 'calendar' }, keepDates, {})),
    failed: (cause) => log.error('ends of APIs and mails about them could not be seen to', {}, cause),
  });
}

async function closeAll(closers: readonly (() => Promise<void>)[]): Promise<void> {
  await Promise.all(closers.map((close) => close()));
}

/** Starts it; the first snapshot is made when it answers. */
export async function startControl(context: PartContext): Promise<RunningPart> {
  const { settings, log, registry } = context;
  const opened = registry();
  const publisher = await openPublisher({
    registry: opened,
    facts: () => instanceFacts(opened, settings),
    log: log.with({ part: 'control' }),
  });
  const metering = openMetering({
    ...{ database: opened.database, clock: opened.clock, settings },
    log: log.with({ part: 'control' }),
  });
  openControlMetrics(context.metrics, opened.database, opened.clock.nowMs);
  const readiness = openReadiness([
    ...databaseChecks(opened.database),
    diskCheck(settings.data, true),
    keyFilesCheck(settings),
    { name: 'snapshot', needed: true, look: () => publisher.position() !== null },
  ]);
  const closers = [publisher.close, metering.close];
  try {
    const fetch = openAdmin({
      registry: opened,
      operations: allOperations,
      adminKey: await readAdminKey(settings),
      gatewayKey: await readGatewayKey(settings),
      snapshots: publisher,
      takeUsage: metering.takeUsage,
      identityHeaderKeys: () => publicKeys(opened, null),
      log: log.with({ part: 'control' }),
      requests: context.requestsOf('control'),
    });
    const delivery = await openMailDelivery({ settings, registry: opened, log: log.with({ part: 'mails' }) });
    closers.push(delivery.close);
    const post = openPost({ privateTargets: settings.webhookPrivateTargets });
    const webhookLog = log.with({ part: 'webhooks' });
    const webhooks = await openWebhookDelivery({ ...opened, portalUrl: portalUrl(settings), log: webhookLog, post });
    closers.push(webhooks.close, openNoticeWatch(opened, log.with({ part: 'notices' })).close);
    closers.push(sweepAccountsAgain(opened, log).stop, keepDatesAgain(opened, log).stop);
    // On loopback always: gateways of other machines reach it through a tunnel or a TLS proxy of the operator's.
    const port = portsFrom(settings.portBase).control;
    const listener = await openHttpListener({ host: '127.0.0.1', port, fetch, readiness });
    return {
      addresses: { admin: listener.url },
      readiness,
      close: async () => {
        publisher.endStreams();
        await listener.close();
        await closeAll(closers);
      },
    };
  } catch (cause) {
    await closeAll(closers);
    throw cause;
  }
}
