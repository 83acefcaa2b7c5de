/**
 * The rating model of a territory is data: criteria with their points, one grid for first requests and one for transfers, in
 * versions with dates. Laws: CCH L441-2-8 and décret 2019-1378 (the EPCI decides), L441-1 and L441-2-3 (priority publics).
 */
import { z } from '@hono/zod-openapi';

const date = z.iso.date();
const name = z.string().regex(/^[A-Z][A-Z_]{1,40}$/);

/** What a request can be measured by: completed months since deposit, rent in percent of income, refused homes, minor children. */
export const measureSchema = z.enum(['MOIS_ANCIENNETE', 'TAUX_EFFORT', 'REFUS', 'ENFANTS_MINEURS']);

const conditionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('situation'), situation: name.openapi({ description: 'Vrai ou faux : DALO…' }) }),
  z.strictObject({ type: z.literal('seuil'), mesure: measureSchema, auMoins: z.int().min(0) }),
  z.strictObject({
    type: z.literal('par_unite'),
    mesure: measureSchema,
    plafond: z.int().min(1).nullable().openapi({ description: 'Unités comptées au plus ; null : toutes.' }),
  }),
]);

export const criterionSchema = z
  .strictObject({
    code: name,
    libelle: z.string(),
    categorie: z.enum(['obligatoire', 'facultatif']).openapi({
      description: 'Obligatoire : publics prioritaires (CCH L441-1, L441-2-3). Facultatif : choisi par l’EPCI.',
    }),
    source: z.string().openapi({ description: 'Code d’une des sources du modèle : qui a publié ces points.' }),
    points: z.int().min(-1000).max(1000),
    condition: conditionSchema,
  })
  .openapi('Critere');

const gridSchema = z
  .array(criterionSchema)
  .min(1)
  .refine((criteria) => new Set(criteria.map(({ code }) => code)).size === criteria.length, 'a criterion stands once');

export const gridNames = ['premiere_demande', 'mutation'] as const;

export const versionSchema = z
  .strictObject({
    version: z.string(),
    enVigueurDu: date,
    enVigueurAu: date.nullable().openapi({ description: 'Dernier jour ; null : encore en vigueur.' }),
    grilles: z.strictObject({ premiere_demande: gridSchema, mutation: gridSchema }),
  })
  .openapi('VersionDuModele');

export const sourceSchema = z.strictObject({ code: z.string(), libelle: z.string(), adresse: z.url().optional() });

/** Versions one after the other: each ends before the next begins, only the last may have no end. */
const versionsSchema = z
  .array(versionSchema)
  .min(1)
  .refine(
    (versions) =>
      versions.every(({ enVigueurDu, enVigueurAu }, index) => {
        const next = versions[index + 1];
        if (enVigueurAu === null) return next === undefined;
        return enVigueurDu <= enVigueurAu && (next === undefined || enVigueurAu < next.enVigueurDu);
      }),
    'versions follow each other',
  );

export const modelSchema = z
  .strictObject({ avertissement: z.string(), sources: z.array(sourceSchema), versions: versionsSchema })
  .refine(({ sources, versions }) => {
    const known = new Set(sources.map(({ code }) => code));
    return versions.every(({ grilles }) =>
      gridNames.every((grid) => grilles[grid].every((one) => known.has(one.source))),
    );
  }, 'every criterion names a source of the model');

export type Measure = z.output<typeof measureSchema>;
export type Criterion = z.output<typeof criterionSchema>;
export type GridName = (typeof gridNames)[number];
export type Version = z.output<typeof versionSchema>;
export type Model = z.output<typeof modelSchema>;

/** Gives the version of `model` in force on `day` (ISO date), or null. */
export function versionInForce({ versions }: Model, day: string): Version | null {
  return (
    versions.find(
      ({ enVigueurDu, enVigueurAu }) => enVigueurDu <= day && (enVigueurAu === null || day <= enVigueurAu),
    ) ?? null
  );
}
