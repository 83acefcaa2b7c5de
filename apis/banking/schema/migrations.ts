/**
 * The schema `banking`, step by step; steps only go forward, and a step that has been shipped is never changed. Amounts are in
 * minor units of the statement's currency. Sandbox and production stand side by side and share nothing.
 */
export const migrations: readonly string[] = [
  `
  create table banking.accounts (
    id uuid primary key,
    environment text not null check (environment in ('sandbox', 'production')),
    dossier_id bigint not null,
    iban text not null,
    bank_name text not null,
    is_cfonb_control_active boolean not null,
    -- Of the RIB; null for an IBAN of another form than the French.
    bank text,
    branch text,
    account_number text,
    created_at timestamptz not null,
    unique (environment, dossier_id, iban)
  );
  comment on table banking.accounts is 'Bank accounts of dossiers';

  create table banking.imports (
    id uuid primary key,
    environment text not null check (environment in ('sandbox', 'production')),
    -- Guichet account that sent the file.
    maker_id uuid not null,
    file_name text not null,
    file_bytes bigint not null,
    file_digest bytea not null,
    encoding text not null check (encoding in ('auto', 'iso646-fr')),
    mode text not null check (mode in ('strict', 'lenient')),
    -- The account that all statements go to; null: the one whose RIB they carry.
    account_id uuid references banking.accounts,
    -- Dossiers that the maker might write when the file came.
    writable_dossiers bigint[] not null,
    -- Dossiers of the accounts that the file speaks of: who may see the import.
    touched_dossiers bigint[] not null,
    state text not null check (state in ('waiting', 'done', 'refused', 'failed', 'undone')),
    attempts integer not null default 0,
    read_bytes bigint not null default 0,
    report jsonb,
    created_at timestamptz not null,
    finished_at timestamptz
  );
  comment on table banking.imports is 'Files that came in, and what became of them';
  create index on banking.imports (environment, id);
  create index on banking.imports (created_at) where state = 'waiting';

  create table banking.import_pieces (
    import_id uuid not null references banking.imports on delete cascade,
    position integer not null,
    -- Compressed with zstd.
    content bytea not null,
    primary key (import_id, position)
  );
  comment on table banking.import_pieces is 'The original files, in pieces';

  create table banking.statements (
    id uuid primary key,
    -- Order of arrival: which of two statements of a day comes first.
    number bigint generated always as identity,
    account_id uuid not null references banking.accounts,
    import_id uuid not null references banking.imports,
    line integer not null,
    currency text not null,
    decimals integer not null,
    opening_date date,
    closing_date date,
    opening_minor bigint not null,
    closing_minor bigint not null,
    movements_minor numeric not null,
    -- Old balance + movements - new balance.
    gap_minor numeric not null,
    operation_count integer not null,
    -- The file carries another bank or branch than the account's IBAN.
    account_differs boolean not null,
    -- SHA-256 of the contents, whatever their encoding and line ends.
    digest bytea not null,
    unique (account_id, digest)
  );
  comment on table banking.statements is 'Account statements';
  create index on banking.statements (account_id, closing_date, number);
  create index on banking.statements (import_id);

  create table banking.operations (
    account_id uuid not null,
    statement_id uuid not null references banking.statements on delete cascade,
    position integer not null,
    line integer not null,
    booking_date date,
    value_date date,
    interbank_code text not null,
    internal_code text not null,
    reject_reason text not null,
    label text not null,
    entry_number text not null,
    commission_exempt boolean,
    unavailable boolean,
    amount_minor bigint not null,
    reference text not null,
    complements jsonb not null,
    primary key (statement_id, position)
  );
  comment on table banking.operations is 'Movements of statements';
  create index on banking.operations (account_id, (coalesce(booking_date, '-infinity'::date)), statement_id, position);
  `,
];
