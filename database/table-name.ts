import pg from 'pg';

/** A table's name in SQL; one that is not in the schema `public` carries its schema: `banking.accounts`. */
export function tableInSql(name: string): string {
  return name
    .split('.')
    .map((part) => pg.escapeIdentifier(part))
    .join('.');
}
