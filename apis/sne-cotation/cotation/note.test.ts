import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Facts } from '#apis/sne-cotation/cotation/facts.ts';
import { noteOf } from '#apis/sne-cotation/cotation/note.ts';
import type { Criterion } from '#apis/sne-cotation/model/model.ts';
import { territories } from '#apis/sne-cotation/territories/territories.ts';

const situations = ['DALO', 'HANDICAP', 'PARENT_ISOLE', 'SANS_ABRI'] as const;
const measures = ['MOIS_ANCIENNETE', 'TAUX_EFFORT', 'REFUS', 'ENFANTS_MINEURS'] as const;

const condition: fc.Arbitrary<Criterion['condition']> = fc.oneof(
  fc.record({ type: fc.constant('situation' as const), situation: fc.constantFrom(...situations) }),
  fc.record({ type: fc.constant('seuil' as const), mesure: fc.constantFrom(...measures), auMoins: fc.nat(60) }),
  fc.record({
    type: fc.constant('par_unite' as const),
    mesure: fc.constantFrom(...measures),
    plafond: fc.option(fc.integer({ min: 1, max: 60 })),
  }),
);

/** Criteria with different codes, whose points are at least `min`. */
function criteria(min: number): fc.Arbitrary<Criterion[]> {
  const points = fc.integer({ min, max: 50 });
  return fc.array(fc.record({ condition, points }), { maxLength: 12 }).map((drawn) =>
    drawn.map((one, index) => {
      const code = `C_${String.fromCodePoint(65 + index)}`;
      return { ...one, code, libelle: code, categorie: 'facultatif', source: 'test' };
    }),
  );
}

const count = fc.nat(120);
const facts: fc.Arbitrary<Facts> = fc.record({
  situations: fc.subarray([...situations]).map((held) => new Set<string>(held)),
  measures: fc.record({ MOIS_ANCIENNETE: count, TAUX_EFFORT: count, REFUS: count, ENFANTS_MINEURS: count }),
});

test('the note is the sum of its detail, and two parts of a grid add up to the whole', () => {
  fc.assert(
    fc.property(criteria(-50), facts, fc.nat(12), (grid, given, cut) => {
      const whole = noteOf(grid, given);
      assert.equal(
        whole.note,
        whole.detail.reduce((sum, { points }) => sum + points, 0),
      );
      assert.equal(whole.note, noteOf(grid.slice(0, cut), given).note + noteOf(grid.slice(cut), given).note);
    }),
  );
});

test('the order of criteria and of situations changes nothing', () => {
  const shuffled = criteria(-50).chain((grid) =>
    fc.tuple(fc.constant(grid), fc.shuffledSubarray(grid, { minLength: grid.length, maxLength: grid.length })),
  );
  fc.assert(
    fc.property(shuffled, facts, ([grid, other], given) => {
      const reversed = { ...given, situations: new Set([...given.situations].toReversed()) };
      assert.deepEqual(noteOf(other, reversed), noteOf(grid, given));
    }),
  );
});

test('where no criterion takes points, one more situation or a larger measure never lowers the note', () => {
  fc.assert(
    fc.property(criteria(0), facts, fc.constantFrom(...situations), fc.constantFrom(...measures), count, (...drawn) => {
      const [grid, given, situation, measure, more] = drawn;
      const { note } = noteOf(grid, given);
      const held = { ...given, situations: new Set([...given.situations, situation]) };
      const larger = { ...given, measures: { ...given.measures, [measure]: given.measures[measure] + more } };
      assert.ok(noteOf(grid, held).note >= note);
      assert.ok(noteOf(grid, larger).note >= note);
    }),
  );
});

test('the published example of Lyon has 35 points: threatened with eviction, alone with children, rent too high', () => {
  const lyon = territories.find(({ siren }) => siren === '200046977');
  const published = lyon?.modele.versions.at(-1)?.grilles.premiere_demande.filter(({ source }) => source === 'csf69');
  const { note, detail } = noteOf(published ?? [], {
    situations: new Set(['MENACE_EXPULSION', 'PARENT_ISOLE']),
    measures: { MOIS_ANCIENNETE: 12, TAUX_EFFORT: Math.floor((500 * 100) / 1300), REFUS: 0, ENFANTS_MINEURS: 2 },
  });
  assert.equal(note, 35);
  assert.deepEqual(
    detail.map(({ code, points }) => [code, points]),
    [
      ['MENACE_EXPULSION', 20],
      ['PARENT_ISOLE', 5],
      ['TAUX_EFFORT', 10],
    ],
  );
});
