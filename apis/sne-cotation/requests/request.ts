/** A request for social housing as this service keeps it, without anything that names a person. Field names are ours. */
import { z } from '@hono/zod-openapi';
import { gridNames } from '#apis/sne-cotation/model/model.ts';

/**
 * The numéro unique: 18 digits that hold department, year and month of deposit, a sequence and the body that recorded the
 * request. How many digits each has is not published; 3 + 4 + 6 + 5 is ours.
 */
export const uniqueNumberSchema = z.string().regex(/^[0-9]{18}$/);

export const housingSizes = ['T1', 'T2', 'T3', 'T4', 'T5'] as const;

export const requestSchema = z
  .strictObject({
    numeroUnique: uniqueNumberSchema,
    epci: z.string(),
    dateDepot: z.iso.date(),
    nature: z.enum(gridNames).openapi({ description: 'Mutation : le demandeur habite déjà un logement social.' }),
    typologie: z.enum(housingSizes).openapi({ description: 'Logement souhaité.' }),
    localisationsSouhaitees: z.array(z.string()).openapi({ description: 'Codes INSEE des communes.' }),
    foyer: z.strictObject({ adultes: z.int(), enfantsMineurs: z.int() }),
    ressourcesMensuellesEuros: z.int(),
    loyerMensuelEuros: z.int().openapi({ description: 'Aides déduites.' }),
    communeResidence: z.string(),
    communeTravail: z.string().nullable(),
    situations: z.array(z.string()).openapi({ description: 'Codes que les critères du modèle connaissent.' }),
    refus: z.int().openapi({ description: 'Logements adaptés refusés.' }),
    aCoter: z.boolean().openapi({ description: 'Modifiée depuis sa dernière cotation.' }),
  })
  .openapi('Demande');

export type HousingRequest = Readonly<z.output<typeof requestSchema>>;

/** A home that was given to somebody: what average waiting times are made of. */
export type Allocation = Pick<HousingRequest, 'nature' | 'typologie'> & {
  readonly commune: string;
  readonly moisAttente: number;
};
