/** All that "Why am I refused?" is judged from: what the registry knows about one application and one API. */
import type { LocalisedText } from '#base/problem.ts';
import type { apis, applications, issuers } from '#database/tables.ts';
import type { QuotaWindow } from '#registry/quotas/windows.ts';
import type { SubscriptionState } from '#registry/subscriptions/transitions.ts';

export type Environment = 'sandbox' | 'production';

/** Who asks, and what of it the answer may say "you" for. */
export type Viewer = {
  /** Belongs to the organisation of the application. */
  readonly consumer: boolean;
  /** Decides for the provider of the API. */
  readonly provider: boolean;
  /** Administers the instance. */
  readonly operator: boolean;
};

export type AccountFacts = {
  readonly email: string;
  readonly active: boolean;
  readonly hasPassword: boolean;
  /** How many resources of the provider it has a right on. */
  readonly rights: number;
};

export type IssuerFacts = Pick<
  typeof issuers.$inferSelect,
  'slug' | 'url' | 'enabled' | 'environment' | 'grants' | 'scopes' | 'defaultScope'
> & {
  /** The application may use its password grant. */
  readonly passwordAllowed: boolean;
};

export type SubscriptionFacts = {
  readonly id: string;
  readonly state: SubscriptionState;
  readonly requestedAt: Date;
  /** The step that led to `state`. */
  readonly since: Date;
  readonly reason: string;
  /** True: the application's own side took it back. */
  readonly withdrawn: boolean;
  readonly product: LocalisedText;
  readonly plan: PlanFacts;
};

export type PlanFacts = {
  readonly name: LocalisedText;
  /** How far its quotas are used up; empty: it has none. */
  readonly windows: readonly QuotaWindow[];
  readonly per: 'application' | 'organisation';
  readonly atLimit: 'refuse' | 'flag';
  /** True: the product has other open plans, to ask for. */
  readonly hasOthers: boolean;
  /** In which the windows begin and end. */
  readonly timeZone: string;
  readonly ratePerSecond: number | null;
  readonly quotaPerDay: number | null;
  readonly quotaPerMonth: number | null;
};

export type TermsFacts = {
  /** `provider/terms`. */
  readonly reference: string;
  readonly title: LocalisedText;
  readonly versions: readonly {
    readonly version: string;
    readonly effectiveAt: Date;
    /** When it was accepted for the application; null: it was not. */
    readonly acceptedAt: Date | null;
  }[];
};

export type WhyFacts = {
  readonly now: Date;
  /** The environment that is asked about. */
  readonly environment: Environment;
  readonly viewer: Viewer;
  /** The account that tokens would speak for; null: none is known. */
  readonly account: AccountFacts | null;
  /** True: the account was named in the question, it is not just the one that asks. */
  readonly accountNamed: boolean;
  readonly organisation: string;
  readonly application: Pick<
    typeof applications.$inferSelect,
    'id' | 'name' | 'environment' | 'enabled' | 'status' | 'deletedAt' | 'email'
  >;
  readonly secrets: readonly { readonly expiresAt: Date | null; readonly withdrawnAt: Date | null }[];
  readonly apiKeys: readonly { readonly expiresAt: Date | null; readonly withdrawnAt: Date | null }[];
  readonly api: Pick<
    typeof apis.$inferSelect,
    'status' | 'sunsetAt' | 'successor' | 'credential' | 'requiredScopes' | 'approverEmail' | 'administratorEmail'
  > & { readonly reference: string; readonly name: LocalisedText };
  readonly provider: { readonly slug: string; readonly name: LocalisedText; readonly contactEmail: string };
  /** Environments in which the API answers. */
  readonly deployedIn: readonly Environment[];
  /** Issuer of its deployment in the environment asked about; null: it has none. */
  readonly issuer: IssuerFacts | null;
  /** Subscriptions of the application to products that hold the API. */
  readonly subscriptions: readonly SubscriptionFacts[];
  readonly terms: TermsFacts | null;
  /** Codes of the business profiles of the API, and of those that the application has. */
  readonly profiles: { readonly declared: readonly string[]; readonly assigned: readonly string[] };
};
