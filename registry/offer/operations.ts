/** Every operation by which a provider changes what it offers: what the admin API offers, in this order. */
import { addApi } from '#registry/offer/apis/add.ts';
import { changeApi } from '#registry/offer/apis/change.ts';
import { deprecateApi } from '#registry/offer/apis/deprecate.ts';
import { discardContract } from '#registry/offer/apis/discard-contract.ts';
import { lintContract } from '#registry/offer/apis/lint-contract.ts';
import { publishApi } from '#registry/offer/apis/publish.ts';
import { reinstateApi } from '#registry/offer/apis/reinstate.ts';
import { reviewContract } from '#registry/offer/apis/review-contract.ts';
import { retireApi } from '#registry/offer/apis/retire.ts';
import { uploadContract } from '#registry/offer/apis/upload-contract.ts';
import { changeProvider } from '#registry/offer/change-provider.ts';
import { getOffer } from '#registry/offer/get.ts';
import { retirePlan } from '#registry/offer/products/retire-plan.ts';
import { retireProduct } from '#registry/offer/products/retire.ts';
import { writePlan } from '#registry/offer/products/write-plan.ts';
import { writeProduct } from '#registry/offer/products/write.ts';
import { retireProfile } from '#registry/offer/profiles/retire.ts';
import { writeProfile } from '#registry/offer/profiles/write.ts';
import { publishTermsVersion } from '#registry/offer/terms/publish.ts';
import { retireTerms } from '#registry/offer/terms/retire.ts';
import { writeTerms } from '#registry/offer/terms/write.ts';
import { changePlan } from '#registry/subscriptions/change-plan.ts';

import { keepDates } from '#registry/notices/keep-dates.ts';

export const offerOperations = [
  getOffer,
  changeProvider,
  addApi,
  changeApi,
  lintContract,
  reviewContract,
  uploadContract,
  discardContract,
  publishApi,
  deprecateApi,
  reinstateApi,
  retireApi,
  writeProduct,
  retireProduct,
  writePlan,
  retirePlan,
  changePlan,
  writeTerms,
  publishTermsVersion,
  retireTerms,
  writeProfile,
  retireProfile,
  keepDates,
] as const;
