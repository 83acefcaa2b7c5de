import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { HeldApi, Offer } from '#registry/selection/offers.ts';
import { planSelection, type LiveSubscription } from '#registry/selection/plan.ts';

const names = ['a', 'b', 'c', 'd', 'e'];
const api = (id: string): HeldApi => ({ id, reference: `p/${id}@1`, termsId: null });
const someApis = fc.subarray(names, { minLength: 1 }).map((ids) => ids.map(api));
const moment = new Date(0);

const offerArbitrary: fc.Arbitrary<Offer> = fc
  .record({ apis: someApis, hasPlan: fc.boolean(), approvalNeeded: fc.boolean(), slug: fc.uuid() })
  .map(({ apis, hasPlan, approvalNeeded, slug }) => ({
    product: {
      ...{ id: slug, providerId: 'p', slug, nameFr: '', nameEn: '', descriptionFr: '', descriptionEn: '' },
      retiredAt: null,
    },
    reference: `p/${slug}`,
    name: { fr: '', en: '' },
    apis,
    plan: hasPlan
      ? {
          ...{ id: slug, productId: slug, slug: 'default', nameFr: '', nameEn: '', ratePerSecond: null, burst: null },
          ...{
            quotaPerDay: null,
            quotaPerMonth: null,
            per: 'application' as const,
            atLimit: 'refuse' as const,
            approvalNeeded,
            retiredAt: null,
            createdAt: moment,
          },
        }
      : null,
    approvalNeeded,
    approvers: [],
  }));

const liveArbitrary: fc.Arbitrary<LiveSubscription> = fc.record({
  id: fc.uuid(),
  state: fc.constantFrom('pending', 'approved', 'suspended'),
  product: fc.uuid(),
  name: fc.constant({ fr: '', en: '' }),
  apis: someApis,
});

const ticks = fc
  .record({ touched: fc.subarray(names), removed: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }) })
  .map(({ touched, removed }) => ({
    add: touched.filter((_, at) => removed[at] !== true).map(api),
    remove: touched.filter((_, at) => removed[at] === true).map(api),
  }));

test('what is ticked is covered afterwards or named as impossible, what is unticked is not; the rest is told', () => {
  fc.assert(
    fc.property(
      ticks,
      fc.array(liveArbitrary, { maxLength: 4 }),
      fc.array(offerArbitrary, { maxLength: 5 }),
      ({ add, remove }, live, offers) => {
        const plan = planSelection({ add, remove, live, offers });
        const before = new Set(live.flatMap((one) => one.apis.map(({ reference }) => reference)));
        const after = new Set(
          [...live.filter((one) => !plan.withdrawals.includes(one)), ...plan.requests].flatMap((one) =>
            one.apis.map(({ reference }) => reference),
          ),
        );
        const impossible = new Set(plan.impossible.map((one) => one.api));
        for (const { reference } of add) assert.ok(after.has(reference) || impossible.has(reference));
        for (const { reference } of remove) assert.ok(!after.has(reference));
        for (const { plan: chosen } of plan.requests) assert.ok(chosen !== null);
        const wanted = new Set([...add, ...remove].map(({ reference }) => reference));
        const untold = names
          .map((name) => api(name).reference)
          .filter((name) => !wanted.has(name) && before.has(name) !== after.has(name));
        assert.deepEqual(untold, [...plan.alsoGained, ...plan.alsoLost].filter((name) => !wanted.has(name)).toSorted());
      },
    ),
  );
});
