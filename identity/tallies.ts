/** What the identity server counts of itself. */
import { counter, type MetricDeclaration } from '#base/metrics/declaration.ts';
import type { Metrics } from '#base/metrics/metrics.ts';

const tokens = counter(
  'guichet_tokens_total',
  'Token requests by grant and outcome: `issued`, or the code of the refusal.',
  {
    grant: 6,
    outcome: 12,
  },
);

const introspections = counter(
  'guichet_introspections_total',
  'Introspections by who asks (`gateway`, `client`) and what was told: `active`, `inactive`, or `refused`.',
  { caller: 4, outcome: 4 },
);

export const identityMetrics: readonly MetricDeclaration[] = [tokens, introspections];

export type IdentityTallies = {
  readonly token: (grant: string | undefined, outcome: string) => void;
  readonly introspection: (caller: 'gateway' | 'client' | 'nobody', outcome: 'active' | 'inactive' | 'refused') => void;
};

/** Opens them in the registry of the process. */
export function openIdentityTallies(metrics: Metrics): IdentityTallies {
  const { add: addToken } = metrics.counter(tokens);
  const { add: addIntrospection } = metrics.counter(introspections);
  return {
    token: (grant = 'none', outcome) => addToken({ grant, outcome }),
    introspection: (caller, outcome) => addIntrospection({ caller, outcome }),
  };
}
