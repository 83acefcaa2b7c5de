/** What a caller may do with a dossier. A dossier that is not theirs does not exist for them. */
import { Problem } from '#base/problem.ts';
import type { Caller } from '#apis/banking/identity-header.ts';

/** The right that was asked for; what works on a dossier demands it. */
export type DossierRight<Kind extends 'read' | 'write'> = {
  readonly kind: Kind;
  readonly environment: Caller['environment'];
  readonly dossierId: number;
};

/** @throws Problem `banking.dossier_not_found` (404) without any right, `banking.dossier_read_only` (403) without this one */
export function dossierRight<Kind extends 'read' | 'write'>(
  { environment, readable, writable }: Caller,
  dossierId: number,
  kind: Kind,
): DossierRight<Kind> {
  const wanted = kind === 'read' ? readable : writable;
  if (wanted.has(dossierId)) return { kind, environment, dossierId };
  if (kind === 'write' && readable.has(dossierId)) {
    throw new Problem('banking.dossier_read_only', 403, {
      en: 'You may read this dossier, not change it.',
      fr: 'Vous pouvez lire ce dossier, pas le modifier.',
    });
  }
  throw new Problem('banking.dossier_not_found', 404, {
    en: 'There is no such dossier, or it is not yours.',
    fr: "Ce dossier n'existe pas ou n'est pas le vôtre.",
  });
}
