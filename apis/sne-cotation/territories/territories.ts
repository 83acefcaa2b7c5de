/** The territories (EPCI) of this service: their municipalities and their rating models, one JSON file each beside this one. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from '@hono/zod-openapi';
import { modelSchema } from '#apis/sne-cotation/model/model.ts';

export const communeSchema = z.strictObject({
  code: z.string().regex(/^[0-9][0-9AB][0-9]{3}$/),
  libelle: z.string(),
});

const territorySchema = z.strictObject({
  siren: z.string().regex(/^[0-9]{9}$/),
  nom: z.string(),
  /** As the numéro unique writes it: three digits. */
  departement: z.string().regex(/^[0-9]{3}$/),
  communes: z.array(communeSchema).min(1),
  modele: modelSchema,
});

export type Territory = z.output<typeof territorySchema>;

function readTerritories(folder: string): readonly Territory[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .toSorted();
  return files.map((file) => territorySchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))));
}

/** Every territory; a file that is not whole keeps the service from starting. */
export const territories = readTerritories(import.meta.dirname);
