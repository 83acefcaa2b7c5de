import type pg from 'pg';
import { z } from 'zod';
import type { LocalisedText } from '#base/problem.ts';
import { dimensionSchema, type Code, type Dataset } from '#apis/webstat/store/model.ts';

type Row = {
  name: string;
  number: number;
  instance: number;
  agency: string;
  structure: string;
  version: string;
  title: LocalisedText;
  source: LocalisedText;
  dimensions: unknown;
  series_count: number;
  frequencies: string[];
  updated_at: Date;
};

const columns = `name, number, instance, agency, structure, version, dimensions, series_count, frequencies, updated_at,
  jsonb_build_object('fr', title_fr, 'en', title_en) as title, jsonb_build_object('fr', source_fr, 'en', source_en) as source`;

function datasetOf({ updated_at: updatedAt, series_count: seriesCount, dimensions, ...row }: Row): Dataset {
  return { ...row, seriesCount, updatedAt, dimensions: z.array(dimensionSchema).parse(dimensions) };
}

/** All of them, by name. */
export async function listDatasets(pool: pg.Pool): Promise<Dataset[]> {
  const { rows } = await pool.query<Row>(`select ${columns} from webstat.datasets order by name`);
  return rows.map(datasetOf);
}

export async function findDataset(pool: pg.Pool | pg.PoolClient, name: string): Promise<Dataset | null> {
  // PostgreSQL has no text with a NUL in it.
  if (name.includes('\0')) return null;
  const { rows } = await pool.query<Row>(`select ${columns} from webstat.datasets where name = $1`, [name]);
  return rows[0] === undefined ? null : datasetOf(rows[0]);
}

/** The code lists of a data set, one a dimension in their order. */
export async function listCodes(pool: pg.Pool | pg.PoolClient, dataset: Dataset): Promise<Code[][]> {
  const { rows } = await pool.query<Code & { dimension: number }>(
    `select dimension, code, jsonb_build_object('fr', title_fr, 'en', title_en) as title
     from webstat.codes where dataset = $1 order by dimension, code collate "C"`,
    [dataset.name],
  );
  const byDimension = Map.groupBy(rows, ({ dimension }) => dimension);
  return dataset.dimensions.map((_, index) =>
    (byDimension.get(index + 1) ?? []).map(({ code, title }) => ({ code, title })),
  );
}

/** Ids of the attributes that series of a data set have. */
export async function listAttributes(pool: pg.Pool, dataset: Dataset): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select distinct jsonb_object_keys(attributes) collate "C" as id from webstat.series where dataset = $1 order by id`,
    [dataset.name],
  );
  return rows.map(({ id }) => id);
}
