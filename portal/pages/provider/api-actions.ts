/** What the forms of an API's page do; each leads back to it. */
import { z } from 'zod';
import { changeApi } from '#registry/offer/apis/change.ts';
import { deprecateApi } from '#registry/offer/apis/deprecate.ts';
import { discardContract } from '#registry/offer/apis/discard-contract.ts';
import { publishApi } from '#registry/offer/apis/publish.ts';
import { reinstateApi } from '#registry/offer/apis/reinstate.ts';
import { retireApi } from '#registry/offer/apis/retire.ts';
import { uploadContract } from '#registry/offer/apis/upload-contract.ts';
import { run } from '#registry/operation.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { showNamedApi } from '#portal/pages/provider/api-page.tsx';
import { readNamedApi, type NamedApi } from '#portal/pages/provider/named-api.ts';
import { settingsOf, settingsSchema } from '#portal/pages/provider/api-settings.tsx';
import { optionalDayField } from '#portal/pages/provider/day-field.ts';
import { attemptOffer } from '#portal/pages/provider/faults.ts';
import { contractFields, readSentContract } from '#portal/pages/provider/sent-contract.ts';
import { texts } from '#portal/pages/provider/texts.ts';
import { optionalText } from '#portal/visit/form-fields.ts';
import { readForm } from '#portal/visit/form.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

function back(visit: AccountVisit, { at }: NamedApi, notice: string): Response {
  return seeOther(visit, addresses.consoleApi.to(at), notice);
}

function inputOf({ at, name }: NamedApi): { readonly provider: string; readonly api: string } {
  return { provider: at.provider, api: name };
}

/** Saves texts and settings. */
export async function saveSettings(visit: AccountVisit): Promise<Response> {
  const named = await readNamedApi(visit);
  const sent = readForm(visit, settingsSchema);
  if (!sent.ok) return showNamedApi(visit, named, { settings: sent.form }, sent.status);
  const settings = settingsOf(sent.value, named.api);
  const saved = await attemptOffer(visit, sent.form, () =>
    run(visit.services.registry, visit.actor, changeApi, { ...inputOf(named), ...settings }),
  );
  if (!saved.ok) return showNamedApi(visit, named, { settings: saved.form }, saved.status);
  return back(visit, named, texts[visit.language].api.saved);
}

/** Keeps a contract, to be published. */
export async function replaceContract(visit: AccountVisit): Promise<Response> {
  const named = await readNamedApi(visit);
  const sent = readForm(visit, z.strictObject(contractFields));
  if (!sent.ok) return showNamedApi(visit, named, { contract: sent.form }, sent.status);
  const read = await readSentContract(visit, sent.form, sent.value);
  if (!read.ok) return showNamedApi(visit, named, { contract: read.form }, 422);
  const { contract } = read;
  const kept = await attemptOffer(visit, sent.form, () =>
    run(visit.services.registry, visit.actor, uploadContract, { ...inputOf(named), contract }),
  );
  if (!kept.ok) return showNamedApi(visit, named, { contract: kept.form }, kept.status);
  return back(visit, named, texts[visit.language].publish.kept);
}

const nothingSent = z.strictObject({});

export async function discardWaiting(visit: AccountVisit): Promise<Response> {
  const named = await readNamedApi(visit);
  await run(visit.services.registry, visit.actor, discardContract, inputOf(named));
  return back(visit, named, texts[visit.language].api.discarded);
}

export async function publish(visit: AccountVisit): Promise<Response> {
  const named = await readNamedApi(visit);
  const sent = readForm(visit, nothingSent);
  const published = await attemptOffer(visit, sent.form, () =>
    run(visit.services.registry, visit.actor, publishApi, inputOf(named)),
  );
  if (!published.ok) return showNamedApi(visit, named, { publish: published.form }, published.status);
  return back(visit, named, texts[visit.language].api.published);
}

const endSchema = z.strictObject({ sunset: optionalDayField, successor: optionalText(100) });

export async function announceEnd(visit: AccountVisit): Promise<Response> {
  const named = await readNamedApi(visit);
  const sent = readForm(visit, endSchema);
  if (!sent.ok) return showNamedApi(visit, named, { life: sent.form }, sent.status);
  const { sunset, successor } = sent.value;
  const announced = await attemptOffer(visit, sent.form, () =>
    run(visit.services.registry, visit.actor, deprecateApi, {
      ...inputOf(named),
      ...(sunset === undefined ? {} : { sunset }),
      ...(successor === undefined ? {} : { successor }),
    }),
  );
  if (!announced.ok) return showNamedApi(visit, named, { life: announced.form }, announced.status);
  return back(visit, named, texts[visit.language].api.deprecated);
}

export async function takeEndBack(visit: AccountVisit): Promise<Response> {
  const named = await readNamedApi(visit);
  const sent = readForm(visit, nothingSent);
  const reinstated = await attemptOffer(visit, sent.form, () =>
    run(visit.services.registry, visit.actor, reinstateApi, inputOf(named)),
  );
  if (!reinstated.ok) return showNamedApi(visit, named, { life: reinstated.form }, reinstated.status);
  return back(visit, named, texts[visit.language].api.reinstated);
}

/** Ends the version once its name was typed: nothing brings it back. */
export async function endNow(visit: AccountVisit): Promise<Response> {
  const named = await readNamedApi(visit);
  const text = texts[visit.language].api;
  const sent = readForm(visit, z.strictObject({ confirm: z.string().trim().max(100) }));
  if (!sent.ok) return showNamedApi(visit, named, { life: sent.form }, sent.status);
  if (sent.value.confirm !== named.name) {
    const faults = [{ path: 'confirm', message: text.retireWrong }];
    return showNamedApi(visit, named, { life: { ...sent.form, faults } }, 422);
  }
  const ended = await attemptOffer(visit, sent.form, () =>
    run(visit.services.registry, visit.actor, retireApi, inputOf(named)),
  );
  if (!ended.ok) return showNamedApi(visit, named, { life: ended.form }, ended.status);
  return seeOther(visit, addresses.consoleApis.to({ provider: named.at.provider }), text.retired);
}
