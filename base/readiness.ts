/** Whether a part can serve: what it needs, each by name, looked at when somebody asks and not much oftener. */
import { limits } from '#base/limits.ts';

/** What a part may need. The names stand in answers, metrics and `guichet doctor`. */
export const checkNames = ['database', 'migrations', 'disk', 'keys', 'snapshot', 'workers', 'control'] as const;
export type CheckName = (typeof checkNames)[number];

export type Check = {
  readonly name: CheckName;
  /**
   * False for what is told and does not make the part unready: a gateway goes on without the control process, and a load
   * balancer that took it away for that would turn a small fault into a large one.
   */
  readonly needed: boolean;
  /** Whether it is as it should be; one that fails or takes longer than `limits.readinessCheckMs` is not. */
  readonly look: () => boolean | Promise<boolean>;
};

export type CheckResult = { readonly name: CheckName; readonly needed: boolean; readonly ok: boolean };

export type Readiness = { readonly ready: boolean; readonly checks: readonly CheckResult[] };

/** Gives what looks at `checks`, at most once in `limits.readinessKeptMs`: whoever asks often asks for nothing more. */
export function openReadiness(checks: readonly Check[], nowMs = () => performance.now()): () => Promise<Readiness> {
  let kept: Promise<Readiness> | null = null;
  let keptUntilMs = 0;
  return () => {
    if (kept !== null && nowMs() < keptUntilMs) return kept;
    keptUntilMs = nowMs() + limits.readinessKeptMs;
    kept = lookAt(checks);
    return kept;
  };
}

async function lookAt(checks: readonly Check[]): Promise<Readiness> {
  const results = await Promise.all(
    checks.map(async ({ name, needed, look }) => ({ name, needed, ok: await holds(look) })),
  );
  return { ready: results.every(({ needed, ok }) => ok || !needed), checks: results };
}

async function holds(look: Check['look']): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(() => late.resolve(false), limits.readinessCheckMs);
  const seen = Promise.try(look).catch(() => false);
  try {
    return await Promise.race([seen, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Where every server says whether it lives, and whether it can serve. */
export const livePath = '/healthz';
export const readyPath = '/readyz';

/** What a stranger is told of it: nothing but yes or no. */
export type HealthAnswer = { readonly status: 200 | 503; readonly body: string };

/** The answer to a request for one of the two; null for anything else. */
export async function answerHealth(
  method: string,
  path: string,
  readiness: () => Promise<Readiness>,
): Promise<HealthAnswer | null> {
  if (method !== 'GET' && method !== 'HEAD') return null;
  if (path === livePath) return { status: 200, body: '{"state":"ok"}' };
  if (path !== readyPath) return null;
  const { ready } = await readiness();
  return ready ? { status: 200, body: '{"state":"ready"}' } : { status: 503, body: '{"state":"not ready"}' };
}
