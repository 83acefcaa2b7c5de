/** What goes in and out of the services. Names are ours: the guide's pages that give them are not public. */
import { z } from '@hono/zod-openapi';
import { limits } from '#base/limits.ts';
import { criterionSchema, sourceSchema, versionSchema } from '#apis/sne-cotation/model/model.ts';
import { requestSchema, uniqueNumberSchema } from '#apis/sne-cotation/requests/request.ts';
import { communeSchema } from '#apis/sne-cotation/territories/territories.ts';

export const stateSchema = z
  .strictObject({ version: z.string().openapi({ example: '1.0' }), etat: z.literal('OK') })
  .openapi('Etat');

export const errorSchema = z
  .strictObject({ code: z.string().openapi({ example: 'ERRAUTUSR0001' }), message: z.string() })
  .openapi('Erreur');

export const problemSchema = z
  .looseObject({ type: z.string(), title: z.string(), status: z.number().int(), code: z.string() })
  .openapi('Problem');

const siren = z
  .string()
  .regex(/^[0-9]{9}$/)
  .optional()
  .openapi({
    description: "SIREN de l'EPCI ; se laisse de côté quand les profils métier n'en ouvrent qu'un.",
    example: '200046977',
  });

const notice = z.string().openapi({ description: 'Dit que les données sont générées.' });

export const numbersQuerySchema = z.object({
  epci: siren,
  range: z
    .string()
    .regex(/^[0-9]{1,9}-[0-9]{1,9}$/)
    .default('0-99')
    .openapi({
      description: `Premier et dernier rang, à partir de 0 ; ${limits.sneRangeNumbers} numéros au plus.`,
      example: '0-99',
    }),
  filtre_a_coter: z
    .enum(['true', 'false'])
    .default('false')
    .openapi({ description: 'true : seulement les demandes modifiées depuis leur dernière cotation.' }),
});

export const numbersSchema = z
  .strictObject({
    avertissement: notice,
    epci: z.string(),
    range: z.string().openapi({ description: 'Ce qui était demandé.' }),
    total: z.int().openapi({ description: 'Numéros que le filtre laisse, toutes plages confondues.' }),
    numeros: z.array(uniqueNumberSchema),
  })
  .openapi('Numeros');

export const numberParameterSchema = z.object({
  numeroUnique: uniqueNumberSchema.openapi({ param: { name: 'numeroUnique', in: 'path' } }),
});

export const requestAnswerSchema = requestSchema.extend({ avertissement: notice }).openapi('DonneesDeLaDemande');

export const locationsSchema = z
  .strictObject({
    localisationsSouhaitees: z
      .array(z.strictObject({ codeInsee: z.string().regex(/^[0-9][0-9AB][0-9]{3}$/) }))
      .min(1)
      .max(limits.sneLocations)
      .refine((all) => new Set(all.map(({ codeInsee }) => codeInsee)).size === all.length, 'each once'),
  })
  .openapi('LocalisationsSouhaitees');

export const ratingSchema = z
  .strictObject({
    avertissement: notice,
    numeroUnique: uniqueNumberSchema,
    epci: z.string(),
    date: z.iso.date().openapi({ description: 'Jour du calcul.' }),
    modele: z.strictObject({ version: z.string(), grille: requestSchema.shape.nature }),
    note: z.int().openapi({ description: 'Somme des points du détail.' }),
    detail: z
      .array(criterionSchema.pick({ code: true, libelle: true, categorie: true, points: true }))
      .openapi({ description: 'Critères qui ont donné ou retiré des points.' }),
    localisationsSouhaitees: z.array(
      z.strictObject({
        codeInsee: z.string(),
        libelle: z.string(),
        position: z.int().openapi({ description: '1 : la note la plus haute ; à note égale, même position.' }),
        demandesSimilaires: z
          .int()
          .openapi({ description: 'Même commune, même typologie, même grille ; sans celle-ci.' }),
        delaiMoyenAttenteMois: z
          .int()
          .nullable()
          .openapi({
            description: `Null quand moins de ${limits.sneAverageSamples} logements similaires ont été attribués.`,
          }),
      }),
    ),
  })
  .openapi('Cotation');

export const modelQuerySchema = z.object({
  epci: siren,
  date: z.iso
    .date()
    .optional()
    .openapi({ description: "Jour dont on veut le modèle ; aujourd'hui, s'il manque.", example: '2026-01-01' }),
});

export const modelAnswerSchema = z
  .strictObject({
    avertissement: z.string(),
    epci: z.strictObject({ siren: z.string(), nom: z.string(), communes: z.array(communeSchema) }),
    sources: z.array(sourceSchema),
    versions: z
      .array(versionSchema.pick({ version: true, enVigueurDu: true, enVigueurAu: true }))
      .openapi({ description: 'Toutes les versions, de la plus ancienne à la plus récente.' }),
    modele: versionSchema,
  })
  .openapi('Modele');
