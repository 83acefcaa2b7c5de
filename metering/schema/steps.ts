/**
 * The schema `metering`, step by step; steps only go forward, and a step that has been shipped is never changed.
 *
 * What gateways send lies in `parcels` until it is added up; then it stands in four tables that are alike, one a level. Each
 * call is in one row of each kind of scope, so that every question is answered by few rows: its pair of application and
 * API, its application, its API, its provider, its provider and application, and the whole instance.
 */
import { levels, tableOfLevel, type Level } from '#metering/schema/levels.ts';

function levelTable(level: Level): string {
  const table = tableOfLevel[level];
  return `
  create table ${table} (
    -- metering.scopes.id; without a foreign key, which would cost a look-up a row.
    scope_id integer not null,
    -- Beginning of the period; days and months are those of Europe/Paris.
    at timestamptz not null,
    -- All calls; the next columns say with which answers, null standing for none (it takes no room).
    calls bigint not null,
    -- Without any answer.
    calls_0 bigint,
    -- Answered with a status of 100 to 199; and so on.
    calls_1 bigint,
    calls_2 bigint,
    calls_3 bigint,
    calls_4 bigint,
    calls_5 bigint,
    -- Let through above a quota whose plan says so; null for none.
    flagged bigint,
    -- Bodies and heads as the gateway counts them; null for none.
    request_bytes bigint,
    answer_bytes bigint,
    -- Latency in all, and of it upstream: sketches as metering/usage/sketch.ts writes them; null for none.
    total_sketch bytea,
    upstream_sketch bytea,
    -- The gateway's own refusals: { reason: calls }; null for none.
    reasons jsonb,
    primary key (scope_id, at)
  )${level === 'month' ? '' : ' partition by range (at)'};
  comment on table ${table} is 'Usage by ${level} and scope';`;
}

export const steps: readonly string[] = [
  `
  create table metering.spools (
    -- Made by the gateway with its data folder.
    id uuid primary key,
    -- All parcels up to this one have been taken; one that comes again is skipped.
    last_sequence bigint not null,
    first_seen_at timestamptz not null,
    last_seen_at timestamptz not null
  );
  comment on table metering.spools is 'Gateways'' folders from which usage comes';

  create table metering.parcels (
    spool_id uuid not null references metering.spools,
    -- From 1, without gaps.
    sequence bigint not null,
    taken_at timestamptz not null,
    -- How many counts it holds.
    counted integer not null,
    -- As metering/intake/parcel.ts describes them.
    counts json not null,
    primary key (spool_id, sequence)
  );
  comment on table metering.parcels is 'Counts that have been taken and are not added up yet';
  create index on metering.parcels (taken_at);

  create table metering.scopes (
    -- Given by the roll-up, of which there is one at a time.
    id integer primary key,
    kind text not null check (kind in ('pair', 'application', 'api', 'provider', 'provider-application', 'instance')),
    -- Null: the gateway could not tell, as where no API has the address.
    environment text check (environment in ('sandbox', 'production')),
    -- Of pair, application and provider-application; null there: nobody was recognised.
    application_id uuid,
    -- Of pair and api; null there: no API has the address.
    api_id uuid,
    -- Of all kinds but application and instance.
    provider_id uuid,
    unique nulls not distinct (kind, environment, application_id, api_id, provider_id)
  );
  comment on table metering.scopes is 'Whose usage is kept: what the rows of all levels refer to';
  create index on metering.scopes (application_id, kind);
  create index on metering.scopes (api_id, kind);
  create index on metering.scopes (provider_id, kind);

  create table metering.levels (
    level text primary key check (level in ('minute', 'hour', 'day')),
    -- Periods that begin from here on are whole; older ones have been dropped, and are booked at coarser levels only.
    held_from timestamptz not null
  );
  comment on table metering.levels is 'How far back each level goes; months go back for ever';
  ${levels.map(levelTable).join('\n')}

  create table metering.requests (
    -- What the client got as X-Request-Id.
    id text not null,
    -- When its head was complete.
    at timestamptz(3) not null,
    -- Null, as the ids: not known.
    environment text check (environment in ('sandbox', 'production')),
    api_id uuid,
    application_id uuid,
    provider_id uuid,
    -- Null: what came was no request.
    method text,
    -- Path of the operation in the contract, or the path with every segment masked that might name somebody; never a query.
    operation text,
    -- 0: no answer had begun.
    status smallint not null,
    -- answered, refused, cut or abandoned.
    outcome text not null,
    -- Why the gateway refused it, or gave up; null: it did not.
    reason text,
    request_bytes bigint not null,
    answer_bytes bigint not null,
    -- Microseconds in all, and of these upstream.
    total_us bigint not null,
    upstream_us bigint not null,
    -- For how many requests the entry stands: of many alike, one in so many is kept.
    weight integer not null,
    -- Of W3C Trace Context: 32 hexadecimal digits.
    trace_id text
  ) partition by range (at);
  comment on table metering.requests is 'Request log: what became of single calls';
  create index on metering.requests (application_id, at desc);
  create index on metering.requests (api_id, at desc);
  create index on metering.requests (id);
  `,
  // The log is read newest first: of a provider, and by operators of everybody.
  `
  create index on metering.requests (provider_id, at desc);
  create index on metering.requests (at desc);
  `,
];
