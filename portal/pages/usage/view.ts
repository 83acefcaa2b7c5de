/** What every part of a page of usage is given. */
import type { AccountVisit } from '#portal/visit/visit.ts';
import type { AskedRange } from '#portal/pages/usage/range.ts';
import type { NamedReport } from '#metering/usage/named.ts';

export type Query = Readonly<Record<string, string | null>>;

export type UsageView = {
  readonly visit: AccountVisit;
  readonly asked: AskedRange;
  readonly report: NamedReport;
  readonly place: UsagePlace;
};

/** Where the page is, and what it can be narrowed to. */
export type UsagePlace = {
  /** Its address with a query, and that of its CSV files. */
  readonly to: (query: Query) => string;
  readonly file: (query: Query) => string;
  /** True: calls of both environments are in it. */
  readonly environments: boolean;
  /** What it is narrowed to besides: fields of the query, and how that is said; null: to nothing. */
  readonly narrowed: { readonly query: Query; readonly text: string } | null;
  /** "Why am I refused?" of what it is narrowed to; null: there is no such page. */
  readonly why: string | null;
  /** The single requests that were refused for a reason; null: there is no such list. */
  readonly requests: ((reason: string) => string) | null;
  /** Which tables it has (null: not this one), and where the usage of one row is shown; null: nowhere. */
  readonly apis: { readonly link: (reference: string, query: Query) => string | null } | null;
  readonly applications: { readonly link: (id: string, query: Query) => string | null } | null;
};
